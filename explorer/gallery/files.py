"""The files of the gallery: where they are, private, set aside, gone.

A database in use has companions: ``-wal`` (what was written last) and ``-shm`` (its index).
Closing any handle of a file gives up this process's locks on it (POSIX), so a database
that may be open is never read here, only renamed, unlinked or asked for its properties.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from explorer.core.errors import UserError
from explorer.core.paths import config_dir

COMPANIONS = ("-wal", "-shm")
ASIDE = ".damaged"
BLOCK = bytes(1 << 20)


def default_path() -> Path:
    """Return the user's own gallery."""
    return config_dir() / "faces" / "gallery.sqlite3"


def companions(path: Path) -> list[Path]:
    """Return the database and the files that SQLite keeps beside it."""
    return [path, *(path.with_name(path.name + end) for end in COMPANIONS)]


def make(path: Path) -> None:
    """Make an empty file, unless there is one, that only its owner can read.

    So is a folder made for it; SQLite gives the companions the rights of the database.

    Raises
    ------
    UserError
        There is a folder of that name.
    OSError
        It cannot be made.
    """
    if path.is_dir():
        raise UserError("{path} is a folder, not a file.", path=path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def make_private(path: Path) -> None:
    """Take the rights of everybody but the owner from a gallery that was copied here."""
    for file in companions(path):
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(0o600)


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at ``path`` from one that was there before; None: no file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def alone(path: Path) -> bool:
    """Tell whether a gallery has no log: then no window has it open to write."""
    return not any(file.exists() for file in companions(path)[1:])


def stamp(path: Path) -> tuple[int, ...] | None:
    """Return what differs once a gallery that is only read has to be opened anew."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, alone(path)


def size(path: Path) -> int:
    """Return the size in bytes; 0 where there is no file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def set_aside(path: Path) -> Path:
    """Rename a damaged gallery, which must not be open, with its companion; return its name.

    Raises
    ------
    UserError
        The folder cannot be written.
    """
    target = path.with_name(path.name + ASIDE)
    count = 1
    while target.exists():
        count += 1
        target = path.with_name(f"{path.name}{ASIDE}-{count}")
    log, index = companions(path)[1:]
    try:
        path.rename(target)
        if log.exists():
            log.rename(companions(target)[1])
        index.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    return target


def kept_aside(path: Path) -> list[Path]:
    """Return the files that `set_aside` has left of the gallery at ``path``."""
    return sorted(path.parent.glob(path.name + ASIDE + "*"))


def erase(path: Path) -> None:
    """Overwrite and unlink a gallery that cannot be opened, and what was set aside of it.

    Raises
    ------
    UserError
        A file cannot be written.
    """
    for file in companions(path):
        overwrite(file)
    erase_kept(path)


def erase_kept(path: Path) -> None:
    """Overwrite and unlink what was set aside of the gallery at ``path``."""
    for file in kept_aside(path):
        overwrite(file)


def overwrite(path: Path) -> None:
    """Write zeros over a file, if there is one, and unlink it.

    Raises
    ------
    UserError
        It cannot be written.
    """
    if not path.exists():
        return
    try:
        with path.open("r+b") as file:
            left = size(path)
            while left > 0:
                left -= file.write(BLOCK[:left])
            file.flush()
            os.fsync(file.fileno())
            file.truncate(0)
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a private file to write that takes its place at ``path`` only when it is whole.

    Raises
    ------
    UserError
        The folder cannot be written or the disk is full; an older file is as it was.
    """
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError(
        "{path} cannot be written: {reason}.", path=path, reason=error.strerror or error
    )
