"""Quality of a picture of a face: numbers worked out otherwise, and words for what is wrong."""

import re

import numpy as np
import pytest

from explorer.core.i18n import set_language
from explorer.core.paths import resource
from explorer.nets.faces import FaceDetector
from explorer.vision import face_quality
from explorer.vision.cv import cv2
from explorer.vision.face_alignment import PLACES, align
from explorer.vision.face_quality import CHECKS, Finding, measure, outside, problems, yaw
from explorer.vision.head_pose import MODEL, camera, head_pose
from explorer.vision.head_pose import PLACES as MESH
from explorer.vision.images import load_picture

FIVE = PLACES * 2 + 100
BOX = np.array([130.0, 120, 300, 340])


@pytest.fixture(scope="module")
def photograph():
    return load_picture(resource("samples", "faces", "faces.jpg")).pixels


@pytest.fixture(scope="module")
def found(photograph):
    return [face for face in FaceDetector().find(photograph, 960) if face.score >= 0.7]


def by_name(findings):
    return {finding.name: finding for finding in findings}


def bad(image, box, five):
    return [finding.name for finding in problems(image, np.stack([box]), np.stack([five]))]


def test_good_pictures_have_no_problem(photograph, found):
    for face in found:
        assert problems(photograph, face.box[None], face.five[None]) == ()


def test_a_picture_made_worse_is_told_so(photograph, found):
    face = found[0]
    box, five = face.box, face.five
    assert bad(cv2.GaussianBlur(photograph, (0, 0), 9), box, five) == ["sharpness"]
    assert "brightness" in bad((photograph * 0.1).astype(np.uint8), box, five)
    small = cv2.resize(photograph, None, fx=0.15, fy=0.15, interpolation=cv2.INTER_AREA)
    assert "size" in bad(small, box * 0.15, five * 0.15)
    left = int((box[0] + box[2]) / 2)
    cut = np.ascontiguousarray(photograph[:, left:])
    assert "outside" in bad(cut, box - (left, 0, left, 0), five - (left, 0))


def test_the_numbers_are_what_they_are_called(photograph):
    values = {name: finding.value for name, finding in by_name(measure(photograph, BOX, FIVE)).items()}  # fmt: skip # noqa: E501
    grey = cv2.cvtColor(align(photograph, FIVE), cv2.COLOR_RGB2GRAY).astype(float)
    half = np.rint(grey.reshape(56, 2, 56, 2).mean(axis=(1, 3)))
    inner = (
        half[:-2, 1:-1] + half[2:, 1:-1] + half[1:-1, :-2] + half[1:-1, 2:] - 4 * half[1:-1, 1:-1]
    )
    assert values["size"] == 170
    assert values["brightness"] == pytest.approx(grey.mean())
    # Away from the border, where OpenCV reflects the picture.
    assert values["sharpness"] == pytest.approx(inner.var(), rel=0.05)
    assert list(values) == list(CHECKS)


@pytest.mark.parametrize(
    ("box", "share"),
    [
        ((10, 10, 30, 50), 0),
        ((-10, 0, 10, 20), 50),
        ((90, 70, 110, 90), 75),  # a quarter is inside: 10 x 10 of 20 x 20
        ((200, 10, 220, 30), 100),
        ((10, 10, 10, 30), 100),  # no area
    ],
)
def test_what_is_outside(box, share):
    image = np.zeros((80, 100, 3), np.uint8)
    assert outside(image, np.array(box), FIVE) == pytest.approx(share)


@pytest.mark.parametrize("angle", range(-60, 61, 15))
def test_the_turn_of_a_model_head_seen_from_afar(angle):
    turn = cv2.Rodrigues(np.array([0, -np.radians(angle), 0]))[0]
    # From 5 m away the perspective is weak.
    matrix = camera(5000, np.array([320, 240]))
    seen = cv2.projectPoints(MODEL, cv2.Rodrigues(turn)[0], np.array([0, 0, 500.0]), matrix, None)
    points = dict(zip(MESH, seen[0][:, 0], strict=True))
    right, left = (points[33] + points[133]) / 2, (points[362] + points[263]) / 2
    five = np.stack([right, left, points[1], (0, 0), (0, 0)])
    assert yaw(five) == pytest.approx(angle, abs=2)
    assert head_pose(seen[0][:, 0], 5000).yaw == pytest.approx(angle, abs=2)
    # A tilted picture changes nothing.
    tilt = np.array([[0.8, 0.6], [-0.6, 0.8]])
    assert yaw(five @ tilt.T) == pytest.approx(yaw(five))


def test_the_turn_of_points_in_one_place():
    assert yaw(np.ones((5, 2))) == 0


def test_none_and_several():
    image = np.zeros((100, 100, 3), np.uint8)
    (none,) = problems(image, np.empty((0, 4)), np.empty((0, 5, 2)))
    (several,) = problems(image, np.zeros((3, 4)), np.zeros((3, 5, 2)))
    assert str(none) == "No face was found in this picture."
    assert str(several) == "There are 3 faces in this picture; one is needed."


def test_sentences_have_the_number_and_the_limit():
    turned = Finding("turn", 48.31, CHECKS["turn"])
    assert not turned.good
    assert str(turned) == "The head is turned by 48.4 degrees; up to 35 will do. Look into the camera."  # fmt: skip # noqa: E501
    set_language("ko")
    try:
        assert "48.4" in str(turned) and "degrees" not in str(turned)
    finally:
        set_language("en")


@pytest.mark.parametrize("name", CHECKS)
def test_the_limit_itself_will_do_and_what_is_beyond_never_reads_like_it(name):
    check = CHECKS[name]
    beyond = Finding(name, check.limit + (-1e-3 if check.least else 1e-3), check)
    assert Finding(name, check.limit, check).good
    assert not beyond.good
    value, limit = re.findall(r"[0-9.]*[0-9]", str(beyond).replace(" of 255", ""))
    assert float(limit) == check.limit
    assert (float(value) < check.limit) == check.least and value != limit


def test_every_check_has_a_measure():
    assert set(face_quality.MEASURES) == set(CHECKS)
