import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.ui.desk import bundled, desk, network  # noqa: E402

__all__ = ["bundled", "desk", "network"]
