"""Names of layers, as state dicts have them, in words."""

from __future__ import annotations

from explorer.core.i18n import tr


def in_words(name: str) -> str:
    """Return "entry 4 of features" for "features.3"; a name of one part stays as it is."""
    whole, _, part = name.rpartition(".")
    if not whole:
        return part
    if part.isdecimal():
        # In a state dict they are counted from 0.
        return tr("entry {number} of {whole}", number=int(part) + 1, whole=in_words(whole))
    return tr("{part} in {whole}", part=part, whole=in_words(whole))


def explained(name: str) -> str:
    """Return a name, with the words where it has several parts."""
    # ONNX files have paths for names, with steps of both kinds.
    words = name if "/" in name else in_words(name)
    return name if words == name else f"{name} ({words})"
