"""From what the user types, drops or chooses to a source."""

from __future__ import annotations

from pathlib import Path

from explorer.core.errors import UserError
from explorer.core.paths import CAMERA, absolute
from explorer.sources.base import Frame, Source
from explorer.vision.images import is_video_file


def open_source(spec: str) -> Source:
    """Return the source that ``spec`` names, not yet opened.

    Parameters
    ----------
    spec : str
        "" for the demo reel, "camera:N", or the path of a folder, a video or a
        picture.

    Raises
    ------
    UserError
        No such camera number, file or folder.
    """
    if not spec:
        from explorer.sources.demo import DemoReel

        return DemoReel()
    if spec.startswith(CAMERA):
        from explorer.sources.camera import CameraSource

        number = spec.removeprefix(CAMERA).strip()
        if not (number.isascii() and number.isdigit()):
            raise UserError("“{spec}” names no camera; write camera:0 for the first.", spec=spec)
        return CameraSource(int(number))
    path = Path(absolute(spec))
    try:
        folder, there = path.is_dir(), path.exists()
    except PermissionError:
        raise UserError("You have no permission to read {path}.", path=path) from None
    except (OSError, ValueError) as error:
        # A name that is too long, or has a zero byte in it.
        raise UserError("{path} does not exist.", path=spec[:100]) from error
    if folder:
        from explorer.sources.folder import FolderSource

        return FolderSource(path)
    if not there:
        raise UserError("{path} does not exist.", path=path)
    if is_video_file(path):
        from explorer.sources.video import VideoSource

        return VideoSource(path)
    from explorer.sources.picture import PictureSource

    return PictureSource(path)


def first_frame(spec: str) -> Frame:
    """Return the first picture of the source that ``spec`` names.

    Raises
    ------
    UserError
        The source cannot be opened or read, or is empty.
    """
    source = open_source(spec)
    source.open()
    try:
        frame = source.read()
    finally:
        source.close()
    if frame is None:
        raise UserError("{name} has no picture in it.", name=source.title)
    return frame
