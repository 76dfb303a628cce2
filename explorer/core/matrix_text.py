"""Matrices as people write them: numbers in lines, from a spreadsheet, or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from explorer.core.errors import UserError

PRINTED = re.compile(r"(?:\w+\.)*(?:array|tensor)\(\s*(\[.*\]).*\)", re.DOTALL)


def number(text: str) -> float:
    """Return the number that ``text`` writes; a decimal comma and a true minus are fine.

    Raises
    ------
    UserError
        It is none.
    """
    try:
        return float(text.strip().replace("\N{MINUS SIGN}", "-").replace(",", "."))
    except ValueError:
        raise UserError(
            "“{text}” is no number. Write one like 3 or -0.5.", text=text.strip()[:40]
        ) from None


def parse(text: str) -> Any:
    """Return nested lists: JSON or what Python prints as it is, else one row a line.

    Numbers in a line are parted by tabs, semicolons or spaces, or by commas where
    there is nothing else.

    Raises
    ------
    UserError
        Something in it is no number.
    """
    stripped = _json(text.strip())
    if stripped.startswith("["):
        try:
            return json.loads(stripped)
        except (ValueError, RecursionError) as error:
            raise UserError("The text is no matrix. Write one like [[1, 2], [3, 4]].") from error
    lines = [line.strip() for line in stripped.splitlines() if line.strip()]
    return [[number(part) for part in _parts(line)] for line in lines]


def _json(text: str) -> str:
    """Return as JSON what Python prints: `array([[1., 2.]], dtype=float32)`, `[[1. 2.]]`."""
    text = PRINTED.sub(r"\1", text)
    if not text.startswith("["):
        return text
    commas = re.sub(r"(?<=[\d.\]])\s+(?=[-\d.\[])", ", ", text)
    return re.sub(r"(?<=\d)\.(?!\d)", ".0", commas)


def _parts(line: str) -> list[str]:
    separator = r"[\t;\s]+" if re.search(r"[\t;\s]", re.sub(r",\s+", ",", line)) else r","
    return [part.strip(",") for part in re.split(separator, line) if part.strip(", ")]


def write(matrix: Iterable[Sequence[float]]) -> str:
    """Return the matrix as lines with tabs, as spreadsheets read it."""
    return "\n".join("\t".join(f"{value:.10g}" for value in row) for row in matrix)
