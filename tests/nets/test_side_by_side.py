"""Plain and residual networks: their counts, the identity, steps against a loop of torch."""

import numpy as np
import pytest
import torch
from torch import nn

from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.nets import digits, side_by_side
from explorer.nets.curves import Plan
from explorer.nets.digits import Digits
from explorer.nets.plain_residual import Block, PlainResidual
from explorer.nets.side_by_side import Training

ALL = digits.load()
PLAN = Plan(
    depth=8, width=2, epochs=2, rate=0.05, momentum=0.9, weight_decay=1e-3, batch=16, seed=3
)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Few digits, so that an epoch has four steps."""
    train, test = (
        Digits(part.x[:count], part.labels[:count])
        for part, count in zip(ALL, (64, 50), strict=True)
    )
    monkeypatch.setattr(side_by_side.digits, "load", lambda: (train, test))
    return train


@pytest.fixture
def finished(few):
    return Training(PLAN).advance(CancelToken())


@pytest.mark.parametrize("depth", [8, 20, 56])
def test_depth_counts_the_weight_layers_and_shortcuts_cost_nothing(depth):
    plain, residual = (PlainResidual(depth, 16, shortcut) for shortcut in (False, True))
    weights = [p for p in residual.parameters() if p.dim() > 1]
    assert len(weights) == depth
    assert [p.shape for p in plain.parameters()] == [p.shape for p in residual.parameters()]


def test_the_size_of_the_papers_networks():
    # He et al., table 6: ResNet-20 and -56 have 0.27 and 0.85 million parameters (on colour).
    count = {d: sum(p.numel() for p in PlainResidual(d, 16, True).parameters()) for d in (20, 56)}
    assert round(count[20] / 1e6, 2) == 0.27
    assert round(count[56] / 1e6, 2) == 0.85


def test_a_block_whose_weights_are_zero_hands_on_what_comes_in():
    x = torch.rand(2, 3, 6, 6)
    for shortcut, expected in ((True, x), (False, torch.zeros_like(x))):
        block = Block(3, 3, 1, shortcut).eval()
        nn.init.zeros_(block.conv2.weight)
        torch.testing.assert_close(block(x), expected)


def test_where_the_shape_changes_the_shortcut_skips_and_fills_up():
    x = torch.rand(1, 2, 5, 5)
    block = Block(2, 4, 2, shortcut=True).eval()
    nn.init.zeros_(block.conv2.weight)
    expected = torch.cat([nn.functional.max_pool2d(x, 1, 2), torch.zeros(1, 2, 3, 3)], 1)
    torch.testing.assert_close(block(x), expected)


def test_the_digits_that_ship_with_the_program():
    train, test = ALL
    assert train.x.shape == (2000, 1, 28, 28)
    assert test.x.shape == (500, 1, 28, 28)
    # The beginning of MNIST's two files of labels.
    assert train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert abs(float(train.x.mean())) < 0.05
    assert abs(float(train.x.std()) - 1) < 0.05


def test_losses_and_gradients_are_those_of_a_plain_loop_of_torch(few, finished):
    for kind, shortcut in (("plain", False), ("residual", True)):
        torch.manual_seed(PLAN.seed)
        network = PlainResidual(8, 2, shortcut).to(memory_format=torch.channels_last)
        optimiser = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)
        generator = torch.Generator().manual_seed(PLAN.seed)
        losses = []
        for _ in range(2):
            for chosen in torch.randperm(64, generator=generator).split(16):
                loss = nn.functional.cross_entropy(network(few.x[chosen]), few.labels[chosen])
                weights = [p for p in network.parameters() if p.dim() > 1]
                norms = [
                    float(g.norm()) for g in torch.autograd.grad(loss, weights, retain_graph=True)
                ]
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                losses.append(float(loss.detach()))
        np.testing.assert_allclose(finished.losses[kind], losses, rtol=1e-4)
        np.testing.assert_allclose(finished.gradients[kind], norms, rtol=1e-3)


def test_the_curves_at_the_end(finished):
    assert (finished.steps, finished.steps_an_epoch, finished.total) == (8, 4, 8)
    assert finished.finished
    assert (finished.epoch, finished.step) == (2, 4)
    for kind in ("plain", "residual"):
        for errors in (finished.train_errors[kind], finished.test_errors[kind]):
            assert len(errors) == 2
            assert ((errors >= 0) & (errors <= 1)).all()
        assert finished.smoothed[kind][1] == pytest.approx(
            0.9 * finished.losses[kind][0] + 0.1 * finished.losses[kind][1]
        )


def test_what_is_trained_in_parts_comes_to_the_same(finished):
    training = Training(PLAN)
    for steps in range(1, 9):
        curves = training.advance(CancelToken(), steps=1)
        assert curves.steps == steps
        assert len(curves.test_errors["plain"]) == steps // 4
    np.testing.assert_array_equal(curves.losses["residual"], finished.losses["residual"])
    assert training.advance(CancelToken()).steps == 8


def test_a_job_of_no_length_goes_on_a_little():
    training = Training(PLAN)
    seen = [training.advance(CancelToken(), seconds=0) for _ in range(6)]
    # Before the fifth step comes the test of the epoch.
    assert [curves.steps for curves in seen] == [1, 2, 3, 4, 4, 5]
    assert not any(curves.finished for curves in seen)


def test_a_cancelled_training_takes_no_step():
    token = CancelToken()
    token.cancel()
    assert Training(PLAN).advance(token).steps == 0


def test_training_leaves_the_generator_of_others_alone():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    Training(PLAN).advance(CancelToken(), steps=1)
    assert torch.equal(torch.rand(3), expected)


def test_a_loss_beyond_all_numbers_is_refused(monkeypatch):
    train, test = ALL
    infinite = train._replace(x=train.x * torch.inf)
    monkeypatch.setattr(side_by_side.digits, "load", lambda: (infinite, test))
    with pytest.raises(UserError, match="make the learning rate smaller"):
        Training(PLAN).advance(CancelToken())
