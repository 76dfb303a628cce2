"""The window's side of the convolution topic."""

from explorer.topics.foundations.convolution.view.main import View

__all__ = ["View"]
