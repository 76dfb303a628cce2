"""Class names."""

from __future__ import annotations

from explorer.core.paths import resource


def read_names(labels: str) -> tuple[str, ...]:
    """Return the class names of a file in the labels folder."""
    text = resource("labels", f"{labels}.txt").read_text(encoding="utf-8")
    return tuple(text.split("\n")[: text.count("\n")])
