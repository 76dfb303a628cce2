"""Names and numbers as they are shown."""

from __future__ import annotations

from explorer.core.i18n import label_name, tr
from explorer.topics.detection.localization.lists import OWN

LEAST, LONG, MOST = 0.0005, 10, 10_000
"""From the second on fewer digits stand behind the point; beyond the others is a power of ten."""


def class_name(name: str) -> str:
    """Return the name of a class in the active language, or as it is."""
    return tr(name) if name in OWN else label_name(name)


def decimal(value: float, digits: int = 4) -> str:
    """Return a number with at most so many digits behind the point, and a proper minus."""
    if abs(value) >= MOST:
        return _with_power(value)
    # Adding zero turns -0 into 0.
    text = f"{round(value, digits) + 0.0:.{digits}f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def small(value: float) -> str:
    """Return a number of any size, short: a loss near its end is not 0."""
    if value == 0:
        return "0"
    if not LEAST <= abs(value) < MOST:
        return _with_power(value)
    text = f"{value:.4f}" if abs(value) < LONG else f"{value:.5g}"
    return text.replace("-", "\N{MINUS SIGN}")


def _with_power(value: float) -> str:
    digits, _, power = f"{value:.1e}".partition("e")
    return f"{digits}e{int(power)}".replace("-", "\N{MINUS SIGN}")
