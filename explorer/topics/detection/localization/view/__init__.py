"""The window's side of the topic of one object and its place."""

from explorer.topics.detection.localization.view.main import View

__all__ = ["View"]
