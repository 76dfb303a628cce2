"""Recognition from one example: by hand, against a loop, and where nothing is learned."""

import numpy as np
import pytest

from explorer.vision.one_shot import draw_examples, recognise

LABELS = np.array([0, 0, 0, 1, 1, 2, 2])


def test_by_hand():
    # Examples: 0.0 of class 0, 10 of class 1, 20 of class 2.
    points = np.array([[0.0], [1], [6], [10], [14], [20], [11]])
    examples = np.array([[0, 3, 5]])
    found = recognise(points, LABELS, examples, unseen=(2,))
    # Of the others 1 is right, 6 (nearer to 10) is wrong, 14 is right; of the unseen 11 is wrong.
    assert (found.unseen, found.seen) == (0, pytest.approx(2 / 3))
    assert recognise(points, LABELS, examples, unseen=(1,)).unseen == 1


def test_one_place_for_all_is_guessing():
    points = np.full((7, 2), 0.3)
    found = recognise(points, LABELS, draw_examples(LABELS, 5, 0), unseen=(2,))
    assert found.unseen == pytest.approx(1 / 3)
    assert found.seen == pytest.approx(1 / 3)


def test_every_draw_enrols_one_of_each_class():
    labels = np.random.default_rng(1).integers(10, size=200)
    examples = draw_examples(labels, 30, 4)
    assert (labels[examples] == np.arange(10)).all()
    assert len({tuple(draw) for draw in examples.tolist()}) == 30
    np.testing.assert_array_equal(examples, draw_examples(labels, 30, 4))
    assert (examples != draw_examples(labels, 30, 5)).any()


def test_many_are_as_a_loop_over_each():
    random = np.random.default_rng(3)
    labels = np.arange(60) % 6
    points = random.normal(size=(60, 2)) + labels[:, None]
    examples = draw_examples(labels, 4, 9)
    right = {True: [], False: []}
    for enrolled in examples:
        for index in set(range(60)) - set(enrolled.tolist()):
            distances = [np.linalg.norm(points[index] - points[one]) for one in enrolled]
            guess = labels[enrolled[int(np.argmin(distances))]]
            right[labels[index] in (2, 5)].append(guess == labels[index])
    found = recognise(points, labels, examples, unseen=(2, 5))
    assert found.unseen == pytest.approx(np.mean(right[True]))
    assert found.seen == pytest.approx(np.mean(right[False]))
