"""Examples to start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Preset(NamedTuple):
    """An example to start from: its title and the fields of the state that it sets."""

    title: str
    changes: Mapping[str, Any]
