"""A folder with one sub-folder a person: what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from explorer.core.errors import UserError
from explorer.core.paths import absolute
from explorer.sources.folder import natural_key
from explorer.topics.faces.verification.samples import locate
from explorer.topics.faces.verification.state import MOST_PICTURES
from explorer.vision.images import is_picture_file


@dataclass(frozen=True)
class Listed:
    """The pictures of a folder, person by person.

    Parameters
    ----------
    names : tuple of str
        The sub-folders with pictures, in the order in which one would list them.
    files : tuple of Path
    people : tuple of int
        Whose picture each file is, a place in ``names``.
    changed : tuple of int
        When each file was changed, nanoseconds: a list of other contents is another list.
    """

    names: tuple[str, ...]
    files: tuple[Path, ...]
    people: tuple[int, ...]
    changed: tuple[int, ...]


def list_people(folder: str) -> Listed:
    """List the pictures of ``folder``; nothing is read of them.

    Raises
    ------
    UserError
        It cannot be read, has fewer than two people, or too many pictures.
    """
    path = Path(absolute(locate(folder)))
    try:
        found = {sub.name: _pictures(sub) for sub in _entries(path) if sub.is_dir()}
        found = {name: files for name, files in found.items() if files}
        files = tuple(file for pictures in found.values() for file in pictures)
        changed = tuple(file.stat().st_mtime_ns for file in files)
    except PermissionError as error:
        raise UserError("You have no permission to read {path}.", path=error.filename) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError("{path} cannot be read: {reason}.", path=path, reason=reason) from error
    if len(found) < 2:
        raise UserError(
            "{path} needs two sub-folders with pictures at least, one for each person; it has "
            "{count}.",
            path=path,
            count=len(found),
        )
    if len(files) > MOST_PICTURES:
        raise UserError(
            "{path} has {count} pictures; {limit} are the most.",
            path=path,
            count=len(files),
            limit=MOST_PICTURES,
        )
    owners = tuple(person for person, own in enumerate(found.values()) for _ in own)
    return Listed(tuple(found), files, owners, changed)


def _entries(path: Path) -> list[Path]:
    if not path.exists():
        raise UserError("{path} does not exist.", path=path)
    if not path.is_dir():
        raise UserError("{path} is a file, not a folder.", path=path)
    return sorted(path.iterdir(), key=lambda entry: natural_key(entry.name))


def _pictures(path: Path) -> list[Path]:
    return [file for file in _entries(path) if is_picture_file(file) and file.is_file()]
