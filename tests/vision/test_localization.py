"""The vector of one object, against numbers by hand and torch's autograd."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from explorer.vision import localization

# The course: a car whose midpoint lies at (0.5, 0.7), 0.3 high and 0.4 wide.
Y = np.array([1, 0.5, 0.7, 0.3, 0.4, 0, 1, 0])
ABSENT = np.array([0.0] * 8)
OUTPUTS = np.array([0.8, 0.4, 0.6, 0.5, 0.2, 0.2, 0.7, 0.1])


def logits(outputs: np.ndarray) -> torch.Tensor:
    """What lies before sigmoid and softmax; the box as it is."""
    z = torch.tensor(outputs, dtype=torch.float64)
    z[0] = torch.logit(z[0])
    z[5:] = torch.log(z[5:])
    return z.requires_grad_()


def torch_cross_entropy(z: torch.Tensor, y: np.ndarray) -> torch.Tensor:
    target = torch.tensor(y, dtype=torch.float64)
    loss = functional.binary_cross_entropy_with_logits(z[0], target[0])
    if y[0]:
        loss = loss + functional.mse_loss(z[1:5], target[1:5], reduction="sum")
        loss = loss + functional.cross_entropy(z[5:], target[5:].argmax())
    return loss


def torch_squared(z: torch.Tensor, y: np.ndarray) -> torch.Tensor:
    counts = len(y) if y[0] else 1
    target = torch.tensor(y, dtype=torch.float64)
    return functional.mse_loss(z[:counts], target[:counts], reduction="sum")


@st.composite
def pairs(draw):
    """A target, and outputs that a network may have."""
    classes = draw(st.integers(1, 6))
    share = st.floats(0.01, 0.99)
    y = np.zeros(5 + classes)
    if draw(st.booleans()):
        y[:5] = [1, *(draw(share) for _ in range(4))]
        y[5 + draw(st.integers(0, classes - 1))] = 1
    scores = np.array([draw(share) for _ in range(classes)])
    box = [draw(st.floats(-2, 2)) for _ in range(4)]
    return y, np.array([draw(share), *box, *(scores / scores.sum())])


def test_the_example_of_the_course() -> None:
    # On a picture of 1000 x 500: a box 400 wide and 150 high around (500, 350).
    box = (300, 275, 700, 425)
    y = localization.encode(box, (500, 1000), label=1, classes=3)
    np.testing.assert_allclose(y, Y)
    assert localization.decode(y, (500, 1000)) == pytest.approx(box)
    assert localization.names(3) == ("pc", "bx", "by", "bh", "bw", "c1", "c2", "c3")


@given(
    st.tuples(*[st.floats(0, 1)] * 4),
    st.tuples(*[st.integers(1, 5000)] * 2),
)
def test_the_box_comes_back(corners, size) -> None:
    height, width = size
    x1, x2 = sorted(corners[:2])
    y1, y2 = sorted(corners[2:])
    box = (x1 * width, y1 * height, x2 * width, y2 * height)
    vector = localization.encode(box, size, 0, 1)
    assert localization.decode(vector, size) == pytest.approx(box, abs=1e-9)


def test_the_squared_error_by_hand() -> None:
    loss = localization.squared(Y, OUTPUTS)
    expected = [0.04, 0.01, 0.01, 0.04, 0.04, 0.04, 0.09, 0.01]
    np.testing.assert_allclose(loss.terms, expected)
    assert loss.total == pytest.approx(0.28)
    np.testing.assert_allclose(loss.gradient, [-0.4, -0.2, -0.2, 0.4, -0.4, 0.4, -0.6, 0.2])


def test_cross_entropy_by_hand() -> None:
    loss = localization.cross_entropy(Y, OUTPUTS)
    expected = [-np.log(0.8), 0.01, 0.01, 0.04, 0.04, 0, -np.log(0.7), 0]
    np.testing.assert_allclose(loss.terms, expected)
    np.testing.assert_allclose(loss.gradient, [-0.2, -0.2, -0.2, 0.4, -0.4, 0.2, -0.3, 0.1])


@pytest.mark.parametrize(("loss", "first"), [("squared", 0.64), ("cross_entropy", -np.log(0.2))])
def test_without_an_object_only_pc_counts(loss, first) -> None:
    found = localization.LOSSES[loss](ABSENT, OUTPUTS)
    np.testing.assert_allclose(found.terms, [first] + [0] * 7)
    assert not found.gradient[1:].any()
    assert localization.counting(ABSENT).tolist() == [True] + [False] * 7
    other = OUTPUTS.copy()
    other[1:5] += 0.3
    assert localization.LOSSES[loss](ABSENT, other).total == found.total


@given(pairs())
def test_losses_and_gradients_are_those_of_autograd(pair) -> None:
    y, outputs = pair
    for name, reference, z in (
        ("squared", torch_squared, torch.tensor(outputs).requires_grad_()),
        ("cross_entropy", torch_cross_entropy, logits(outputs)),
    ):
        loss = localization.LOSSES[name](y, outputs)
        expected = reference(z, y)
        expected.backward()
        assert loss.total == pytest.approx(expected.item(), rel=1e-9, abs=1e-12)
        np.testing.assert_allclose(loss.gradient, z.grad, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("y", [Y, ABSENT])
@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
def test_descent_is_that_of_torch(loss, y) -> None:
    linear = loss == "squared"
    z = torch.tensor(OUTPUTS).requires_grad_() if linear else logits(OUTPUTS)
    reference = torch_squared if linear else torch_cross_entropy
    optimizer = torch.optim.SGD([z], lr=0.3)
    losses = []
    for _ in range(25):
        optimizer.zero_grad()
        value = reference(z, y)
        value.backward()
        losses.append(value.item())
        optimizer.step()
    with torch.no_grad():
        parts = z if linear else torch.cat([z[:1].sigmoid(), z[1:5], z[5:].softmax(0)])
    descent = localization.descend(y, OUTPUTS, loss, 0.3, 25)
    assert descent.steps == 25 and not descent.diverged
    np.testing.assert_allclose(descent.losses[:-1], losses, rtol=1e-9)
    np.testing.assert_allclose(descent.outputs, parts.detach().numpy(), rtol=1e-9)
    assert descent.losses[-1] < descent.losses[0]


@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
def test_too_large_a_rate_ends_before_numbers_overflow(loss) -> None:
    descent = localization.descend(Y, OUTPUTS, loss, 3.0, 500)
    assert descent.diverged and descent.steps < 500
    assert np.isfinite(descent.outputs).all() and np.isfinite(descent.losses).all()
    assert descent.losses[-1] > descent.losses[0]
    # A rate of 1 jumps from one side of the target to the other for ever.
    around = localization.descend(Y, OUTPUTS, "squared", 1.0, 100)
    assert not around.diverged
    np.testing.assert_allclose(around.outputs, OUTPUTS)


def test_probabilities_of_0_and_1_have_a_finite_loss() -> None:
    sure = np.array([0.0, *OUTPUTS[1:5], 1.0, 0.0, 0.0])
    loss = localization.cross_entropy(Y, sure)
    assert loss.terms[0] == pytest.approx(-np.log(1e-7))
    assert loss.terms[6] == pytest.approx(-np.log(1e-7), rel=1e-6)
    assert np.isfinite(localization.cross_entropy(ABSENT, np.ones(8)).total)
    assert localization.clipped(sure).tolist() == [True, *[False] * 5, True, True]
    assert np.isfinite(localization.descend(Y, sure, "cross_entropy", 0.5, 50).outputs).all()


def test_classes_that_do_not_sum_up_to_1_are_divided_by_their_sum() -> None:
    doubled = OUTPUTS.copy()
    doubled[5:] *= 2
    assert localization.cross_entropy(Y, doubled).total == pytest.approx(
        localization.cross_entropy(Y, OUTPUTS).total
    )
