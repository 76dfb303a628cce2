"""All pairs and their errors, counted by loops; galleries, by making each of them."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.vision.similarity import normalise
from explorer.vision.verification import (
    accuracy_all,
    all_pairs,
    best_threshold,
    errors,
    gallery_accuracy,
    histogram,
)

# Directions in a plane: two people near 0 and 90 degrees, one picture of a third between.
ANGLES = np.radians([0, 10, 90, 100, 60])
VECTORS = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1).astype(np.float32)
PEOPLE = np.array([5, 5, 2, 2, 8])


def random_faces(people, pictures, seed, spread=0.6):
    random = np.random.default_rng(seed)
    middles = random.normal(size=(people, 1, 6))
    vectors = middles + spread * random.normal(size=(people, pictures, 6))
    return normalise(vectors.reshape(-1, 6)), np.repeat(np.arange(people) * 3, pictures)


def test_pairs_by_hand():
    pairs = all_pairs(VECTORS, PEOPLE)
    assert list(zip(pairs.first, pairs.second, strict=True)) == [
        *itertools.combinations(range(5), 2)
    ]
    assert pairs.same.tolist() == [True, *[False] * 6, True, False, False]
    assert pairs.distances[0] == pytest.approx(1 - math.cos(math.radians(10)), abs=1e-6)
    assert pairs.distances[1] == pytest.approx(1, abs=1e-6)


def test_no_pairs_of_less_than_two_pictures():
    for count in (0, 1):
        pairs = all_pairs(VECTORS[:count], PEOPLE[:count])
        assert len(pairs.distances) == 0
        found = errors(pairs, [0.5])
        assert np.isnan([found.false_accept_rate, found.false_reject_rate, found.accuracy]).all()
        assert math.isnan(best_threshold(pairs))


def test_histogram_has_each_pair_once():
    vectors, people = random_faces(6, 4, 0)
    pairs = all_pairs(vectors, people)
    found = histogram(pairs, 8)
    assert found.edges.tolist() == [k / 4 for k in range(9)]
    for counts, chosen in ((found.same, pairs.same), (found.different, ~pairs.same)):
        assert counts.sum() == chosen.sum()
        for low, high, count in zip(found.edges, found.edges[1:], counts, strict=False):
            inside = [low <= d < high for d in pairs.distances[chosen].tolist()]
            assert count == sum(inside)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    thresholds=st.lists(st.floats(-0.5, 2.5), min_size=1, max_size=6),
)
def test_errors_are_counted_as_by_hand(seed, thresholds):
    vectors, people = random_faces(4, 3, seed)
    pairs = all_pairs(vectors, people)
    # A threshold that is just a distance that occurs, too.
    thresholds = [*thresholds, float(pairs.distances[0])]
    found = errors(pairs, thresholds)
    both = list(zip(pairs.distances.tolist(), pairs.same.tolist(), strict=True))
    for k, threshold in enumerate(thresholds):
        assert found.false_accepts[k] == sum(d <= threshold and not s for d, s in both)
        assert found.false_rejects[k] == sum(d > threshold and s for d, s in both)
        right = sum((d <= threshold) == s for d, s in both)
        assert found.accuracy[k] == pytest.approx(right / len(both))
    assert (found.same, found.different) == (12, 54)


def test_rates_are_shares_of_their_own_kind():
    found = errors(all_pairs(VECTORS, PEOPLE), [0.0, 0.4, 2.0])
    # At 0.4, 53 degrees: 60 with 10, 90 and 100 degrees are accepted, three pairs of eight.
    assert found.false_accept_rate.tolist() == [0, 3 / 8, 1]
    assert found.false_reject_rate.tolist() == [1, 0, 0]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_threshold_is_better_than_the_best(seed):
    pairs = all_pairs(*random_faces(4, 3, seed))
    limits = np.concatenate([pairs.distances, np.linspace(-0.1, 2.1, 200)])
    found = errors(pairs, limits)
    best = errors(pairs, [best_threshold(pairs)])
    both = found.false_accept_rate + found.false_reject_rate
    assert (best.false_accept_rate + best.false_reject_rate)[0] == pytest.approx(both.min())


def test_the_best_threshold_of_what_can_be_separated_is_between():
    vectors, people = VECTORS[:4], PEOPLE[:4]
    near, far = 1 - math.cos(math.radians(10)), 1 - math.cos(math.radians(80))
    assert best_threshold(all_pairs(vectors, people)) == pytest.approx((near + far) / 2, abs=1e-6)


def test_right_about_all():
    assert accuracy_all(0.99, 1) == 0.99
    assert accuracy_all(0.99, 100) == pytest.approx(0.366, abs=1e-3)
    assert accuracy_all(1.0, 1_000_000) == 1


def every_gallery(vectors, people, threshold, size):
    """Ask with each face in each gallery: all sets of people, all choices of their pictures."""
    names = np.unique(people)
    found = []
    for face, person in enumerate(people):
        own = [k for k in np.flatnonzero(people == person) if k != face]
        for others in itertools.combinations([n for n in names if n != person], size - 1):
            kinds = [own, *(np.flatnonzero(people == n) for n in others)]
            galleries = np.array(list(itertools.product(*kinds)), int)
            accepted = 1 - vectors[galleries] @ vectors[face] <= threshold
            right = accepted == (people[galleries] == person)
            if own:
                found.append((face, right.mean(), right.all(axis=1).mean()))
    faces, one, every = np.array(found).T
    each = [(one[faces == face].mean(), every[faces == face].mean()) for face in np.unique(faces)]
    return np.mean(each, axis=0)


@pytest.mark.parametrize("seed", range(4))
def test_every_gallery_of_every_size_is_measured(seed):
    vectors, people = random_faces(4, 3, seed)
    # A person with one picture, who is compared with but cannot ask.
    vectors, people = vectors[:-2], people[:-2]
    found = gallery_accuracy(vectors, people, 0.4)
    assert len(found.all) == 4
    for size in range(1, 5):
        one, every = every_gallery(vectors, people, 0.4, size)
        assert found.one[size - 1] == pytest.approx(one)
        assert found.all[size - 1] == pytest.approx(every)
    assert found.independent[2] == pytest.approx(found.one[2] ** 3)
    assert found.all[0] == pytest.approx(found.one[0])


def test_galleries_without_anybody_who_could_ask():
    found = gallery_accuracy(VECTORS[[0, 2, 4]], PEOPLE[[0, 2, 4]], 0.5)
    assert len(found.all) == len(found.one) == len(found.independent) == 0


def test_one_person_alone():
    found = gallery_accuracy(VECTORS[:2], PEOPLE[:2], 0.5)
    assert found.all.tolist() == found.one.tolist() == [1]
