import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.sources.open import first_frame
from explorer.vision import filtering, fitting
from explorer.vision.choices import PRESETS
from explorer.vision.images import load_picture
from explorer.vision.windows import axis, correlate

SAMPLES = sorted(file.name for file in resource("samples").glob("*.jpg"))


def photograph(name):
    pixels = load_picture(resource("samples", name)).pixels
    return fitting.training_picture(filtering.prepare(pixels, channels=False))


def filtered(picture, kernel):
    ends = (axis(*sides, 1, "same") for sides in zip(picture.shape, kernel.shape, strict=True))
    return correlate(picture, kernel, *ends)


def random_problem(shape, seed, size=(12, 15)):
    """A target that no filter makes: what a hand would draw."""
    random = np.random.default_rng(seed)
    picture, target = random.normal(5, 2, size), random.normal(-3, 2, size)
    return picture, target, fitting.pose(picture, target, shape)


def torch_loss(picture, target, kernel):
    """The mean squared error with the best bias, by convolution."""
    rows, columns = kernel.shape
    top, left = (rows - 1) // 2, (columns - 1) // 2
    answer = functional.conv2d(torch.tensor(picture)[None, None], kernel[None, None])[0, 0]
    wanted = torch.tensor(target)[top:, left:][: answer.shape[0], : answer.shape[1]]
    error = answer - wanted
    return (error - error.mean()).square().mean()


shapes = st.tuples(st.integers(1, 5), st.integers(1, 5))


