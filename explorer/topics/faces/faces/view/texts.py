"""Names as there is room for them on screen."""

from __future__ import annotations

import unicodedata

LONGEST = 24
# Characters of scripts that run from right to left.
TURNED = {"R", "AL", "AN"}
# A sentence that begins with it still runs from left to right.
APART, END = "\u200e\u2068", "\u2069"


def short(name: str) -> str:
    """Return a name that can be put into a text: not long, and turning nothing around it."""
    cut = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
    return apart(cut)


def apart(name: str) -> str:
    """Return a name such that numbers beside it stay where they are in the text.

    What is written from right to left is set apart by Unicode's isolates.
    """
    if any(unicodedata.bidirectional(character) in TURNED for character in name):
        return APART + name + END
    return name
