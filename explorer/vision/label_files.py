"""Sizes of labelled boxes out of files: YOLO's txt (one, or a folder of them) and COCO's json.

A YOLO file has a line ``class x y width height`` for each object, all but the class as shares
of the picture; a file without lines is a picture without objects. COCO has one file for all
pictures, with boxes [x, y, width, height] in pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from explorer.core.errors import UserError
from explorer.core.files import check_file, read_json
from explorer.vision.anchor_targets import Float

MOST = 1_000_000
NAMES = ("classes.txt", "labels.txt", "train.txt", "val.txt", "test.txt")
"""Lists of names that lie beside the labels."""
SLACK = 1e-3
"""Rounding lets a box be larger than its picture."""


@dataclass(frozen=True, eq=False)
class LabelSet:
    """The shapes in a label set.

    Parameters
    ----------
    sizes : (N, 2) float64
        Width and height as shares of the picture's, greater than 0.
    left_out : int
        Boxes without area, and (COCO) crowds.
    """

    sizes: Float
    left_out: int


def read_labels(path: Path) -> LabelSet:
    """Read the sizes in a YOLO txt file, a folder of them, or a COCO json file.

    Raises
    ------
    UserError
        The file cannot be read, is damaged (with file and line), or holds no box.
    """
    if not _is_folder(path):
        check_file(path)
    if path.suffix.lower() == ".json" and path.is_file():
        found = list(_coco(path))
    else:
        found = [size for file in _files(path) for size in _yolo(file)]
    sizes = np.array(found, np.float64).reshape(-1, 2)
    shaped = (sizes > 0).all(axis=1)
    if not shaped.any():
        raise UserError("{path} holds no box with an area.", path=path)
    if len(sizes) > MOST:
        raise UserError(
            "{path} holds {count} boxes; {limit} is the most.",
            path=path,
            count=len(sizes),
            limit=MOST,
        )
    return LabelSet(np.minimum(sizes[shaped], 1), int(np.count_nonzero(~shaped)))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # What it is, and why it cannot be read, is said by who checks files.
        return False


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    files = sorted(file for file in path.rglob("*.txt") if file.name not in NAMES)
    if not files:
        raise UserError("{path} has no label files (.txt) in it.", path=path)
    return files


def _yolo(path: Path) -> Iterator[tuple[float, float]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UserError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    except UnicodeDecodeError as error:
        raise UserError("{path} is no text file.", path=path) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _yolo_size(path, number, line.split())


def _yolo_size(path: Path, number: int, words: list[str]) -> tuple[float, float]:
    # A sixth number is the score of a detection.
    values = _numbers(words[1:]) if len(words) in (5, 6) else None
    if values is None:
        raise UserError(
            "{path}, line {line}: expected “class x y width height”, all but the class as "
            "shares of the picture.",
            path=path,
            line=number,
        )
    if not all(0 <= value <= 1 + SLACK for value in values[2:4]):
        raise UserError(
            "{path}, line {line}: width and height must lie between 0 and 1, not {width} and "
            "{height}.",
            path=path,
            line=number,
            width=words[3],
            height=words[4],
        )
    return values[2], values[3]


def _numbers(words: list[str]) -> list[float] | None:
    try:
        values = [float(word) for word in words]
    except ValueError:
        return None
    return values if all(map(math.isfinite, values)) else None


def _coco(path: Path) -> Iterator[tuple[float, float]]:
    content = read_json(path)
    sizes = {}
    for number, image in enumerate(_list(path, content, "images")):
        width, height = _pair(path, "images", number, image, ("width", "height"))
        if width <= 0 or height <= 0 or not isinstance(image.get("id"), int | str):
            raise _damaged(path, "images", number)
        sizes[image["id"]] = (width, height)
    for number, entry in enumerate(_list(path, content, "annotations")):
        box = entry.get("bbox") if isinstance(entry, dict) else None
        if not isinstance(box, list) or len(box) != 4:
            raise _damaged(path, "annotations", number)
        sides = _pair(path, "annotations", number, {"w": box[2], "h": box[3]}, ("w", "h"))
        image = entry.get("image_id")
        size = sizes.get(image) if isinstance(image, int | str) else None
        if size is None or any(
            not 0 <= side <= whole * (1 + SLACK) + 1
            for side, whole in zip(sides, size, strict=True)
        ):
            raise _damaged(path, "annotations", number)
        crowd = bool(entry.get("iscrowd"))
        yield (0.0, 0.0) if crowd else (sides[0] / size[0], sides[1] / size[1])


def _list(path: Path, content: dict[str, Any], name: str) -> list[Any]:
    found = content.get(name)
    if not isinstance(found, list):
        raise UserError("{path} is no COCO file: it has no list “{name}”.", path=path, name=name)
    return found


def _pair(
    path: Path, place: str, number: int, entry: Any, names: tuple[str, str]
) -> tuple[float, float]:
    values = [
        float(value)
        for name in names
        if isinstance(entry, dict)
        and isinstance(value := entry.get(name), int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
    ]
    if len(values) < len(names):
        raise _damaged(path, place, number)
    return values[0], values[1]


def _damaged(path: Path, place: str, number: int) -> UserError:
    return UserError(
        "{path} is damaged: {place}, entry {number} (counted from 0).",
        path=path,
        place=f"“{place}”",
        number=number,
    )
