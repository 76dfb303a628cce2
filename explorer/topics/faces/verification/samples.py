"""Pictures that come with the program, named so that a session finds them anywhere."""

from __future__ import annotations

from explorer.core.paths import resource

SAMPLE = "sample:"


def locate(spec: str) -> str:
    """Return the path of ``sample:people/P001/selfie.jpg``; any other text as it is."""
    if not spec.startswith(SAMPLE):
        return spec
    return str(resource("samples", *spec.removeprefix(SAMPLE).split("/")))
