"""Triplets of a batch by a loop, training against plain torch, what is kept aside."""

import copy

import numpy as np
import pytest
import torch

from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.nets import digits, triplet_training
from explorer.nets.digits import Digits
from explorer.nets.siamese import Embedding
from explorer.nets.triplet_mining import MINERS, losses, pair
from explorer.nets.triplet_progress import SIDES, Plan
from explorer.nets.triplet_training import Training
from explorer.vision.triplet import kinds

ALL = digits.load()
PLAN = Plan(mining="semi_hard", unseen=(9,), margin=1.0, epochs=2, batch=32, rate=0.002, seed=3)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Few digits, so that an epoch has a few steps."""
    train, test = (
        Digits(part.x[:count], part.labels[:count])
        for part, count in zip(ALL, (160, 120), strict=True)
    )
    monkeypatch.setattr(triplet_training.digits, "load", lambda: (train, test))
    return train, test


def a_batch(seed: int, size: int = 40, classes: int = 5):
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(classes, (size,), generator=generator)
    points = torch.randn(size, 2, generator=generator)
    return labels, points, torch.rand(size, size, generator=generator)


@pytest.mark.parametrize("seed", range(3))
def test_a_triplet_has_two_of_one_class_and_one_of_another(seed):
    labels, _, scores = a_batch(seed)
    anchors, positives, negatives = pair(labels, scores)
    assert anchors.tolist() == list(range(40))
    assert (labels[anchors] == labels[positives]).all() and (anchors != positives).all()
    assert (labels[anchors] != labels[negatives]).all()
    for anchor, positive, negative in zip(anchors, positives, negatives, strict=True):
        row = scores[anchor]
        others = [i for i in range(40) if labels[i] == labels[anchor] and i != anchor]
        assert row[positive] == max(row[i] for i in others)
        assert row[negative] == max(row[i] for i in range(40) if labels[i] != labels[anchor])


def test_who_has_no_other_of_its_class_is_no_anchor():
    labels = torch.tensor([1, 1, 2, 3, 3])
    anchors, _, _ = pair(labels, torch.rand(5, 5))
    assert anchors.tolist() == [0, 1, 3, 4]
    assert not pair(torch.tensor([4, 4, 4]), torch.rand(3, 3))[0].numel()


@pytest.mark.parametrize("kind", list(MINERS))
@pytest.mark.parametrize("margin", [0.0, 0.5, 2.0])
def test_losses_are_those_of_a_loop(kind, margin):
    labels, points, scores = a_batch(7)
    drawn = pair(labels, scores)
    found = losses(points, labels, drawn, kind, margin)
    expected = []
    for anchor, positive, negative in zip(*(part.tolist() for part in drawn), strict=True):
        square = ((points - points[anchor]) ** 2).sum(1)
        near = square[positive]
        others = [i for i in range(40) if labels[i] != labels[anchor]]
        chosen = negative
        if kind == "hard":
            chosen = min(others, key=lambda i: square[i])
        if kind == "semi_hard":
            fitting = [i for i in others if near < square[i] < near + margin]
            if fitting:
                chosen = min(fitting, key=lambda i: square[i])
                assert str(kinds(float(near), float(square[chosen]), margin)) == "semi_hard"
        expected.append(max(float(near - square[chosen]) + margin, 0))
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_the_negatives_are_chosen_without_a_gradient_of_their_own():
    labels, points, scores = a_batch(8)
    points.requires_grad_()
    losses(points, labels, pair(labels, scores), "semi_hard", 1.0).mean().backward()
    assert torch.isfinite(points.grad).all() and points.grad.any()


def test_the_gradient_of_shared_weights_is_the_sum_over_three_copies():
    torch.manual_seed(0)
    network = Embedding()
    x = ALL[1].x[:3]

    def loss(a, p, n):
        return (a - p).square().sum() - (a - n).square().sum() + 1

    loss(*network(x)).backward()
    copies = [copy.deepcopy(network) for _ in x]
    for one in copies:
        one.zero_grad()
    loss(*(one(picture[None])[0] for one, picture in zip(copies, x, strict=True))).backward()
    assert sum(p.numel() for p in network.parameters()) == 416 + 12832 + 32832 + 130
    for shared, *parts in zip(
        network.parameters(), *(one.parameters() for one in copies), strict=True
    ):
        torch.testing.assert_close(shared.grad, sum(part.grad for part in parts))


def test_the_steps_are_those_of_a_plain_loop_of_torch(few):
    found = Training(PLAN).advance(CancelToken())
    train, _ = few
    keep = train.labels != 9
    x, labels = train.x[keep], train.labels[keep]
    for side in SIDES:
        torch.manual_seed(PLAN.seed)
        network = Embedding()
        optimiser = torch.optim.Adam(network.parameters(), lr=PLAN.rate)
        generator = torch.Generator().manual_seed(PLAN.seed)
        expected = []
        for _ in range(2):
            for chosen in torch.randperm(len(x), generator=generator).split(32)[: len(x) // 32]:
                drawn = pair(labels[chosen], torch.rand(32, 32, generator=generator))
                kind = PLAN.mined(side)
                loss = losses(network(x[chosen]), labels[chosen], drawn, kind, 1.0).mean()
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                expected.append(loss.item())
        np.testing.assert_allclose(found.losses[side], expected, rtol=1e-4)
        assert found.smoothed[side][1] == pytest.approx(0.9 * expected[0] + 0.1 * expected[1])
        with torch.inference_mode():
            points = network(triplet_training.digits.load()[1].x)
        np.testing.assert_allclose(found.points[side], points, rtol=1e-3, atol=1e-4)
    assert found.finished and found.steps == found.total == 8
    assert (found.epoch, found.step) == (2, 4)


def test_digits_kept_aside_are_not_trained_on(monkeypatch):
    seen = set()

    def noted(labels, scores):
        seen.update(labels.tolist())
        return pair(labels, scores)

    monkeypatch.setattr(triplet_training, "pair", noted)
    plan = Plan("hard", (4, 7), 1.0, 1, 32, 0.002, 0)
    found = Training(plan).advance(CancelToken())
    assert seen == set(range(10)) - {4, 7}
    assert {4, 7} < set(found.pictures.labels.tolist())


def test_no_picture_is_trained_on_and_tested_with(few):
    train, test = few
    rows = {part.numpy().tobytes() for part in train.x}
    assert not rows & {part.numpy().tobytes() for part in test.x}


def test_in_parts_it_comes_to_the_same_and_is_tested_now_and_then(monkeypatch):
    monkeypatch.setattr(triplet_training, "EVERY", 3)
    whole = Training(PLAN).advance(CancelToken())
    assert whole.tested.tolist() == [0, 3, 6, 8]
    training = Training(PLAN)
    look = training.advance(CancelToken(), steps=0)
    assert (look.steps, look.epoch, look.step, look.finished) == (0, 1, 0, False)
    assert look.tested.tolist() == [0]
    for steps in range(1, 9):
        part = training.advance(CancelToken(), steps=1)
        assert part.steps == steps
    np.testing.assert_array_equal(part.losses["mined"], whole.losses["mined"])
    np.testing.assert_array_equal(part.unseen["random"], whole.unseen["random"])
    assert training.advance(CancelToken(), steps=1).steps == 8
    # What was handed out before has not changed under the hands of who draws it.
    assert look.losses["random"].size == 0


def test_both_begin_with_the_same_weights_and_go_apart():
    training = Training(PLAN)
    look = training.advance(CancelToken(), steps=0)
    np.testing.assert_array_equal(look.points["random"], look.points["mined"])
    filters = look.filters["random"].copy()
    later = training.advance(CancelToken(), steps=3)
    assert (later.points["random"] != later.points["mined"]).any()
    np.testing.assert_array_equal(look.filters["random"], filters)


def test_a_seed_repeats_and_another_one_does_not():
    first, again = (Training(PLAN).advance(CancelToken(), steps=2) for _ in range(2))
    np.testing.assert_array_equal(first.losses["mined"], again.losses["mined"])
    other = Training(Plan("semi_hard", (9,), 1.0, 2, 32, 0.002, 4))
    assert other.advance(CancelToken(), steps=2).losses["mined"][0] != first.losses["mined"][0]


def test_a_cancelled_token_stops_it():
    token = CancelToken()
    token.cancel()
    assert Training(PLAN).advance(token).steps == 0


def test_a_loss_without_bounds_is_told(monkeypatch):
    training = Training(PLAN)
    training.advance(CancelToken(), steps=1)
    with torch.no_grad():
        training._sides["mined"].network.dense2.weight.fill_(float("inf"))
    with pytest.raises(UserError, match="make the learning rate smaller"):
        training.advance(CancelToken(), steps=1)


def test_share_of_triplets_that_teach():
    found = Training(PLAN).advance(CancelToken(), steps=2)
    for side in SIDES:
        assert ((found.active[side] > 0) & (found.active[side] <= 1)).all()
    # At the first step the points are near each other and the margin is not kept anywhere.
    assert found.active["random"][0] == 1
