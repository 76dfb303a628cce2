"""The window's side of the non-max suppression topic."""

from explorer.topics.detection.nms.view.main import View

__all__ = ["View"]
