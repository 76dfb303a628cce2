"""What must be loaded before Qt."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path


def before_qt() -> None:
    """Load torch's core library on Windows, without importing torch.

    Once Qt's copy of the C++ runtime is loaded, torch's own libraries may refuse to
    (WinError 1114 or 126, torch 2.9 and later). The rest of torch can wait for the
    worker thread. Does nothing on other systems, nor where torch is missing.
    """
    if sys.platform != "win32":
        return
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return
    libraries = Path(spec.origin).parent / "lib"
    core = libraries / "c10.dll"
    if not core.is_file():
        return
    # Windows only, so unknown to a type checker elsewhere.
    add_folder = getattr(os, "add_dll_directory", lambda _: None)
    try:
        add_folder(str(libraries))
        ctypes.CDLL(str(core))
    except OSError:
        # torch's own import reports this better, with advice.
        return
