"""The window and its parts."""

from explorer.core.preload import before_qt

# Here, as the window is imported before any topic's view.
before_qt()
