"""Files that are either whole or not there."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from explorer.core.errors import UserError


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write ``data`` to ``path`` through a temporary file in the same folder.

    Parameters
    ----------
    path : Path
        Target; its folder is created. An existing file is replaced at once or
        left as it was.
    private : bool
        Readable by its owner only.

    Raises
    ------
    UserError
        The folder cannot be written or the disk is full.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            # mkstemp makes private files; give this one what an ordinary open would.
            mask = os.umask(0)
            os.umask(mask)
            Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise UserError(
            "{path} cannot be written: {reason}.", path=path, reason=error.strerror or error
        ) from error


def check_file(path: Path) -> None:
    """Raise a UserError unless ``path`` is a file with something in it that may be read."""
    try:
        if path.is_dir():
            raise UserError("{path} is a folder, not a file.", path=path)
        if not path.exists():
            raise UserError("{path} does not exist.", path=path)
        # Opening a pipe or a device could wait for ever.
        if not path.is_file():
            raise UserError("{path} is not an ordinary file.", path=path)
        with path.open("rb") as file:
            if not file.read(1):
                raise UserError("{path} is empty.", path=path)
    except PermissionError:
        raise UserError("You have no permission to read {path}.", path=path) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError("{path} cannot be read: {reason}.", path=path, reason=reason) from error


def check_target(path: Path, suffixes: Sequence[str]) -> None:
    """Check the name that the user gives to a file, before the work it is to hold.

    Raises
    ------
    UserError
        It does not end in one of ``suffixes``, or its folder is missing: a misspelt
        folder is not to be made.
    """
    if path.suffix.lower() not in suffixes:
        raise UserError(
            "Choose a name that ends in {suffixes}, not {name}.",
            suffixes=", ".join(suffixes),
            name=path.name,
        )
    if not path.parent.is_dir():
        raise UserError("There is no folder {path}.", path=path.parent)


def write_json(path: Path, content: object) -> None:
    """Write ``content`` as indented JSON, atomically."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    write_atomic(path, (text + "\n").encode())


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    UserError
        The file cannot be read or is no JSON object.
    FileNotFoundError
        There is no such file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UserError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    except json.JSONDecodeError as error:
        raise UserError(
            "{path} is damaged: line {line} is no JSON.", path=path, line=error.lineno
        ) from error
    except (ValueError, RecursionError) as error:
        raise UserError("{path} is damaged: it is no JSON text.", path=path) from error
    if not isinstance(content, dict):
        raise UserError("{path} is damaged: it is no JSON object.", path=path)
    return content


def set_aside(path: Path) -> Path:
    """Rename a file that does not fit so that nothing overwrites it; return its new name."""
    target = path.with_name(path.name + ".damaged")
    path.replace(target)
    return target
