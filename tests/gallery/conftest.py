from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.gallery.gallery import Gallery


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "faces" / "gallery.sqlite3"


@pytest.fixture
def gallery(path: Path) -> Iterator[Gallery]:
    with Gallery(path, patience=0.0) as opened:
        yield opened
