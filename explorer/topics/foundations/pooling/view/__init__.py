"""The window's side of the pooling topic."""

from explorer.topics.foundations.pooling.view.main import View

__all__ = ["View"]
