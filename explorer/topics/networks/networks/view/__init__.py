"""The window side of the networks topic."""

from explorer.topics.networks.networks.view.main import View

__all__ = ["View"]
