"""Lessons: a step is a state with a sentence; its answer is computed, never stored."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from explorer.core.paths import resource


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    Parameters
    ----------
    text : str
        What to look at; English, the translation key.
    set : mapping
        Fields of the topic's default state to change; an ``image`` is one of the samples, or
        "" for none, whatever picture was open.
    ask, answer : str
        A question, and where its answer stands in the result's JSON: keys and list
        indices joined by dots. Empty where nothing is asked.
    """

    text: str
    set: Mapping[str, Any] = field(default_factory=dict)
    ask: str = ""
    answer: str = ""


def load(topic: str) -> tuple[Step, ...]:
    """Return the lesson of ``topic``, empty where there is none."""
    path = resource("lessons", f"{topic}.json")
    if not path.is_file():
        return ()
    return tuple(_step(**step) for step in json.loads(path.read_text(encoding="utf-8")))


def _step(**parts: Any) -> Step:
    step = Step(**parts)
    if not step.set.get("image"):
        return step
    image = str(resource("samples", step.set["image"]))
    return replace(step, set={**step.set, "image": image})


def look_up(result: Any, path: str) -> Any:
    """Return what stands at ``path`` in the JSON of a result.

    Raises
    ------
    LookupError
        There is nothing.
    """
    for key in path.split("."):
        result = result[int(key)] if isinstance(result, list) else result[key]
    return result


def shown(answer: Any) -> str:
    """Return a computed answer as a text of its numbers."""
    if isinstance(answer, list):
        return ", ".join(shown(part) for part in answer)
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return str(answer)
    # All digits of a whole number: a count of parameters is not rounded.
    text = f"{int(answer):,}" if _whole(answer) else f"{answer:.4g}"
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace("-", "\N{MINUS SIGN}")


def has_number(guess: str) -> bool:
    """Tell whether there is anything in ``guess`` to compare with an answer."""
    return bool(re.search(r"\d", guess))


def agrees(guess: str, answer: Any) -> bool:
    """Tell whether the numbers in ``guess`` are those of ``answer``, to the digits shown."""
    joined = re.sub(r"(?<=\d)[\u202f\u00a0'](?=\d)", "", guess)
    if not isinstance(answer, list):
        # A single number may come with separators: 1,960 or 1 960.
        joined = re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", joined)
    said = [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", joined.replace("−", "-"))]
    expected = _numbers(answer)
    return len(said) == len(expected) and all(
        math.isclose(one, other, rel_tol=5e-3, abs_tol=1e-9) if not _whole(other) else one == other
        for one, other in zip(said, expected, strict=True)
    )


def _whole(value: float) -> bool:
    return value == int(value)


def _numbers(answer: Any) -> list[float]:
    if isinstance(answer, list):
        return [number for part in answer for number in _numbers(part)]
    return [float(answer)]
