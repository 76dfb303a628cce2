"""The channel counts of an Inception module as a value of a state."""

from __future__ import annotations

from typing import Any

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.fields import Spec
from explorer.core.i18n import mark
from explorer.vision.choices import Branches

MOST = 2048
# In JSON a branch with a bottleneck has two numbers, the bottleneck first.
KEYS = {
    "1x1": ("one",),
    "3x3": ("before_three", "three"),
    "5x5": ("before_five", "five"),
    "pool": ("after_pool",),
}
LABELS = {
    "one": mark("1 × 1"),
    "before_three": mark("1 × 1 before 3 × 3"),
    "three": mark("3 × 3"),
    "before_five": mark("1 × 1 before 5 × 5"),
    "five": mark("5 × 5"),
    "after_pool": mark("1 × 1 after pooling"),
}


def spec(name: str) -> Spec:
    """Return what one of the counts accepts."""
    return Spec("integer", LABELS[name], 1, MOST, 1)


def read(name: str, value: Any) -> Branches:
    """Return the counts from a JSON object, or counts already read.

    Raises
    ------
    UserError
        A branch is missing or unknown, or a count does not fit.
    """
    if isinstance(value, Branches):
        return Branches(**{key: _checked(name, key, n) for key, n in value._asdict().items()})
    if not isinstance(value, dict) or set(value) != set(KEYS):
        raise UserError(
            "{name} must be an object with the keys {keys}, like {example}.",
            name=name,
            keys=", ".join(KEYS),
            example='{"1x1": 64, "3x3": [96, 128], "5x5": [16, 32], "pool": 32}',
        )
    counts: dict[str, int] = {}
    for branch, keys in KEYS.items():
        given = value[branch] if isinstance(value[branch], list) else [value[branch]]
        if len(given) != len(keys):
            raise UserError(
                "{name}: the branch {branch} needs {count} numbers.",
                name=name,
                branch=branch,
                count=len(keys),
            )
        pairs = zip(keys, given, strict=True)
        counts |= {key: _checked(f"{name}: {branch}", key, n) for key, n in pairs}
    return Branches(**counts)


def dump(branches: Branches) -> dict[str, Any]:
    """Return the counts as a JSON object."""
    counts = branches._asdict()
    return {
        branch: counts[keys[0]] if len(keys) == 1 else [counts[key] for key in keys]
        for branch, keys in KEYS.items()
    }


def _checked(name: str, key: str, value: Any) -> int:
    checked: int = fields.check(name, spec(key), value)
    return checked
