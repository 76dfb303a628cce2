"""Filling the templates of the exported scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.core.paths import resource


def fill(name: str, **parts: Mapping[str, Any]) -> str:
    """Return the template ``resources/code/<name>.py.txt`` with its parts filled in.

    A part replaces the line ``# {part}`` by one assignment for each of its entries;
    a value is Python text, or an array, which becomes nested lists.
    """
    text = resource("code", f"{name}.py.txt").read_text(encoding="utf-8")
    for part, values in parts.items():
        lines = (f"{variable} = {_literal(value)}" for variable, value in values.items())
        text = text.replace(f"# {{{part}}}", "\n".join(lines))
    return text


def _literal(value: Any) -> str:
    """Return Python text; a matrix has its rows below each other, and all digits."""
    if not isinstance(value, np.ndarray):
        return str(value)
    rows = np.array2string(
        value,
        max_line_width=100,
        prefix="   ",
        separator=", ",
        floatmode="unique",
        threshold=value.size + 1,
    )
    return f"[\n    {rows[1:-1]},\n]"
