"""The window's side of the landmarks topic."""

from explorer.topics.detection.landmarks.view.main import View

__all__ = ["View"]