@settings(max_examples=60, deadline=None)
@given(shapes, st.integers(0, 1000))
def test_loss_and_gradient_equal_torch(shape, seed):
    picture, target, problem = random_problem(shape, seed)
    kernel = np.random.default_rng(seed).normal(size=shape)
    weights = torch.tensor(kernel, requires_grad=True)
    loss = torch_loss(picture, target, weights)
    loss.backward()
    assert problem.loss(kernel) == pytest.approx(loss.item())
    np.testing.assert_allclose(problem.gradient(kernel), weights.grad, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(shapes, st.integers(0, 1000))
def test_least_squares_equals_numpy_on_explicit_windows(shape, seed):
    picture, target, problem = random_problem(shape, seed)
    rows, columns = shape
    equations, wanted = [], []
    for i in range(picture.shape[0] - rows + 1):
        for j in range(picture.shape[1] - columns + 1):
            equations.append([*picture[i : i + rows, j : j + columns].ravel(), 1.0])
            wanted.append(target[i + (rows - 1) // 2, j + (columns - 1) // 2])
    solution, residuals, _, _ = np.linalg.lstsq(np.array(equations), np.array(wanted))
    found = problem.least_squares()
    np.testing.assert_allclose(found.ravel(), solution[:-1], atol=1e-8)
    assert problem.bias(found) == pytest.approx(solution[-1])
    assert problem.loss(found) == pytest.approx(residuals.sum() / len(wanted))
    assert np.abs(problem.gradient(found)).max() < 1e-9


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_steps_equal_those_of_torch(momentum):
    picture, target, problem = random_problem((3, 4), 7)
    weights = torch.zeros(3, 4, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weights], lr=0.8 / problem.curvature, momentum=momentum)
    for _ in range(25):
        optimizer.zero_grad()
        torch_loss(picture, target, weights).backward()
        optimizer.step()
    begun = fitting.start(problem, np.zeros((3, 4)))
    # In two parts: what is stopped can go on as if it had not been.
    half = fitting.descend(problem, begun, 12, 0.8, momentum)
    ended = fitting.descend(problem, half, 13, 0.8, momentum)
    assert ended.steps == 25
    np.testing.assert_allclose(ended.kernel, weights.detach(), atol=1e-12)
    assert ended.loss == pytest.approx(problem.loss(ended.kernel))
    np.testing.assert_allclose(ended.gradient, problem.gradient(ended.kernel), atol=1e-12)
    assert begun.kernel.tolist() == np.zeros((3, 4)).tolist()


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_found_again_in_a_few_hundred_steps(sample, name):
    picture, kernel = photograph(sample), PRESETS[name].kernel
    problem = fitting.pose(picture, filtered(picture, kernel), kernel.shape)
    begun = fitting.start(problem, np.zeros(kernel.shape))
    ended = fitting.descend(problem, begun, 500, 1.0, 0.9)
    np.testing.assert_allclose(ended.kernel, kernel, atol=1e-3)
    np.testing.assert_allclose(problem.least_squares(), kernel, atol=1e-8)
    assert problem.bias(ended.kernel) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", PRESETS)
def test_a_perfect_fit_has_no_error(sample, name):
    """Not one of 7.8e-16, which is rounding."""
    picture, kernel = photograph(sample), PRESETS[name].kernel
    problem = fitting.pose(picture, filtered(picture, kernel), kernel.shape)
    assert problem.loss(kernel) == problem.loss(problem.least_squares()) == 0
    assert problem.loss(0.999 * kernel) == pytest.approx(1e-6 * problem.variance, rel=1e-6)


def test_the_loss_never_rises_at_the_safe_rate():
    _, _, problem = random_problem((5, 5), 3)
    descent, losses = fitting.start(problem, np.ones((5, 5))), []
    for _ in range(40):
        losses.append(descent.loss)
        descent = fitting.descend(problem, descent, 1, 1.0, 0.0)
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0]


@pytest.mark.parametrize(
    ("rate", "momentum", "grows"),
    [(1.95, 0, False), (2.05, 0, True), (3.7, 0.9, False), (3.9, 0.9, True)],
)
def test_where_a_rate_becomes_too_large(rate, momentum, grows):
    _, _, problem = random_problem((3, 3), 5)
    best = problem.loss(problem.least_squares())
    descent = fitting.start(problem, np.zeros((3, 3)))
    if grows:
        with pytest.raises(UserError, match="learning rate is too large"):
            fitting.descend(problem, descent, 5000, rate, momentum)
    else:
        ended = fitting.descend(problem, descent, 5000, rate, momentum)
        assert ended.loss == pytest.approx(best)


@pytest.mark.parametrize("picture", [np.zeros((8, 8)), np.full((8, 8), 0.3), np.ones((3, 3))])
def test_a_flat_picture_is_refused(picture):
    with pytest.raises(UserError, match="nothing to learn"):
        fitting.pose(picture, np.ones(picture.shape), (3, 3))


def test_a_single_window_is_refused():
    with pytest.raises(UserError, match="nothing to learn"):
        fitting.pose(np.arange(9.0).reshape(3, 3), np.ones((3, 3)), (3, 3))


def test_a_filter_larger_than_the_picture_is_refused():
    with pytest.raises(UserError, match="reaches over 5 cells"):
        fitting.pose(np.eye(4), np.eye(4), (5, 5))


def test_of_many_equally_good_filters_both_find_the_smallest():
    # All rows are the same: nothing tells the filter's rows apart.
    picture = np.repeat([[10.0] * 3 + [0.0] * 3], 6, axis=0)
    sobel = PRESETS["sobel_x"].kernel
    problem = fitting.pose(picture, filtered(picture, sobel), (3, 3))
    expected = np.array([[4, 0, -4]] * 3) / 3
    np.testing.assert_allclose(problem.least_squares(), expected, atol=1e-9)
    ended = fitting.descend(problem, fitting.start(problem, np.zeros((3, 3))), 500, 1.0, 0.9)
    np.testing.assert_allclose(ended.kernel, expected, atol=1e-6)
    assert ended.loss == pytest.approx(0, abs=1e-9)


def test_the_training_picture_is_small_brightness():
    pixels = first_frame("").pixels
    gray = fitting.training_picture(filtering.prepare(pixels, channels=False))
    assert gray.shape == (72, 96)
    assert 0 <= gray.min() < gray.max() <= 1
    colour = fitting.training_picture(filtering.prepare(pixels, channels=True))
    # Rounded to whole brightness before or after.
    np.testing.assert_allclose(colour, gray, atol=0.6 / 255)
    small = np.full((4, 7), 51, np.float32)
    assert np.array_equal(fitting.training_picture(small), np.full((4, 7), 0.2))


@pytest.mark.parametrize("shape", [(6, 8), (12, 16)], ids=["same size", "twice as large"])
def test_a_drawing_counts_from_grey_up_to_the_largest_value_of_the_picture(shape):
    levels = np.full(shape, 128, np.uint8)
    levels[:, : shape[1] // 2] = 255
    levels[: shape[0] // 2, shape[1] // 2 :] = 1
    picture = np.linspace(0, 0.4, 48).reshape(6, 8)
    target = fitting.drawn_target(levels, picture)
    expected = np.zeros((6, 8))
    expected[:, :4], expected[:3, 4:] = 0.4, -0.4
    np.testing.assert_allclose(target, expected, atol=1e-12)
