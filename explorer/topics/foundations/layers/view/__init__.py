"""The window's side of the layers topic."""

from explorer.topics.foundations.layers.view.main import View

__all__ = ["View"]
