"""Fields of a state: their types, ranges and texts, declared once.

A state is a frozen dataclass whose fields are made by the functions below. The
command line, the session file, the settings file and the forms in the window
all read these declarations.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from explorer.core.errors import UserError

S = TypeVar("S")


@dataclass(frozen=True)
class Spec:
    """What a field accepts: ``kind`` is number, integer, flag, choice, text or names."""

    kind: str
    label: str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    options: tuple[str, ...] = ()


def _field(default: Any, spec: Spec) -> Any:
    return dataclasses.field(default=default, metadata={"spec": spec})


def number(default: float, low: float, high: float, *, step: float, label: str) -> Any:
    """Declare a finite float in ``[low, high]``."""
    return _field(default, Spec("number", label, low, high, step))


def integer(default: int, low: int, high: int, *, label: str, step: int = 1) -> Any:
    """Declare a whole number in ``[low, high]``."""
    return _field(default, Spec("integer", label, low, high, step))


def flag(default: bool, *, label: str) -> Any:
    """Declare a yes or no."""
    return _field(default, Spec("flag", label))


def choice(default: str, options: Iterable[str], *, label: str) -> Any:
    """Declare one text out of ``options``."""
    return _field(default, Spec("choice", label, options=tuple(options)))


def text(default: str, *, label: str) -> Any:
    """Declare a free text."""
    return _field(default, Spec("text", label))


def names(default: tuple[str, ...], *, label: str) -> Any:
    """Declare a list of texts."""
    return _field(default, Spec("names", label))


def spec(owner: object, name: str) -> Spec:
    """Return the declaration of field ``name`` of a state (class or instance)."""
    for field in dataclasses.fields(owner):  # type: ignore[arg-type]
        if field.name == name:
            found: Spec = field.metadata["spec"]
            return found
    raise UserError("There is no field {name}.", name=name)


def check(name: str, spec: Spec, value: Any) -> Any:
    """Return ``value`` in the type that ``spec`` asks for.

    Raises
    ------
    UserError
        The value is of another type or out of range; the sentence says what is allowed.
    """
    shown = json.dumps(value, ensure_ascii=False, default=str)
    if spec.kind in ("number", "integer"):
        whole = spec.kind == "integer"
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
            or (whole and value != int(value))
        ):
            if whole:
                raise UserError(
                    "{name} must be a whole number, not {value}.", name=name, value=shown
                )
            raise UserError("{name} must be a number, not {value}.", name=name, value=shown)
        assert spec.low is not None and spec.high is not None
        if not spec.low <= value <= spec.high:
            raise UserError(
                "{name} must lie between {low} and {high}, not {value}.",
                name=name,
                low=f"{spec.low:g}",
                high=f"{spec.high:g}",
                value=shown,
            )
        return int(value) if whole else float(value)
    if spec.kind == "flag":
        if not isinstance(value, bool):
            raise UserError("{name} must be true or false, not {value}.", name=name, value=shown)
        return value
    if spec.kind == "names":
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            raise UserError("{name} must be a list of texts, not {value}.", name=name, value=shown)
        return tuple(value)
    if not isinstance(value, str):
        raise UserError("{name} must be a text, not {value}.", name=name, value=shown)
    if spec.kind == "choice" and value not in spec.options:
        raise UserError(
            "{name} must be one of {options}, not {value}.",
            name=name,
            options=", ".join(spec.options),
            value=shown,
        )
    return value


def change(state: S, changes: Mapping[str, Any]) -> S:
    """Return ``state`` with checked ``changes``.

    Raises
    ------
    UserError
        A field does not exist or a value does not fit.
    """
    checked = {name: check(name, spec(state, name), value) for name, value in changes.items()}
    return dataclasses.replace(state, **checked)  # type: ignore[type-var]


def parse(state: S, assignments: Iterable[str]) -> S:
    """Apply ``KEY=VALUE`` texts; VALUE is JSON where it parses as JSON, else text."""
    changes: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, given = assignment.partition("=")
        if not equals:
            raise UserError("{text} is not of the form KEY=VALUE.", text=assignment)
        kind = spec(state, name).kind
        try:
            value = json.loads(given)
        except (ValueError, RecursionError):
            value = given
        # A path or a class may look like a number.
        changes[name] = given if kind in ("text", "choice") else value
    return change(state, changes)


def to_json(state: Any) -> dict[str, Any]:
    """Return the fields that differ from their defaults."""
    return {
        field.name: list(value) if isinstance(value, tuple) else value
        for field in dataclasses.fields(state)
        if (value := getattr(state, field.name)) != field.default
    }


def from_json(kind: type[S], content: Mapping[str, Any]) -> tuple[S, list[str]]:
    """Rebuild a state; what does not fit keeps its default and is named.

    Returns
    -------
    state, problems
        One sentence in ``problems`` for each field that was left out.
    """
    state, problems = kind(), []
    for name, value in content.items():
        try:
            state = change(state, {name: value})
        except UserError as error:
            problems.append(str(error))
    return state, problems


def describe(kind: type) -> list[dict[str, Any]]:
    """Return name, type, default and range of each field, ready for JSON."""
    rows = []
    for field in dataclasses.fields(kind):
        declared: Spec = field.metadata["spec"]
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        row: dict[str, Any] = {"name": field.name, "type": declared.kind, "default": default}
        if declared.low is not None:
            row["range"] = [declared.low, declared.high]
        if declared.options:
            row["options"] = list(declared.options)
        rows.append(row)
    return rows
