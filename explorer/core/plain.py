"""JSON knows no infinity and no NaN."""

from __future__ import annotations

import math
from typing import Any


def finite(content: Any) -> Any:
    """Return JSON values with None for every number that is not finite."""
    if isinstance(content, dict):
        return {name: finite(value) for name, value in content.items()}
    if isinstance(content, list):
        return [finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content
