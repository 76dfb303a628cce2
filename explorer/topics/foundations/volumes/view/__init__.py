"""The window's side of the volumes topic."""

from explorer.topics.foundations.volumes.view.main import View

__all__ = ["View"]
