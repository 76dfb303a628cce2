"""Which cameras this machine has, and how OpenCV opens one."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from explorer.core.i18n import tr
from explorer.sources.capture import Capture
from explorer.vision.cv import cv2

# The numbers of cameras differ from interface to interface: list and open with the same one.
BACKENDS = {"Linux": "V4L2", "Windows": "MSMF", "Darwin": "AVFOUNDATION"}


@dataclass(frozen=True)
class CameraInfo:
    """A camera to choose.

    Parameters
    ----------
    index : int
        Its number, as in ``camera:0``.
    name : str
        What the maker calls it.
    backend : str
        OpenCV's interface to it: "V4L2", "MSMF", "AVFOUNDATION" or "ANY".
    """

    index: int
    name: str
    backend: str


class _Found(Protocol):
    index: int
    name: str


def backend() -> str:
    """Return OpenCV's interface to cameras on this system."""
    return BACKENDS.get(platform.system(), "ANY")


def open_camera(index: int) -> Capture:
    """Open camera ``index`` with OpenCV."""
    capture = cv2.VideoCapture(index, getattr(cv2, f"CAP_{backend()}"))
    if not capture.isOpened():
        capture = cv2.VideoCapture(index, cv2.CAP_ANY)
    return cast(Capture, capture)


def _enumerate() -> Iterable[_Found]:
    from cv2_enumerate_cameras import enumerate_cameras

    return enumerate_cameras(getattr(cv2, f"CAP_{backend()}"))


def list_cameras(
    enumerate_cameras: Callable[[], Iterable[_Found]] = _enumerate,
    folder: Path = Path("/sys/class/video4linux"),
) -> list[CameraInfo]:
    """Return the cameras of this machine by number; empty where none is found.

    Never raises: a machine whose cameras cannot be listed has none to choose.
    """
    try:
        found = {item.index: item.name for item in enumerate_cameras()}
    except Exception:
        # The package reaches into the system by ctypes and C++; Linux has a plain file.
        found = _from_sys(folder)
    return [
        CameraInfo(index, found[index] or tr("Camera {index}", index=index), backend())
        for index in sorted(found)
    ]


def name_of(index: int) -> str:
    """Return what camera ``index`` is called; empty where that is not known."""
    return next((camera.name for camera in list_cameras() if camera.index == index), "")


def _from_sys(folder: Path) -> dict[int, str]:
    found = {}
    try:
        for entry in folder.iterdir():
            number = entry.name.removeprefix("video")
            if not number.isdigit():
                continue
            # A camera has a second device for metadata, which gives no pictures.
            part = entry / "index"
            if part.exists() and part.read_text().strip() != "0":
                continue
            found[int(number)] = (entry / "name").read_text(errors="replace").strip()
    except OSError:
        pass
    return found
