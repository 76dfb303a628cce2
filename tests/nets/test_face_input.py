"""The largest face as a network's input: found, turned upright, and where it lies."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from explorer.core.paths import resource
from explorer.nets.classifiers import FACES
from explorer.nets.face_embedder import to_input
from explorer.nets.face_input import prepare_face
from explorer.nets.faces import DetectedFace, FaceDetector
from explorer.vision.face_alignment import PLACES
from explorer.vision.images import load_picture


@pytest.fixture(scope="module")
def detector():
    return FaceDetector()


def picture(*name):
    return load_picture(resource("samples", *name)).pixels


def face(score, x, y, side):
    five = (np.array([x, y]) + PLACES * side / 112).astype(np.float32)
    return DetectedFace(np.array([x, y, x + side, y + side], np.float32), score, five)


def largest(detector, image):
    return max(detector.find(image, 640), key=lambda face: face.box[2] - face.box[0])


def test_the_largest_of_those_that_are_surely_faces():
    image = picture("park.jpg")
    small, large, unsure = face(0.9, 0, 0, 90), face(0.8, 50, 0, 100), face(0.6, 0, 0, 200)
    seen = [
        prepare_face(image, FACES, SimpleNamespace(find=lambda _image, _side, faces=faces: faces))
        for faces in ([large], [small, unsure, large], [unsure], [])
    ]
    assert seen[1].area == seen[0].area
    assert seen[2] is None and seen[3] is None


@pytest.mark.parametrize("name", [("living_room.jpg",), ("cafe.jpg",), ("faces", "faces.jpg")])
def test_it_is_what_the_face_embedder_takes(detector, name):
    image = picture(*name)
    made = prepare_face(image, FACES, detector)
    assert made.warp.pixels.shape == (112, 112, 3)
    np.testing.assert_allclose(made.data, to_input(made.warp.pixels[None]).numpy(), atol=1e-6)
    # OpenCV's own solver, which may leave out no point, puts the face there as well.
    five = largest(detector, image).five
    matrix, _ = cv2.estimateAffinePartial2D(five, PLACES, ransacReprojThreshold=1e4)
    near = cv2.warpAffine(image, matrix, (112, 112))
    assert np.abs(near.astype(float) - made.warp.pixels).mean() < 2


@pytest.mark.parametrize("name", [("living_room.jpg",), ("cafe.jpg",), ("park.jpg",)])
def test_its_corners_in_the_picture_bound_what_was_cut_out(detector, name):
    image = picture(*name)
    warp = prepare_face(image, FACES, detector).warp
    # The part between these corners, looked up point by point, is the face again.
    top, right, _, left = (warp.corners((0, 0, 112, 112))).astype(np.float64)
    steps = (np.arange(112) + 0.5) / 112
    points = top + steps[None, :, None] * (right - top) + steps[:, None, None] * (left - top)
    x, y = (points[..., axis].astype(np.float32) - 0.5 for axis in (0, 1))
    again = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    assert np.abs(again.astype(float) - warp.pixels).max() < 12
    assert np.abs(again.astype(float) - warp.pixels).mean() < 1


def test_a_face_that_leans_is_turned(detector):
    image = picture("park.jpg")
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 20, 1.0)
    leaning = np.asarray(cv2.warpAffine(image, turn, (width, height)), np.uint8)
    found = largest(detector, image)
    five = (found.five @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
    there = SimpleNamespace(find=lambda _image, _side: (DetectedFace(found.box, 0.9, five),))
    straight, turned = prepare_face(image, FACES, detector), prepare_face(leaning, FACES, there)

    def angle(made):
        first, second = made.warp.corners((0, 0, 112, 112))[:2]
        return np.degrees(np.arctan2(*(second - first)[::-1]))

    assert angle(straight) - angle(turned) == pytest.approx(20, abs=0.1)
    # Upright again, it is the same face, but for rounding twice.
    assert np.abs(straight.data - turned.data).mean() < 0.02
    x1, y1, x2, y2 = turned.area
    corners = turned.warp.corners((0, 0, 112, 112))
    assert (x1, y1) == pytest.approx(corners.min(axis=0))
    assert (x2, y2) == pytest.approx(corners.max(axis=0))


def test_without_a_face_there_is_nothing(detector):
    assert prepare_face(picture("cat.jpg"), FACES, detector) is None
    assert prepare_face(np.zeros((1, 1, 3), np.uint8), FACES, detector) is None
