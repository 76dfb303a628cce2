"""Texts in tool tips."""

from __future__ import annotations

import html


def hint(text: str) -> str:
    """Return a text for a tool tip, which takes what looks like HTML for such."""
    return f"<p>{html.escape(text)}</p>"
