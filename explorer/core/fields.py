"""Fields of a state: their types, ranges and texts, declared once.

A state is a frozen dataclass whose fields are made by the functions below. The
command line, the session file, the settings file and the forms in the window
all read these declarations.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr

S = TypeVar("S")

# The squares of larger numbers, added up, would leave what a float32 can hold.
LARGEST = 1e12
LONGEST = 40


@dataclass(frozen=True)
class Spec:
    """What a field accepts.

    ``kind`` is number, integer, flag, choice, text, names, array, "integer or
    choice", or the name that a `structure` gives itself.
    """

    kind: str
    label: str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    options: tuple[str, ...] = ()
    sides: tuple[int, ...] = ()
    optional: bool = False
    read: Callable[[str, Any], Any] | None = None
    dump: Callable[[Any], Any] | None = None


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


def integer_or(
    default: int | str, low: int, high: int, options: Iterable[str], *, label: str
) -> Any:
    """Declare a whole number in ``[low, high]`` or one text out of ``options``."""
    return _field(default, Spec("integer or choice", label, low, high, 1, tuple(options)))


def array(default: Any, sides: tuple[int, ...], *, label: str, optional: bool = False) -> Any:
    """Declare nested lists of finite numbers, kept as nested tuples.

    Parameters
    ----------
    sides : tuple of int
        The greatest length along each axis; a matrix has two axes.
    optional : bool
        ``()`` is allowed and means that there is none.
    """
    return _field(default, Spec("array", label, sides=sides, optional=optional))


def structure(
    default: Any,
    kind: str,
    read: Callable[[str, Any], Any],
    dump: Callable[[Any], Any],
    *,
    label: str,
) -> Any:
    """Declare a value of its own kind.

    ``read(name, value)`` turns JSON, or a value already read, into a frozen value
    or raises `UserError`; ``dump`` turns it back into JSON.
    """
    return _field(default, Spec(kind, label, read=read, dump=dump))


def spec(owner: object, name: str) -> Spec:
    """Return the declaration of field ``name`` of a state (class or instance)."""
    for field in dataclasses.fields(owner):  # type: ignore[arg-type]
        if field.name == name:
            found: Spec = field.metadata["spec"]
            return found
    raise UserError("There is no field {name}.", name=name)


def _shown(value: Any) -> str:
    """Return a value as a message shows it; a long one is cut."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def check(name: str, spec: Spec, value: Any) -> Any:
    """Return ``value`` in the type that ``spec`` asks for.

    Raises
    ------
    UserError
        The value is of another type or out of range; the sentence says what is allowed.
    """
    if spec.read:
        return spec.read(name, value)
    if spec.kind == "array":
        return _check_array(name, spec, value)
    shown = _shown(value)
    if spec.kind == "integer or choice":
        if value in spec.options:
            return value
        if isinstance(value, str):
            raise UserError(
                "{name} must be a whole number or one of {options}, not {value}.",
                name=name,
                options=", ".join(spec.options),
                value=shown,
            )
        return check(name, dataclasses.replace(spec, kind="integer"), value)
    if spec.kind in ("number", "integer"):
        whole = spec.kind == "integer"
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not -math.inf < value < math.inf
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


AXES = {
    1: (mark("number {number}"),),
    2: (mark("row {number}"), mark("column {number}")),
    3: (mark("channel {number}"), mark("row {number}"), mark("column {number}")),
    4: (
        mark("filter {number}"),
        mark("channel {number}"),
        mark("row {number}"),
        mark("column {number}"),
    ),
}


def _check_array(name: str, spec: Spec, value: Any) -> Any:
    if not value and spec.optional and isinstance(value, list | tuple):
        return ()
    axes = AXES[len(spec.sides)]
    lengths: list[int | None] = [None] * len(axes)

    def place(position: tuple[int, ...]) -> str:
        parts = (tr(axis, number=i) for axis, i in zip(axes, position, strict=False))
        return ", ".join((name, *parts)) + (f" {tr('(counted from 0)')}" if position else "")

    def walk(part: Any, position: tuple[int, ...]) -> Any:
        depth = len(position)
        if depth == len(axes):
            if isinstance(part, bool) or not isinstance(part, int | float):
                raise UserError(
                    "{place}: {value} is no number.", place=place(position), value=_shown(part)
                )
            if not abs(part) <= LARGEST:
                raise UserError(
                    "{place}: {value} is not a number to calculate with.",
                    place=place(position),
                    value=str(part)[:LONGEST],
                )
            return float(part)
        if not isinstance(part, list | tuple):
            raise UserError(
                "{place} must be a list. Axes of {name}: {count}.",
                place=place(position),
                name=name,
                count=len(axes),
            )
        if not part:
            raise UserError("{place} is empty.", place=place(position))
        if len(part) > spec.sides[depth]:
            raise UserError(
                "{place} has {length} entries; {limit} is the most.",
                place=place(position),
                length=len(part),
                limit=spec.sides[depth],
            )
        expected = lengths[depth]
        if expected is None:
            lengths[depth] = len(part)
        elif len(part) != expected:
            raise UserError(
                "{place} has length {length}, but the one before it has length {expected}.",
                place=place(position),
                length=len(part),
                expected=expected,
            )
        return tuple(walk(entry, (*position, i)) for i, entry in enumerate(part))

    return walk(value, ())


def change(state: S, changes: Mapping[str, Any], *, labelled: bool = False) -> S:
    """Return ``state`` with checked ``changes``.

    Parameters
    ----------
    labelled : bool
        Messages call a field as the window does, not as the command line.

    Raises
    ------
    UserError
        A field does not exist or a value does not fit.
    """
    checked = {}
    for name, value in changes.items():
        declared = spec(state, name)
        checked[name] = check(tr(declared.label) if labelled else name, declared, value)
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
        plain = kind in ("text", "choice") and not isinstance(value, str)
        changes[name] = given if plain else value
    return change(state, changes)


def to_json(state: Any) -> dict[str, Any]:
    """Return the fields that differ from their defaults."""
    return {
        field.name: _dump(field.metadata["spec"], value)
        for field in dataclasses.fields(state)
        if (value := getattr(state, field.name)) != field.default
    }


def _dump(spec: Spec, value: Any) -> Any:
    return spec.dump(value) if spec.dump else _lists(value)


def _lists(value: Any) -> Any:
    return [_lists(part) for part in value] if isinstance(value, tuple) else value


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
        default = _dump(declared, field.default)
        row: dict[str, Any] = {"name": field.name, "type": declared.kind, "default": default}
        if declared.sides:
            row["sides"] = list(declared.sides)
        if declared.low is not None:
            row["range"] = [declared.low, declared.high]
        if declared.options:
            row["options"] = list(declared.options)
        rows.append(row)
    return rows
