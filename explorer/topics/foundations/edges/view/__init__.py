"""The window's side of the edges topic."""

from explorer.topics.foundations.edges.view.main import View

__all__ = ["View"]
