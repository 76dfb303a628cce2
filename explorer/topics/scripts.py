"""Filling the templates of the exported scripts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from explorer.core.paths import resource


def template(name: str) -> str:
    """Return ``resources/code/<name>.py.txt``."""
    return resource("code", f"{name}.py.txt").read_text(encoding="utf-8")


def fill(name: str, **parts: Mapping[str, Any] | str) -> str:
    """Return the template ``name`` with its parts filled in.

    A part replaces the line ``# {part}``: a text as it is, else one assignment for each
    entry; a value is Python text, or an array, which becomes nested lists.
    """
    text = template(name)
    for part, values in parts.items():
        text = text.replace(f"# {{{part}}}", values if isinstance(values, str) else _lines(values))
    return text


def source(*modules: ModuleType) -> str:
    """Return the modules' own code without their headings and imports."""
    return "\n\n\n".join(_body(module) for module in modules)


def _body(module: ModuleType) -> str:
    assert module.__file__
    text = Path(module.__file__).read_text(encoding="utf-8")
    _, _, code = text.partition('"""\n\n')
    kept = [line for line in code.splitlines() if not line.startswith(("from ", "import "))]
    return "\n".join(kept).strip()


def _lines(values: Mapping[str, Any]) -> str:
    return "\n".join(f"{variable} = {_literal(value)}" for variable, value in values.items())


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
