"""The window's side of the inception topic."""

from explorer.topics.networks.inception.view.main import View

__all__ = ["View"]
