"""The window's side of the triplet topic."""

from explorer.topics.faces.triplet.view.main import View

__all__ = ["View"]
