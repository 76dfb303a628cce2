"""The window's side of the faces topic."""

from explorer.topics.faces.faces.view.main import View

__all__ = ["View"]
