"""Distances by hand and by definition; the nearest against sorting everything."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.vision import similarity
from explorer.vision.similarity import (
    BLOCK,
    THRESHOLD,
    Match,
    best,
    cosine_distance,
    euclidean_distance,
    nearest,
    nearest_people,
    normalise,
    pairwise,
    recognise,
)


def random_gallery(count, seed=0, dimensions=16):
    random = np.random.default_rng(seed)
    return normalise(random.normal(size=(count, dimensions)))


def test_distances_by_hand():
    assert cosine_distance([1, 0], [0, 2]) == 1
    assert cosine_distance([3, 0], [0.5, 0]) == 0
    assert cosine_distance([1, 0], [-4, 0]) == 2
    assert cosine_distance([1, 1], [1, 0]) == pytest.approx(1 - math.cos(math.pi / 4))
    assert euclidean_distance([1, 2], [4, 6]) == 5
    assert cosine_distance([0, 0], [1, 0]) == 1  # no direction at all


def test_both_distances_tell_the_same_of_vectors_of_length_1():
    gallery = random_gallery(20)
    for a in gallery:
        for b in gallery:
            assert euclidean_distance(a, b) ** 2 == pytest.approx(
                2 * cosine_distance(a, b), abs=1e-5
            )


def test_pairwise_is_each_with_each():
    gallery = random_gallery(7)
    found = pairwise(gallery)
    for i, a in enumerate(gallery):
        for j, b in enumerate(gallery):
            assert found[i, j] == pytest.approx(cosine_distance(a, b), abs=1e-6)
    assert found.min() >= 0
    np.testing.assert_allclose(pairwise(gallery[:2], gallery), found[:2], atol=1e-6)


def test_scaling_to_length_1_keeps_the_direction():
    vectors = np.array([[3.0, 4], [0, 0], [-2, 0]])
    np.testing.assert_allclose(normalise(vectors), [[0.6, 0.8], [0, 0], [-1, 0]], atol=1e-7)


@settings(max_examples=150, deadline=None)
@given(
    total=st.integers(0, 60),
    count=st.integers(0, 70),
    levels=st.integers(1, 40),
    block=st.integers(1, 9),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_best_are_those_that_sorting_gives(total, count, levels, block, seed):
    """With few levels many products are equal: then the earlier row comes first."""
    random = np.random.default_rng(seed)
    products = (random.integers(0, levels, total) / levels).astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similarity, "BLOCK", block)
        found = best(products, count)
    expected = np.argsort(-products, kind="stable")[:count]
    np.testing.assert_array_equal(found.rows, expected)
    np.testing.assert_allclose(found.distances, 1 - products[expected], atol=1e-7)


@pytest.mark.parametrize("total", [1, 5, BLOCK, 8 * BLOCK, 50 * BLOCK + 17])
def test_the_nearest_of_many(total):
    gallery = random_gallery(total)
    for seed in range(5):
        query = random_gallery(1, seed + 100)[0]
        found = nearest(gallery, query, 5)
        expected = np.argsort(-(gallery @ query), kind="stable")[:5]
        np.testing.assert_array_equal(found.rows, expected)
        assert list(found.distances) == sorted(found.distances)


def test_the_last_rows_behind_the_last_block_are_searched():
    products = np.zeros(7 * BLOCK + 3, np.float32)
    products[-1] = 0.9
    assert best(products, 2).rows[0] == len(products) - 1


def test_people_by_the_nearest_of_their_pictures():
    gallery = normalise(np.array([[1, 0], [0.9, 0.1], [0, 1], [0.7, 0.7], [-1, 0]]))
    people = np.array([7, 7, 3, 9, 4])
    matches = nearest_people(gallery @ np.array([1, 0], np.float32), people, 3)
    assert [(match.person, match.row) for match in matches] == [(7, 0), (9, 3), (3, 2)]
    assert [match.distance for match in matches] == pytest.approx([0, 1 - math.sqrt(0.5), 1])


@settings(max_examples=60, deadline=None)
@given(
    total=st.integers(0, 300),
    names=st.integers(1, 12),
    count=st.integers(1, 6),
    seed=st.integers(0, 2**32 - 1),
)
def test_people_are_those_of_looking_at_each(total, names, count, seed):
    """Also where one person has nearly all pictures."""
    random = np.random.default_rng(seed)
    products = random.random(total).astype(np.float32)
    people = (names * random.random(total) ** 4).astype(int)
    products[people == 0] += 1
    least = {person: 1 - products[people == person].max() for person in np.unique(people)}
    expected = sorted(least, key=least.get)[:count]
    found = nearest_people(products, people, count)
    assert [match.person for match in found] == expected
    for match in found:
        assert people[match.row] == match.person
        assert match.distance == pytest.approx(max(least[match.person], 0))


def test_unknown_is_beyond_the_threshold():
    near, far = Match(1, 0, 0.5), Match(2, 3, 0.56)
    assert recognise([near, far]) is near
    assert recognise([Match(1, 0, THRESHOLD)]) is not None
    assert recognise([far]) is None
    assert recognise([far], 0.6) is far
    assert recognise([]) is None
