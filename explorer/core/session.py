"""A session: the states of the topics and the topic in front, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.files import read_json, write_json

VERSION = 1


@dataclass(frozen=True)
class Session:
    """The topic in front, and the fields of each topic that differ from their defaults."""

    topic: str
    states: Mapping[str, Mapping[str, Any]]


def save(path: Path, topic: str, states: Mapping[str, object]) -> None:
    """Write the session.

    Raises
    ------
    UserError
        The file cannot be written.
    """
    content = {name: fields.to_json(state) for name, state in states.items()}
    write_json(path, {"version": VERSION, "topic": topic, "states": content})


def load(path: Path) -> Session:
    """Read a session.

    Raises
    ------
    FileNotFoundError
        There is none.
    UserError
        The file is damaged, or of a newer version.
    """
    content = read_json(path)
    version, states = content.get("version"), content.get("states")
    topic = content.get("topic")
    if isinstance(version, int) and version > VERSION:
        raise UserError("{path} was written by a newer version of this program.", path=path)
    if (
        version != VERSION
        or not isinstance(topic, str)
        or not isinstance(states, dict)
        or not all(isinstance(state, dict) for state in states.values())
    ):
        raise UserError("{path} is not a session of this program.", path=path)
    return Session(topic, states)
