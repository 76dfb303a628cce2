"""A filter of the user's own in a script."""

from __future__ import annotations

from explorer.topics import scripts
from explorer.topics.networks.networks.state import State


def planted(state: State) -> dict[str, object]:
    """Return the filter and which one it replaces; nothing where there is none."""
    if not state.transplant:
        return {}
    return {
        "PLANTED": [list(row) for row in state.transplant],
        "FILTER": state.transplant_filter,
    }


def reading(state: State, *names: str) -> str:
    """Return the templates ``names``, and in front of them what puts the filter in."""
    parts = ("plant_filter", *names) if state.transplant else names
    return "\n\n".join(scripts.template(name) for name in parts)
