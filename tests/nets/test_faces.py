"""Faces and their landmarks on pictures whose truth is known: moved, mirrored, cut."""

import numpy as np
import pytest

from explorer.core.paths import resource
from explorer.nets.faces import FaceFinder
from explorer.vision.cv import cv2
from explorer.vision.images import load_picture

# The mesh's landmarks where YuNet's five are: corners of each eye, nose, mouth.
FIVE = ((33, 133), (362, 263), (1,), (61,), (291,))
# What changes places in a mirror: eyes, eyebrows, mouth, cheeks, nostrils; nose and chin.
MIRRORED = ((33, 263), (133, 362), (159, 386), (145, 374), (70, 300), (61, 291), (234, 454),
            (98, 327), (1, 1), (152, 152))  # fmt: skip


@pytest.fixture(scope="module")
def finder():
    return FaceFinder()


@pytest.fixture(scope="module")
def picture():
    return load_picture(resource("samples", "faces", "faces.jpg")).pixels


@pytest.fixture(scope="module")
def faces(finder, picture):
    return sure(finder, picture)


def sure(finder, image, side=960):
    return [face for face in finder.find(image, side) if face.score >= 0.7]


def eye_distance(face) -> float:
    return float(np.linalg.norm(face.five[0] - face.five[1]))


def same(others, place):
    """Return the one of ``others`` whose nose is nearest to ``place``."""
    return min(others, key=lambda other: float(np.linalg.norm(other.mesh[1] - place)))


def assert_near(found, expected, face, share) -> None:
    """Nowhere further away than a share of the distance between the eyes."""
    assert np.abs(found - expected).max() < share * eye_distance(face)


def test_every_face_is_found_from_the_left_to_the_right(faces) -> None:
    middles = [(face.box[0] + face.box[2]) / 2 for face in faces]
    assert len(faces) == 8
    assert middles == sorted(middles)
    assert min(face.presence for face in faces) > 0.9
    # The tiles of the collage, 240 pixels each.
    tiles = {(int(x // 240), int((face.box[1] + face.box[3]) / 2 // 240))
             for x, face in zip(middles, faces, strict=True)}  # fmt: skip
    assert len(tiles) == 8


def test_both_networks_agree_where_eyes_nose_and_mouth_are(faces) -> None:
    for face in faces:
        from_mesh = np.array([face.mesh[list(places)].mean(axis=0) for places in FIVE])
        assert_near(from_mesh, face.five, face, 0.4)
        # On the side of the face that the person calls right.
        assert face.mesh[33][0] < face.mesh[263][0]


def test_a_mirrored_picture_has_mirrored_landmarks(finder, picture, faces) -> None:
    mirrored = sure(finder, np.ascontiguousarray(picture[:, ::-1]))
    width = picture.shape[1]
    assert len(mirrored) == len(faces)
    for face in faces:
        other = same(mirrored, (width - face.mesh[1][0], face.mesh[1][1]))
        for here, there in MIRRORED:
            x, y = other.mesh[there]
            assert_near(np.array([width - x, y]), face.mesh[here], face, 0.2)
        swapped = other.five[[1, 0, 2, 4, 3]]
        assert_near(np.stack([width - swapped[:, 0], swapped[:, 1]], 1), face.five, face, 0.2)


def test_a_moved_picture_moves_the_landmarks(finder, picture, faces) -> None:
    moved = np.full((600, 1100, 3), 128, np.uint8)
    moved[64:544, 96:1056] = picture
    found = sure(finder, moved, 1100)
    assert len(found) == len(faces)
    for face in faces:
        other = same(found, face.mesh[1] + (96, 64))
        assert_near(other.mesh - (96, 64), face.mesh, face, 0.12)


def test_an_enlarged_picture_spreads_the_landmarks(finder, picture, faces) -> None:
    twice = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    found = sure(finder, twice)
    assert len(found) == len(faces)
    for face in faces:
        other = same(found, 2 * face.mesh[1])
        assert_near(other.mesh / 2, face.mesh, face, 0.12)


@pytest.mark.parametrize("angle", [-30, 30])
def test_a_tilted_head_has_tilted_landmarks(finder, picture, faces, angle) -> None:
    tile, straight = picture[:240, 480:720], faces[4]
    assert 480 < straight.mesh[1][0] < 720
    matrix = cv2.getRotationMatrix2D((120, 120), angle, 0.8)
    turned = cv2.warpAffine(tile, matrix, (240, 240), borderMode=cv2.BORDER_REPLICATE)
    (found,) = sure(finder, turned)
    expected = (straight.mesh - (480, 0)) @ matrix[:, :2].T + matrix[:, 2]
    assert_near(found.mesh, expected, straight, 0.2)


def test_a_face_cut_by_the_edge_is_found_and_reaches_beyond_it(finder, picture, faces) -> None:
    left = int(faces[4].mesh[33][0]) - 10
    found = sure(finder, np.ascontiguousarray(picture[:240, left:720]))
    assert len(found) == 1
    assert found[0].mesh[:, 0].min() < 0
    assert np.isfinite(found[0].mesh).all()


def test_a_crowd_and_a_tiny_face(finder, picture) -> None:
    crowd = np.tile(picture, (3, 1, 1))
    assert len(sure(finder, crowd)) == 24
    small = np.full((480, 640, 3), 120, np.uint8)
    small[200:230, 300:330] = cv2.resize(
        picture[:240, 480:720], (30, 30), interpolation=cv2.INTER_AREA
    )
    (face,) = finder.find(small, 640)[:1]
    assert 300 < face.mesh[1][0] < 330
    assert 200 < face.mesh[1][1] < 230


@pytest.mark.parametrize("shape", [(1, 1), (2, 3000), (3000, 2), (33, 47), (480, 640)])
def test_pictures_without_a_face(finder, shape) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    assert sure(finder, noise, 640) == []
    assert sure(finder, np.zeros((*shape, 3), np.uint8), 640) == []
