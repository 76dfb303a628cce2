"""Alignment: the transform that was put in comes out, and OpenCV's faces pixel by pixel."""

import math

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from explorer.core.paths import resource
from explorer.vision.cv import cv2
from explorer.vision.face_alignment import PLACES, SIDE, align, align_all, similarity_transform
from explorer.vision.images import load_picture

FINITE = st.floats(-200, 200, allow_nan=False, width=32)


@pytest.fixture(scope="module")
def picture():
    return load_picture(resource("samples", "faces", "faces.jpg")).pixels


@pytest.fixture(scope="module")
def opencv():
    """OpenCV's own alignment; it wants a network, so it gets the smallest there is."""
    value = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, 3, 112, 112]) for n in "xy"]
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "g", value[:1], value[1:])
    model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 13)])
    onnx.checker.check_model(model)
    content = np.frombuffer(model.SerializeToString(), np.uint8)
    return cv2.FaceRecognizerSF.create("onnx", content, np.empty(0, np.uint8))


def moved(points, scale, angle, shift):
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    return points @ np.array([[cos, sin], [-sin, cos]]) + shift


@settings(max_examples=60, deadline=None)
@given(
    scale=st.floats(0.05, 20),
    angle=st.floats(-math.pi, math.pi),
    x=FINITE,
    y=FINITE,
)
def test_a_known_turn_scale_and_shift_comes_out(scale, angle, x, y):
    points = PLACES.astype(np.float64)
    matrix = similarity_transform(points, moved(points, scale, angle, (x, y)))
    expected = [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
    np.testing.assert_allclose(matrix[:, :2], np.multiply(expected, scale), atol=1e-4 * scale)
    # The middle of the points is kept to single precision.
    found = points @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(found, moved(points, scale, angle, (x, y)), atol=2e-3 * (1 + scale))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_other_transform_is_nearer(seed):
    """The best one solves linear equations in a, b, x, y: [[a, -b, x], [b, a, y]]."""
    random = np.random.default_rng(seed)
    points = random.uniform(0, 300, (5, 2))
    rows = [[[px, -py, 1, 0], [py, px, 0, 1]] for px, py in points]
    a, b, x, y = np.linalg.lstsq(np.concatenate(rows), PLACES.ravel(), rcond=None)[0]
    found = similarity_transform(points, PLACES)
    np.testing.assert_allclose(found, [[a, -b, x], [b, a, y]], atol=2e-3)


def test_a_mirrored_face_is_turned_and_not_mirrored():
    mirrored = PLACES * (-1, 1)
    matrix = similarity_transform(mirrored, PLACES)
    assert np.linalg.det(matrix[:, :2]) > 0


def test_points_in_one_place_have_no_transform():
    with pytest.raises(ValueError, match="one place"):
        similarity_transform(np.full((5, 2), 7.0), PLACES)


def test_aligned_faces_equal_opencv_pixel_by_pixel(picture, opencv):
    random = np.random.default_rng(0)
    bgr = np.ascontiguousarray(picture[..., ::-1])
    for case in range(200):
        scale, angle = random.uniform(0.3, 4), random.uniform(-3, 3)
        middle = random.uniform(0, (960, 480))
        five = moved(PLACES - 56, scale, angle, middle) + random.normal(0, 3 * scale, (5, 2))
        five = five.astype(np.float32)
        row = np.concatenate([np.zeros(4, np.float32), five.ravel(), [1]]).astype(np.float32)
        theirs = opencv.alignCrop(bgr, row[None])[..., ::-1]
        np.testing.assert_array_equal(align(picture, five), theirs, str(case))


def test_a_face_that_lies_right_is_only_cut_out(picture):
    shifted = align(picture, np.add(PLACES, (480, 64)))
    difference = np.abs(shifted.astype(int) - picture[64 : 64 + SIDE, 480 : 480 + SIDE])
    assert difference.max() <= 2


def test_all_faces_of_a_picture(picture):
    fives = np.stack([np.add(PLACES, (480, 64)), np.add(PLACES, (10, 20))])
    faces = align_all(picture, fives)
    assert faces.shape == (2, SIDE, SIDE, 3) and faces.dtype == np.uint8
    np.testing.assert_array_equal(faces[1], align(picture, fives[1]))
    assert align_all(picture, fives[:0]).shape == (0, SIDE, SIDE, 3)


def test_beyond_the_picture_it_is_black(picture):
    assert not align(picture, PLACES - 500).any()
