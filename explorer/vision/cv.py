"""The one place that imports OpenCV; everyone else takes ``cv2`` from here."""

from __future__ import annotations

import os

# Media Foundation otherwise takes up to a minute to open a camera on Windows.
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")

# What OpenCV and FFmpeg (AV_LOG_QUIET) write to the terminal is said in words by the sources.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

# OpenCV's wheel points these at its own Qt, which PySide6 must not load.
_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT_VARIABLES}

import cv2  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

__all__ = ["cv2"]
