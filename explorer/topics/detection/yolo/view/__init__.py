"""The window's side of the detector topic."""

from explorer.topics.detection.yolo.view.main import View

__all__ = ["View"]
