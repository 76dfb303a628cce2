"""The window's side of the anchors topic."""

from explorer.topics.detection.anchors.view.main import View

__all__ = ["View"]
