"""Lists with a fixed number of whole numbers as fields of a state: a shape, a position."""

from __future__ import annotations

import json
from typing import Any

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.fields import Spec
from explorer.core.i18n import tr


def integers(default: tuple[int, ...], kind: str, parts: tuple[Spec, ...], *, label: str) -> Any:
    """Declare a list with one whole number for each of ``parts``, kept as a tuple."""

    def read(name: str, value: Any) -> tuple[int, ...]:
        if not isinstance(value, list | tuple) or len(value) != len(parts):
            raise UserError(
                "{name} must be a list of {count} whole numbers ({parts}), such as {example}.",
                name=name,
                count=len(parts),
                parts=", ".join(tr(part.label) for part in parts),
                example=json.dumps([*range(3, 3 + len(parts))], separators=(",", ":")),
            )
        pairs = zip(parts, value, strict=True)
        return tuple(
            fields.check(f"{name}: {tr(part.label)}", part, entry) for part, entry in pairs
        )

    return fields.structure(default, kind, read, list, label=label)
