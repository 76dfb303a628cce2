"""What the view in front shows as a script of its own, its numbers as assertions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explorer.gallery import files
from explorer.nets import sface
from explorer.sources.kept import plain_picture
from explorer.topics import face_scripts, scripts
from explorer.topics.faces.verification.enrolled import Enrolled
from explorer.topics.faces.verification.learning import Training, plan
from explorer.topics.faces.verification.process import Worker
from explorer.topics.faces.verification.result import Result
from explorer.topics.faces.verification.samples import locate
from explorer.topics.faces.verification.state import State
from explorer.vision.images import load_picture
from explorer.weights import store

Values = dict[str, Any]

NEEDS = (
    "Needs numpy, torch, opencv-python (4.12 to 4.14), pillow and safetensors; nothing of CNN "
    "Explorer."
)
NEEDS_LITTLE = "Needs numpy and the gallery of faces; nothing else of CNN Explorer."
NEEDS_LEARNING = "Needs numpy, torch and the gallery of faces; nothing else of CNN Explorer."
IMPORTS = """from itertools import pairwise

import cv2
import numpy as np
import torch
from PIL import Image, ImageOps
from safetensors.torch import load_file
from torch import Tensor, nn"""
IMPORTS_LITTLE = """import sqlite3
from pathlib import Path

import numpy as np"""
IMPORTS_LEARNING = """
import torch
from torch import nn"""


def script(state: State) -> str:
    """Return a script that repeats what the view of ``state`` shows.

    Raises
    ------
    UserError
        There is no result.
    """
    result = Worker().complete(state)
    settings, expected = PARTS[state.view](result)
    enrolled = state.view != "pair" and state.source == "gallery"
    people = _enrolled(state) if enrolled else _pictures(state)
    return scripts.fill(
        f"verification_{state.view}",
        settings={name: repr(value) for name, value in (settings | people.settings).items()},
        expected={name: repr(value) for name, value in expected.items()},
        **people.parts,
    )


@dataclass(frozen=True)
class _Source:
    """Where a script has its vectors from: further settings, and parts of its text."""

    settings: Values
    parts: dict[str, str]


def _pictures(state: State) -> _Source:
    """Return how pictures become vectors."""
    network = scripts.source(sface).partition("\n\n\ndef load_net")[0]
    parts = {"network": network, "faces": scripts.template("verification_faces").rstrip()}
    if state.view != "pair":
        people = scripts.fill("verification_folder", **parts).rstrip()
        parts = {"needs": NEEDS, "imports": IMPORTS, "people": people}
    return _Source(
        {
            "WEIGHTS": str(store.locate(sface.NAME)),
            **face_scripts.alignment(),
        },
        parts,
    )


def _enrolled(state: State) -> _Source:
    """Return how the vectors are read from the gallery: the script itself has none of them."""
    learns = state.view == "classifier"
    return _Source(
        {},
        {
            "needs": NEEDS_LEARNING if learns else NEEDS_LITTLE,
            "imports": IMPORTS_LITTLE + (IMPORTS_LEARNING if learns else ""),
            "people": scripts.template("verification_enrolled").rstrip(),
        },
    )


def _pair(result: Result) -> tuple[Values, Values]:
    state, pair = result.state, result.pair
    images = zip((state.image_a, state.image_b), (pair.a, pair.b), strict=True)
    pictures = [str(plain_picture(locate(spec), side.looked.pixels)) for spec, side in images]
    settings: Values = {
        "PICTURES": pictures,
        "FACES": (state.face_a, state.face_b),
        "THRESHOLD": state.threshold,
    }
    vectors = [None if v is None else v.round(5).tolist() for v in (pair.a.vector, pair.b.vector)]
    expected = {"A": vectors[0], "B": vectors[1], "DISTANCE": pair.distance, "SAME": pair.same}
    return settings, expected


def _people(enrolled: Enrolled) -> Values:
    """Return whose the pictures are, and where they or their vectors are read."""
    people = {"PEOPLE": enrolled.people.tolist()}
    if not enrolled.files:
        return {"DATABASE": str(files.default_path().absolute()), **people}
    pictures = [str(plain_picture(str(f), load_picture(f).pixels)) for f in enrolled.files]
    return {"PICTURES": pictures, **people}


def _lab(result: Result) -> tuple[Values, Values]:
    assert result.lab
    lab = result.lab
    settings = _people(lab.measured.enrolled) | {"THRESHOLD": lab.threshold}
    return settings, {
        "SAME_PAIRS": lab.at.same,
        "DIFFERENT_PAIRS": lab.at.different,
        "FALSE_ACCEPTS": lab.false_accepts,
        "FALSE_REJECTS": lab.false_rejects,
    }


def _gallery(result: Result) -> tuple[Values, Values]:
    assert result.against
    against, state = result.against, result.state
    settings = _people(against.enrolled) | {
        "NAMES": list(against.enrolled.names),
        "QUERY": against.query,
        "GALLERY": against.gallery.tolist(),
        "ACCURACY_ONE": state.accuracy_one,
        "COUNT": state.people,
    }
    distances = against.distances.astype(float).round(5).tolist()
    return settings, {"DISTANCES": distances, "ACCURACY_ALL": result.accuracy_all}


def _classifier(result: Result) -> tuple[Values, Values]:
    assert result.lab and result.learned
    state, learned, enrolled = result.state, result.learned, result.lab.measured.enrolled
    training = Training(enrolled, plan(state))
    learnt, judged = training.learnt_from, training.judged
    settings = _people(enrolled) | {
        "LEARNT": (learnt.first.tolist(), learnt.second.tolist()),
        "HELD_OUT": (judged.first.tolist(), judged.second.tolist()),
        "FORM": state.form,
        "STEPS": state.steps,
        "RATE": state.rate,
        "DECAY": state.weight_decay,
    }
    tested = learned.tested[state.form]
    return settings, {
        "LOSS": float(learned.classifiers[state.form].losses[-1]),
        "FALSE_ACCEPTS": tested.false_accepts,
        "FALSE_REJECTS": tested.false_rejects,
    }


PARTS: dict[str, Callable[[Result], tuple[Values, Values]]] = {
    "pair": _pair,
    "lab": _lab,
    "gallery": _gallery,
    "classifier": _classifier,
}
