"""What is on screen as a script of its own, its numbers as assertions."""

from __future__ import annotations

from explorer.nets import sface
from explorer.sources.kept import plain_picture
from explorer.topics import face_scripts, scripts
from explorer.topics.faces.faces.process import run_once
from explorer.topics.faces.faces.state import State
from explorer.vision.similarity import nearest_people
from explorer.weights import store


def script(state: State) -> str:
    """Return a script that recognises the faces of the picture of ``state``.

    It carries the embeddings of the people who are nearest to a face, and of nobody else.

    Raises
    ------
    UserError
        The picture, the weights or the gallery cannot be read.
    """
    processed = run_once(state)
    known, looked = processed.known, processed.looked
    rows = sorted({
        match.row
        for vector in looked.vectors
        for match in nearest_people(known.matrix @ vector, known.people)
    })  # fmt: skip
    settings = {
        "PICTURE": str(plain_picture(state.image, processed.frame.pixels)),
        "NAMES": [known.names[int(known.people[row])] for row in rows],
        "ENROLLED": known.matrix[rows].round(6).tolist(),
        "THRESHOLD": state.threshold,
        "WEIGHTS": str(store.locate(sface.NAME)),
        **face_scripts.alignment(),
    }
    found = [(face.name, face.distance) for face in processed.result.faces]
    return scripts.fill(
        "faces",
        settings={name: repr(value) for name, value in settings.items()},
        expected={"FACES": repr(found)},
        network=scripts.source(sface).partition("\n\n\ndef load_net")[0],
        faces=scripts.template("verification_faces").rstrip(),
    )
