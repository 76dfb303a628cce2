import os
from pathlib import Path

import pytest

from explorer.core import i18n
from explorer.core.paths import resource

# No window of a test shall appear, nor need a screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep settings, sessions and caches of a test in a folder of its own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("CNN_EXPLORER_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def english():
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture
def sample() -> Path:
    return resource("samples", "cafe.jpg")
