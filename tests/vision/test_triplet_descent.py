"""Descent of three points against torch's optimiser, zones against the kinds of triplets."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.vision.triplet import compare, kinds
from explorer.vision.triplet_descent import compare_all, descend, radii

POINTS = np.array([[0.0, 0.0], [1.0, 1.0], [-0.5, 0.5]])


@pytest.mark.parametrize("steps", [1, 7, 30])
def test_steps_are_those_of_torchs_sgd(steps):
    points = torch.tensor(POINTS, requires_grad=True)
    optimiser = torch.optim.SGD([points], lr=0.002)
    for _ in range(steps):
        optimiser.zero_grad()
        anchor, positive, negative = points
        near, far = (anchor - positive).square().sum(), (anchor - negative).square().sum()
        torch.relu(near - far + 1.0).backward()
        optimiser.step()
    found = descend(POINTS, 1.0, 0.002, steps)
    assert found.steps == steps and not found.finished
    np.testing.assert_allclose(found.points[-1], points.detach().numpy(), rtol=1e-9)
    assert (np.diff(found.losses) < 0).all()


def test_it_ends_where_the_loss_is_0():
    found = descend(POINTS, 1.0, 0.002, 500)
    assert found.finished and found.losses[-1] == 0 < found.losses[-2]
    assert len(found.points) == len(found.losses) == found.steps + 1
    # The three gradients add up to 0: the middle of the points stays.
    np.testing.assert_allclose(found.points.mean(axis=1), [POINTS.mean(axis=0)] * (found.steps + 1))


def test_one_point_is_not_left():
    found = descend(np.ones((3, 2)), 0.5, 0.1, 100)
    assert (found.steps, found.finished) == (0, True)
    assert found.losses.tolist() == [0.5]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-3, 3), min_size=4, max_size=4),
    st.sampled_from([0.0, 0.2, 1.0]),
    st.floats(0, 6),
    st.floats(0, 2 * np.pi),
)
def test_circles_part_the_kinds(numbers, margin, distance, angle):
    anchor, positive = np.array(numbers).reshape(2, 2)
    found = compare(anchor, positive, anchor, margin)
    inner, outer = radii(found)
    negative = anchor + distance * np.array([np.cos(angle), np.sin(angle)])
    kind = compare_all(np.stack([anchor, positive, negative]), margin).kind
    if min(abs(distance - inner), abs(distance - outer)) > 1e-6:
        expected = "hard" if distance < inner else "semi_hard" if distance < outer else "easy"
        assert kind == expected == str(kinds(inner**2, distance**2, margin))
