"""From the original file of a network to the one the program reads, byte for byte the same.

python -m explorer.weights.convert yolov4-tiny yolov4-tiny.weights resources/weights
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from explorer.core.errors import UserError
from explorer.core.files import write_atomic
from explorer.core.paths import resource
from explorer.weights import darknet, flax, inception, keras, sface, tensors
from explorer.weights.manifest import Entry, find
from explorer.weights.verify import check


def read_config(entry: Entry) -> list[darknet.Section]:
    """Return the layers of a network from its bundled cfg."""
    path = resource("weights", entry.config)
    return darknet.parse_cfg(path.read_text(encoding="utf-8"))


def _darknet(entry: Entry, original: Path) -> bytes:
    return tensors.pack(darknet.read_weights(original, read_config(entry)))


def _flax(entry: Entry, original: Path) -> bytes:
    return tensors.pack(flax.read_convolutions(original))


def _keras(entry: Entry, original: Path) -> bytes:
    return tensors.pack(keras.read_resnet50(original))


def _tflite(entry: Entry, original: Path) -> bytes:
    return tensors.pack(inception.read_inception(original))


def _sface(entry: Entry, original: Path) -> bytes:
    return tensors.pack(sface.read_sface(original))


def _as_it_is(entry: Entry, original: Path) -> bytes:
    return original.read_bytes()


CONVERSIONS: dict[str, Callable[[Entry, Path], bytes]] = {
    "darknet": _darknet,
    "flax": _flax,
    "keras": _keras,
    "sface": _sface,
    "tflite": _tflite,
    "": _as_it_is,
}


def convert(entry: Entry, original: Path) -> bytes:
    """Return the stored file's content from the checked original.

    Raises
    ------
    UserError
        ``original`` is not the file that the manifest names.
    """
    check(original, entry.original)
    return CONVERSIONS[entry.convert](entry, original)


def main(arguments: list[str] | None = None) -> int:
    """Convert one file; return the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if len(arguments) != 3:
            raise UserError("Usage: convert NAME ORIGINAL_FILE FOLDER")
        name, original, folder = arguments
        entry = find(name)
        target = Path(folder) / entry.stored.file
        write_atomic(target, convert(entry, Path(original)))
        check(target, entry.stored)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
