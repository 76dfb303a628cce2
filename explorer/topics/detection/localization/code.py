"""The vector, the loss and the descent as a script, with the numbers on screen as assertions."""

from __future__ import annotations

from explorer.topics import scripts
from explorer.topics.detection.localization.state import State, compute


def script(state: State) -> str:
    """Return a script that repeats ``state`` with torch's own losses and gradients.

    Raises
    ------
    UserError
        The picture cannot be read, or the state not be computed.
    """
    result = compute(state)
    content = result.to_json()
    height, width = result.size
    settings = {
        "WIDTH, HEIGHT": f"{width}, {height}  # of the picture, pixels",
        "CLASSES": list(result.classes),
        "TARGET": f"{content['target_box']}  # x1, y1, x2, y2; None: no object",
        "LABEL": f"{result.target.label}  # class of the object, from 0",
        "PREDICTION": result.begin.tolist(),
        "LOSS": repr(result.loss_name),
        "RATE": result.rate,
        "STEPS": result.descent.steps,
    }
    expected = {
        "Y": content["y"],
        "SHOWN": content["prediction"],
        "TERMS": content["terms"],
        "GRADIENT": content["gradient"],
        "TOTAL": content["loss"],
    }
    return scripts.fill("localization", settings=settings, expected=expected)
