"""The window's side of the topic of overlapping boxes."""

from explorer.topics.detection.iou.view.main import View

__all__ = ["View"]
