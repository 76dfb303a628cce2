"""The window's side of the sliding topic."""

from explorer.topics.detection.sliding.view.main import View

__all__ = ["View"]
