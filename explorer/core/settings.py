"""What the user prefers: a small readable file that holds only what differs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.files import read_json, set_aside, write_json
from explorer.core.i18n import LANGUAGES, mark

RECENT = 10


@dataclass(frozen=True)
class Settings:
    """Preferences; each field is documented by its label."""

    language: str = fields.choice("auto", ("auto", *LANGUAGES), label=mark("Language"))
    theme: str = fields.choice("system", ("system", "light", "dark"), label=mark("Appearance"))
    device: str = fields.text("auto", label=mark("Device"))
    threads: int = fields.integer(0, 0, 256, label=mark("Threads (0: automatic)"))
    recent: tuple[str, ...] = fields.names((), label=mark("Recent files"))
    lesson: bool = fields.flag(True, label=mark("Lesson"))
    folder: str = fields.text("", label=mark("Folder used last"))
    geometry: str = fields.text("", label=mark("Window position"))


def load(path: Path) -> tuple[Settings, list[str]]:
    """Read the settings file.

    Returns
    -------
    settings, problems
        Defaults where the file, or a value in it, is missing or does not fit; a file
        that does not fit is set aside under another name, and ``problems`` says so.
    """
    try:
        settings, problems = fields.from_json(Settings, read_json(path))
    except FileNotFoundError:
        return Settings(), []
    except UserError as error:
        settings, problems = Settings(), [str(error)]
    if problems:
        problems += keep_damaged(path)
    return settings, problems


def keep_damaged(path: Path) -> list[str]:
    """Set a file that does not fit aside and return the sentence that says where it is."""
    try:
        kept = set_aside(path)
    except OSError:
        return []
    said = UserError(
        "Defaults stand in for what cannot be used; the old file is kept as {path}.", path=kept
    )
    return [str(said)]


def save(path: Path, settings: Settings) -> None:
    """Write what differs from the defaults.

    Raises
    ------
    UserError
        The file cannot be written.
    """
    write_json(path, fields.to_json(settings))


def with_recent(settings: Settings, path: str) -> Settings:
    """Return settings with ``path`` at the head of the recent files."""
    rest = tuple(entry for entry in settings.recent if entry != path)
    return fields.change(settings, {"recent": (path, *rest)[:RECENT]})
