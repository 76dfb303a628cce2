"""From SQLite's errors to sentences that help."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from explorer.core.errors import UserError
from explorer.core.i18n import mark


class DamagedGalleryError(UserError):
    """The file is broken. `files.set_aside` keeps it and makes room for a new one."""

    def __init__(self, path: Path) -> None:
        text = mark(
            "The gallery of faces {path} is damaged. Set it aside, where it is kept as it is, "
            "and go on with a new one."
        )
        super().__init__(text, path=path)


class BusyGalleryError(UserError):
    """Another window or program holds the file."""

    def __init__(self, path: Path) -> None:
        text = mark("Another window is using the gallery of faces {path}. Try again in a moment.")
        super().__init__(text, path=path)


class ReadOnlyGalleryError(UserError):
    """The file can perhaps be read, but not written."""

    def __init__(self, path: Path) -> None:
        text = mark(
            "The gallery of faces {path} cannot be written: the file or its folder may be "
            "read-only."
        )
        super().__init__(text, path=path)


_full = partial(
    UserError,
    mark("The disk is full. The gallery of faces {path} is as it was before."),
)
_forbidden = partial(UserError, mark("You have no permission to use the gallery of faces {path}."))

KINDS: dict[int, Callable[..., UserError]] = {
    sqlite3.SQLITE_CORRUPT: DamagedGalleryError,
    sqlite3.SQLITE_NOTADB: DamagedGalleryError,
    sqlite3.SQLITE_FORMAT: DamagedGalleryError,
    sqlite3.SQLITE_BUSY: BusyGalleryError,
    sqlite3.SQLITE_LOCKED: BusyGalleryError,
    sqlite3.SQLITE_PROTOCOL: BusyGalleryError,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_READONLY: ReadOnlyGalleryError,
    # The log beside it cannot be made.
    sqlite3.SQLITE_CANTOPEN: ReadOnlyGalleryError,
    sqlite3.SQLITE_PERM: _forbidden,
    sqlite3.SQLITE_AUTH: _forbidden,
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the file system into a `UserError`.

    A broken constraint or a misuse of sqlite3 is a mistake of ours and passes.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.Error as error:
        raise _told(error, path) from error
    except OSError as error:
        raise UserError(
            "The gallery of faces {path} cannot be used: {reason}.",
            path=path,
            reason=error.strerror or error,
        ) from error


def _told(error: sqlite3.Error, path: Path) -> UserError:
    # The module's own errors have no code: a text in the file that is no UTF-8.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    # The low byte is the kind, the rest tells where it arose.
    kind = KINDS.get(code & 0xFF)
    if kind:
        return kind(path=path)
    return UserError(
        "The gallery of faces {path} cannot be used: {reason}.", path=path, reason=error
    )
