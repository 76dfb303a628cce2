"""Logistic regression: gradients against torch, and people it has not seen."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core.errors import UserError
from explorer.vision.pair_classifier import (
    FORMS,
    absolute,
    balanced,
    chi_square,
    cross_entropy,
    descend,
    pose,
    split_people,
    start,
)
from explorer.vision.similarity import normalise
from explorer.vision.verification import all_pairs


def faces(people=20, pictures=5, seed=0):
    random = np.random.default_rng(seed)
    middles = random.normal(size=(people, 1, 12))
    vectors = middles + 0.4 * random.normal(size=(people, pictures, 12))
    return normalise(vectors.reshape(-1, 12)), np.repeat(np.arange(people), pictures)


def example(seed=0, pairs=40, features=5):
    random = np.random.default_rng(seed)
    values = random.exponential(size=(pairs, features)) * (1, 10, 0.1, 1, 3)
    return values, random.random(pairs) < 0.4


def test_features_by_hand():
    a, b = np.array([1.0, -2, 0, 3]), np.array([3.0, 2, 0, 0])
    assert absolute(a, b).tolist() == [2, 4, 0, 3]
    # 4 / 4, 16 / 4, 0 / 0, 9 / 3.
    assert chi_square(a, b).tolist() == [1, 4, 0, 3]
    positive = np.abs(a), np.abs(b) + 1
    course = (positive[0] - positive[1]) ** 2 / (positive[0] + positive[1])
    np.testing.assert_allclose(chi_square(*positive), course)


@pytest.mark.parametrize("form", FORMS)
def test_features_do_not_depend_on_which_is_first(form):
    vectors, _ = faces()
    a, b = vectors[:50], vectors[50:]
    np.testing.assert_array_equal(FORMS[form](a, b), FORMS[form](b, a))
    assert not FORMS[form](a, a).any()


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_descent_takes_the_steps_of_torch(decay):
    values, same = example()
    problem = pose(values, same)
    ours = descend(problem, start(problem), 30, 0.7, decay)
    x = torch.from_numpy((values - values.mean(axis=0)) / values.std(axis=0))
    y = torch.from_numpy(same.astype(float))
    weights = torch.zeros(5, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weights, bias], lr=0.7)
    losses = []
    for step in range(31):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ weights + bias, y)
        loss = loss + decay / 2 * weights.square().sum()
        losses.append(loss.item())
        if step < 30:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    np.testing.assert_allclose(ours.weights, weights.detach().numpy(), atol=1e-10)
    assert ours.bias == pytest.approx(bias.item(), abs=1e-10)
    np.testing.assert_allclose(ours.losses, losses, atol=1e-10)


def test_two_rounds_are_one_of_both_lengths():
    problem = pose(*example())
    twice = descend(problem, descend(problem, start(problem), 10, 0.5), 15, 0.5)
    once = descend(problem, start(problem), 25, 0.5)
    np.testing.assert_array_equal(twice.weights, once.weights)
    np.testing.assert_array_equal(twice.losses, once.losses)
    assert twice.losses[0] == pytest.approx(np.log(2))


def test_weights_for_the_features_as_they_are():
    values, same = example()
    problem = pose(values, same)
    classifier = descend(problem, start(problem), 50, 0.5)
    scores = problem.features @ classifier.weights + classifier.bias
    np.testing.assert_allclose(classifier.probabilities(values), 1 / (1 + np.exp(-scores)))
    weights, bias = classifier.plain
    np.testing.assert_allclose(values @ weights + bias, scores)
    judged = (1 / (1 + np.exp(-scores)) > 0.5) == same
    assert classifier.accuracy(values, same) == judged.mean()


def test_a_feature_that_is_always_the_same_counts_for_nothing():
    values, same = example()
    values[:, 2] = 3
    problem = pose(values, same)
    classifier = descend(problem, start(problem), 20, 0.5)
    assert classifier.weights[2] == 0
    assert np.isfinite(classifier.probabilities(values)).all()


def test_cross_entropy_of_great_scores_is_finite():
    scores, same = np.array([2000.0, -2000, 2000]), np.array([1.0, 0, 0])
    assert cross_entropy(scores, same) == pytest.approx(2000 / 3)


@pytest.mark.parametrize("form", FORMS)
def test_people_it_has_not_seen_are_told_apart(form):
    vectors, people = faces(40, 5)
    training = split_people(people, 0.5, 1)
    parts = [(vectors[part], people[part]) for part in (training, ~training)]
    pairs = [all_pairs(*part) for part in parts]
    features = [
        FORMS[form](v[p.first], v[p.second]) for (v, _), p in zip(parts, pairs, strict=True)
    ]
    chosen = balanced(pairs[0], 0)
    problem = pose(features[0][chosen], pairs[0].same[chosen])
    classifier = descend(problem, start(problem), 300, 0.5, 1e-3)
    assert classifier.losses[-1] < 0.5 * classifier.losses[0]
    fair = balanced(pairs[1], 0)
    assert classifier.accuracy(features[1][fair], pairs[1].same[fair]) > 0.9
    # The more they differ, the less likely one person.
    assert (classifier.plain[0] < 0).mean() > 0.8


@settings(max_examples=40, deadline=None)
@given(
    names=st.lists(st.integers(-5, 30), min_size=1, max_size=40),
    share=st.floats(0, 1),
    seed=st.integers(0, 1000),
)
def test_nobody_is_on_both_sides(names, share, seed):
    people = np.array(names)
    if len(set(names)) < 2:
        with pytest.raises(UserError, match="two people"):
            split_people(people, share, seed)
        return
    training = split_people(people, share, seed)
    here, there = set(people[training]), set(people[~training])
    assert here and there and not here & there
    np.testing.assert_array_equal(training, split_people(people, share, seed))
    assert abs(len(here) - share * len(set(names))) <= 1


def test_as_many_pairs_of_each_kind():
    pairs = all_pairs(*faces(8, 4))
    chosen = balanced(pairs, 3)
    assert pairs.same[chosen].sum() == pairs.same.sum() == len(chosen) / 2
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) != set(balanced(pairs, 4))


@pytest.mark.parametrize("people", [[1, 2, 3], [4, 4, 4], [1]])
def test_one_kind_of_pairs_alone_teaches_nothing(people):
    pairs = all_pairs(faces(3, 1)[0][: len(people)], np.array(people))
    with pytest.raises(UserError, match="two pictures of one person"):
        balanced(pairs, 0)
