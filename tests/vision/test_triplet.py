"""The triplet loss against torch, and its kinds by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.vision.triplet import KINDS, compare, kinds, losses

POINTS = st.lists(st.floats(-5, 5), min_size=3, max_size=3)


@settings(max_examples=100, deadline=None)
@given(a=POINTS, p=POINTS, n=POINTS, margin=st.floats(0, 5))
def test_loss_and_gradients_equal_torch(a, p, n, margin):
    points = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (a, p, n)]
    anchor, positive, negative = points
    near, far = (anchor - positive).square().sum(), (anchor - negative).square().sum()
    loss = torch.relu(near - far + margin)
    loss.backward()
    found = compare(a, p, n, margin)
    assert found.loss == pytest.approx(loss.item())
    assert found.distance_ap == pytest.approx(near.item())
    assert found.distance_an == pytest.approx(far.item())
    if abs(near.item() - far.item() + margin) > 1e-9:  # at the bend both slopes are right
        expected = np.stack([point.grad.numpy() for point in points])
        np.testing.assert_allclose(found.gradients, expected, atol=1e-12)


@pytest.mark.parametrize(
    ("positive", "negative", "margin", "kind", "loss"),
    [
        (1, 2, 1, "easy", 0),  # 1 - 4 + 1 < 0
        (1, 2, 3, "easy", 0),  # just far enough
        (1, 2, 4, "semi_hard", 1),
        (1, 1, 1, "hard", 1),
        (2, 1, 0.5, "hard", 3.5),
        (2, 1, 0, "hard", 3),
        (1, 1, 0, "easy", 0),
        (0, 0, 0, "easy", 0),
        (0, 0, 0.2, "hard", 0.2),
    ],
)
def test_kinds_by_hand(positive, negative, margin, kind, loss):
    found = compare([0.0], [positive], [negative], margin)
    assert (found.kind, found.loss) == (kind, pytest.approx(loss))
    assert found.kind in KINDS
    assert found.gradients.any() == (loss > 0 and (positive, negative) != (0, 0))


def test_all_zero_satisfies_the_loss_without_a_margin_only():
    nowhere = np.zeros(4)
    assert compare(nowhere, nowhere, nowhere, 0).loss == 0
    with_margin = compare(nowhere, nowhere, nowhere, 0.2)
    assert with_margin.loss == 0.2
    assert not with_margin.gradients.any()  # and descent does not lead away from there


def test_a_small_step_against_the_gradient_lowers_the_loss():
    random = np.random.default_rng(0)
    for _ in range(20):
        points = random.normal(size=(3, 2))
        found = compare(*points, 0.5)
        after = compare(*(points - 1e-4 * found.gradients), 0.5)
        assert after.loss < found.loss or found.loss == 0


def test_many_at_once_are_as_each():
    random = np.random.default_rng(1)
    near, far = random.random((2, 50))
    for margin in (0.0, 0.3):
        each = [kinds(n, f, margin) for n, f in zip(near, far, strict=True)]
        assert kinds(near, far, margin).tolist() == [str(kind) for kind in each]
        expected = [max(n - f + margin, 0) for n, f in zip(near, far, strict=True)]
        np.testing.assert_allclose(losses(near, far, margin), expected)
    assert set(kinds(near, far, 0.3)) == set(KINDS)
