"""The command line: the same states and computations, without a window."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.i18n import LANGUAGES, tr
from explorer.core.jobs import CancelToken
from explorer.core.paths import absolute
from explorer.topics import TOPICS, find

PICTURES = ("image", "image_a")
"""Fields that ``--image`` sets: the first that a topic has."""
WINDOW_OPTIONS = ("image", "video", "folder")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # One line; the usage is there for whoever asks with --help.
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; without a command the window opens."""
    main = _Parser(prog="cnn-explorer", description="Convolutional neural networks made visible.")
    main.add_argument("--topic", metavar="ID", help="topic to open")
    source = main.add_mutually_exclusive_group()
    source.add_argument("--image", metavar="FILE", help="picture to open")
    source.add_argument("--video", metavar="FILE", help="video to open")
    source.add_argument("--folder", metavar="DIR", help="folder of pictures to open")
    source.add_argument("--camera", metavar="N", type=int, help="camera to open")
    main.add_argument("--language", choices=sorted(LANGUAGES), help="language of the window")
    commands = main.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    topics = commands.add_parser("topics", help="list topics and their fields")
    topics.add_argument("--json", action="store_true", help="print JSON")

    compute = commands.add_parser("compute", help="print a topic's result as JSON")
    snapshot = commands.add_parser("snapshot", help="save a picture of a topic's window")
    code = commands.add_parser("code", help="print a PyTorch script that repeats the result")
    for command in (compute, snapshot, code):
        command.add_argument("topic", metavar="TOPIC")
        command.add_argument(
            "--set", metavar="KEY=VALUE", action="append", default=[], dest="changes",
            help="change a field of the state",
        )  # fmt: skip
        command.add_argument("--image", metavar="FILE", dest="picture", help="picture to use")
    snapshot.add_argument("--size", metavar="WxH", default="1280x800", help="default: 1280x800")
    snapshot.add_argument("--scale", type=float, default=1.0, help="pixels a point, for HiDPI")
    snapshot.add_argument("--theme", choices=("light", "dark"), default="light")
    snapshot.add_argument("--language", choices=sorted(LANGUAGES), default="en", dest="tongue")
    snapshot.add_argument("-o", "--output", metavar="FILE.png", required=True)

    weights = commands.add_parser("weights", help="list, fetch or import network weights")
    actions = weights.add_subparsers(dest="action", metavar="ACTION", parser_class=_Parser)
    actions.add_parser("list", help="what is here and what is missing (default)")
    fetch = actions.add_parser("fetch", help="download weights")
    fetch.add_argument("name", metavar="NAME")
    imported = actions.add_parser("import", help="take weights from a file")
    imported.add_argument("name", metavar="NAME")
    imported.add_argument("file", metavar="FILE")
    return main


def run(arguments: argparse.Namespace) -> None:
    """Run a command and print what it has to say.

    Raises
    ------
    UserError
        The input does not fit, or the output cannot be written.
    """
    try:
        text = COMMANDS[arguments.command](arguments)
    except UserError as error:
        raise _with_command(error) from error
    if text is None:
        return
    try:
        print(text, flush=True)
    except OSError as error:
        # What is still in the buffer would be written, and fail, once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # Whoever read our output through a pipe has seen enough.
        if not isinstance(error, BrokenPipeError):
            raise UserError(
                "The output cannot be written: {reason}.", reason=error.strerror or error
            ) from error


def _with_command(error: UserError) -> UserError:
    """Return the error; where weights are missing, with the command that fetches them."""
    from explorer.weights.store import MissingWeightsError

    if not isinstance(error, MissingWeightsError):
        return error
    command = f"python main.py weights fetch {error.values['name']}"
    return UserError("{problem} The command is: {command}", problem=error, command=command)


def state_of(arguments: argparse.Namespace) -> Any:
    """Return the state that ``TOPIC --set ... --image ...`` asks for."""
    state = find(arguments.topic).load("state").State()
    # A picture may stand before the command as well as behind it.
    picture = arguments.picture if arguments.picture is not None else arguments.image
    if picture is not None:
        state = with_picture(arguments.topic, state, absolute(picture))
    return fields.parse(state, arguments.changes)


def with_picture(topic: str, state: Any, spec: str) -> Any:
    """Return ``state`` with the picture, video, folder or camera that ``spec`` names.

    Raises
    ------
    UserError
        The topic takes none.
    """
    for name in PICTURES:
        if hasattr(state, name):
            return fields.change(state, {name: spec})
    raise UserError("The topic {topic} works without pictures.", topic=topic)


def _topics(arguments: argparse.Namespace) -> str:
    rows: list[dict[str, Any]] = [
        {
            "id": topic.id,
            "chapter": topic.chapter,
            "title": topic.title,
            "fields": fields.describe(topic.load("state").State),
        }
        for topic in TOPICS
    ]
    if arguments.json:
        return _json(rows)
    lines = []
    for row in rows:
        lines.append(f"{row['id']}: {row['title']} ({row['chapter']})")
        for field in row["fields"]:
            limits = field.get("options") or field.get("range") or ""
            default = json.dumps(field["default"])
            lines.append(f"  {field['name']}: {field['type']} {limits} = {default}")
    return "\n".join(lines)


def _compute(arguments: argparse.Namespace) -> str:
    result = find(arguments.topic).load("state").compute(state_of(arguments))
    return _json(result.to_json())


def _code(arguments: argparse.Namespace) -> str:
    code: str = find(arguments.topic).load("state").to_code(state_of(arguments))
    return code


def _snapshot(arguments: argparse.Namespace) -> None:
    from explorer.snapshot import snapshot

    width, by, height = arguments.size.partition("x")
    if not by or not width.isdecimal() or not height.isdecimal():
        raise UserError("{size} is not a size like 1280x800.", size=arguments.size)
    if not (100 <= int(width) <= 8000 and 100 <= int(height) <= 8000):
        raise UserError("A snapshot is between 100 and 8000 points wide and high.")
    if not 0.5 <= arguments.scale <= 4:
        raise UserError("The scale lies between 0.5 and 4.")
    snapshot(
        arguments.topic,
        state_of(arguments),
        (int(width), int(height)),
        Path(arguments.output),
        scale=arguments.scale,
        theme=arguments.theme,
        language=arguments.tongue,
    )


def _weights(arguments: argparse.Namespace) -> str:
    from explorer.weights import store

    if arguments.action == "fetch":
        return str(store.fetch(arguments.name, _progress, CancelToken()))
    if arguments.action == "import":
        return str(store.import_file(arguments.name, Path(arguments.file)))
    lines = []
    for found in store.statuses():
        entry = found.entry
        size = f"{entry.stored.size / 1e6:.1f} MB"
        lines.append(f"{entry.name}: {tr(found.state)}, {size}, {entry.licence}, {entry.origin}")
    return "\n".join(lines)


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty() and total:
        print(f"\r{100 * done // total} %", end="", file=sys.stderr, flush=True)


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


COMMANDS: dict[str, Callable[[argparse.Namespace], str | None]] = {
    "topics": _topics,
    "compute": _compute,
    "snapshot": _snapshot,
    "code": _code,
    "weights": _weights,
}


def source_of(arguments: argparse.Namespace) -> str | None:
    """Return the source that the window should open, None for that of the last session."""
    if arguments.camera is not None:
        return f"camera:{arguments.camera}"
    for name in WINDOW_OPTIONS:
        if value := getattr(arguments, name):
            return absolute(value)
    return None


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments; exits with status 2 and one line if they do not fit."""
    return parser().parse_args(argv)
