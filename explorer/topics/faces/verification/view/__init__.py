"""What the verification topic shows."""

from explorer.topics.faces.verification.view.main import View

__all__ = ["View"]
