"""Weights as the program uses them: find, fetch, import."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from explorer.core.errors import UserError
from explorer.core.files import check_file, write_atomic
from explorer.core.jobs import CancelToken
from explorer.core.paths import cache_dir, resource
from explorer.weights import download
from explorer.weights.convert import convert
from explorer.weights.manifest import Entry, find, read_manifest
from explorer.weights.progress import Progress, Token
from explorer.weights.verify import check, sha256


class MissingWeightsError(UserError):
    """Weights that `fetch` or `import_file` can bring; ``values["name"]`` says which."""


@dataclass(frozen=True)
class Status:
    """Whether the weights of ``entry`` can be used, and why not."""

    entry: Entry
    state: Literal["bundled", "cached", "missing", "damaged"]
    path: Path | None = None
    problem: UserError | None = None


def _places(entry: Entry) -> list[tuple[Literal["bundled", "cached"], Path]]:
    places: list[tuple[Literal["bundled", "cached"], Path]] = []
    if entry.bundled:
        places.append(("bundled", resource("weights", entry.stored.file)))
    places.append(("cached", cache_dir() / entry.stored.file))
    return places


def status(name: str) -> Status:
    """Look for the weights ``name``: bundled first, then in the cache."""
    entry = find(name)
    problem: UserError | None = None
    for state, path in _places(entry):
        if not path.is_file():
            continue
        try:
            check(path, entry.stored)
        except UserError as error:
            problem = error
        else:
            return Status(entry, state, path)
    return Status(entry, "damaged" if problem else "missing", problem=problem)


def statuses() -> list[Status]:
    """Return the status of everything in the manifest."""
    return [status(name) for name in read_manifest()]


def locate(name: str) -> Path:
    """Return the verified file of the weights ``name``.

    Raises
    ------
    MissingWeightsError
        It is nowhere, or damaged; the sentence says what to do.
    """
    found = status(name)
    if found.path:
        return found.path
    if found.problem:
        raise MissingWeightsError(
            "{problem} Fetch the weights of {title} again, or import them from a file.",
            problem=found.problem,
            title=found.entry.title,
            name=name,
        )
    raise MissingWeightsError(
        "The weights of {title} are not on this machine. Fetch them, or import them from a file.",
        title=found.entry.title,
        name=name,
    )


def _ignore(done: int, total: int) -> None:
    """Report progress to nobody."""


def fetch(name: str, progress: Progress = _ignore, token: Token | None = None) -> Path:
    """Download the weights ``name`` into the cache and return the file.

    Parameters
    ----------
    progress : callable (done, total), bytes
        Called in the thread of the caller; starts again with the next source.
    token : has ``cancelled`` and ``check()``

    Raises
    ------
    UserError
        No source works, or the disk is full. Calling again starts afresh.
    Cancelled
        ``token`` asked to stop.
    """
    entry = find(name)
    with download.original(entry, cache_dir(), progress, token or CancelToken()) as path:
        return _keep(entry, convert(entry, path))


def identify(path: Path) -> str:
    """Return the name of the weights that the user's file holds, the original or ours.

    Raises
    ------
    UserError
        The file holds none, by its checksum.
    """
    entries, digest = read_manifest(), _digest(path)
    for entry in entries.values():
        if digest in (entry.original.sha256, entry.stored.sha256):
            return entry.name
    raise UserError(
        "{path} holds no weights that are known here; these do: {files}.",
        path=path,
        files=", ".join(f"{entry.original.file} ({entry.title})" for entry in entries.values()),
    )


def import_file(name: str, path: Path) -> Path:
    """Take the weights ``name`` from the user's file, the original or ours; return the copy.

    Raises
    ------
    UserError
        The file is neither, by its checksum.
    """
    entry = find(name)
    digest = _digest(path)
    if digest == entry.original.sha256:
        return _keep(entry, convert(entry, path))
    if digest == entry.stored.sha256:
        return _keep(entry, path.read_bytes())
    raise UserError(
        "{path} holds other weights: {title} needs {original} ({size} MB) from {origin}.",
        path=path,
        title=entry.title,
        original=entry.original.file,
        size=round(entry.original.size / 1e6),
        origin=entry.origin,
    )


def delete(name: str) -> None:
    """Remove the weights ``name`` from the cache; what is bundled stays.

    Raises
    ------
    UserError
        They cannot be removed.
    """
    path = cache_dir() / find(name).stored.file
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            "{path} cannot be removed: {reason}.", path=path, reason=error.strerror or error
        ) from error


def _digest(path: Path) -> str:
    check_file(path)
    try:
        return sha256(path)
    except OSError as error:
        raise UserError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error


def _keep(entry: Entry, data: bytes) -> Path:
    target = cache_dir() / entry.stored.file
    write_atomic(target, data)
    check(target, entry.stored)
    return target
