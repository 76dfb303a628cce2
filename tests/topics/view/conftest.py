from tests.ui.desk import bundled, desk, network

__all__ = ["bundled", "desk", "network"]
