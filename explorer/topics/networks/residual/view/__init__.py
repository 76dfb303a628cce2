"""The window's side of the residual topic."""

from explorer.topics.networks.residual.view.main import View

__all__ = ["View"]
