"""Where files live: what ships with the program, and what belongs to the user."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "cnn-explorer"
CAMERA = "camera:"
PACKAGE = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """Return a file or folder that ships with the program.

    A wheel carries ``resources`` inside the package, a checkout beside it.
    """
    inside = PACKAGE / "resources"
    root = inside if inside.is_dir() else PACKAGE.parent / "resources"
    return root.joinpath(*parts)


def _home(fallback: str) -> Path:
    override = os.environ.get("CNN_EXPLORER_HOME")
    return Path(override) if override else Path(fallback)


def config_dir() -> Path:
    """Return the folder of settings and sessions (``CNN_EXPLORER_HOME`` overrides)."""
    return _home(platformdirs.user_config_dir(APP, appauthor=False))


def cache_dir() -> Path:
    """Return the folder of downloaded weights (``CNN_EXPLORER_HOME`` overrides)."""
    return _home(platformdirs.user_cache_dir(APP, appauthor=False)) / "weights"


def log_file() -> Path:
    """Return the file that unexpected errors are written to."""
    return _home(platformdirs.user_log_dir(APP, appauthor=False)) / "errors.log"


def absolute(spec: str) -> str:
    """Return a source (see `explorer.sources.open`) that means the same in any folder."""
    if not spec or spec.startswith(CAMERA):
        return spec
    return str(Path(spec).expanduser().absolute())
