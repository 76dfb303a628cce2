"""The triplet topic: the course's formula by hand, pictures in a network, scripts, bad input."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest
import torch

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.jobs import CancelToken
from explorer.nets import digits, triplet_training
from explorer.nets.digits import Digits
from explorer.nets.siamese import Embedding
from explorer.nets.triplet_training import Training
from explorer.topics.faces.triplet import edits, sheet, texts
from explorer.topics.faces.triplet.passing import choose
from explorer.topics.faces.triplet.presets import PRESETS
from explorer.topics.faces.triplet.result import look, plan
from explorer.topics.faces.triplet.state import VIEWS, State, compute, to_code

ALL = digits.load()


@pytest.fixture
def few(monkeypatch):
    """Few digits, so that an epoch has a few steps."""
    train, test = (Digits(part.x[:160], part.labels[:160]) for part in ALL)
    monkeypatch.setattr(triplet_training.digits, "load", lambda: (train, test))
    return train, test


def with_(**changes) -> State:
    return fields.change(State(), changes)


def numbers(**changes):
    return json.loads(json.dumps(compute(with_(**changes)).to_json(), allow_nan=False))


# --- three points ------------------------------------------------------------------------


def test_the_formula_by_hand():
    found = numbers(anchor=[1, 2], positive=[2, 4], negative=[4, 6], margin=0.5)
    # |A - P|^2 = 1 + 4, |A - N|^2 = 9 + 16: squared distances, as in the course.
    assert (found["distance_ap"], found["distance_an"]) == (5, 25)
    assert (found["loss"], found["kind"]) == (0, "easy")
    assert found["gradients"] == {"anchor": [0, 0], "positive": [0, 0], "negative": [0, 0]}
    found = numbers(anchor=[1, 2], positive=[2, 4], negative=[2, 2], margin=0.5)
    assert (found["loss"], found["kind"]) == (5 - 1 + 0.5, "hard")
    # By A: 2 (N - P), by P: 2 (P - A), by N: 2 (A - N).
    assert found["gradients"] == {"anchor": [0, -4], "positive": [2, 4], "negative": [-2, 0]}
    assert found["radii"] == {
        "hard": pytest.approx(5**0.5),
        "semi_hard": pytest.approx(5.5**0.5),
    }


def test_all_at_one_point_is_good_enough_without_a_margin_only():
    for margin in (0.0, 0.2, 1.0):
        found = numbers(**edits.collapsed(), margin=margin)
        assert found["loss"] == margin
        assert found["trivial"] == {"without_margin": 0, "with_margin": margin}
        assert found["losses"] == [margin]


def test_descent_begins_with_the_points_and_ends_without_a_loss():
    result = compute(with_(steps=500, negative=[-0.5, 0.5]))
    assert result.triplet.loss == 0
    assert result.steps == result.descent.steps == len(result.to_json()["losses"]) - 1
    second = compute(with_(steps=2, negative=[-0.5, 0.5]))
    first = compute(with_(steps=1, negative=[-0.5, 0.5]))
    np.testing.assert_allclose(first.points + first.moves, second.points)


def test_a_moved_point_leaves_the_others_where_descent_brought_them():
    state = with_(steps=3)
    result = look(state)
    changed = fields.change(state, edits.moved(state, result, "negative", (0.25, -3)))
    assert changed.steps == 0 and changed.negative == (0.25, -3)
    np.testing.assert_allclose(changed.anchor, result.points[0], atol=1e-6)
    np.testing.assert_allclose(changed.positive, result.points[1], atol=1e-6)
    assert fields.change(state, edits.moved(state, result, "anchor", (1e9, 0))).anchor == (100, 0)


def test_arrows_are_drawn_a_round_number_of_times_as_long():
    for preset in PRESETS.values():
        result = compute(with_(**preset.changes))
        longest = np.linalg.norm(result.moves, axis=1).max() * texts.scale(result)
        assert longest <= texts.LONGEST or texts.scale(result) == 1
        if result.moves.any():
            assert longest > texts.LONGEST / 3 or texts.scale(result) == texts.SCALES[-1]
            assert f"{texts.scale(result)} times" in texts.plane_text(result)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("easy", "farther away by the margin or more"),
        ("semi_hard", "not by the margin"),
        ("hard", "no farther away than the positive"),
        ("no_margin", "without a margin, no farther away"),
        ("point", "descent does not leave it"),
        ("point_no_margin", "f = 0 is enough: all distances are 0, and the loss is 0"),
    ],
)
def test_what_is_said_of_the_examples(name, sentence):
    assert sentence in texts.plane_text(compute(with_(**PRESETS[name].changes)))


# --- pictures in a network -----------------------------------------------------------------


def test_a_triplet_of_pictures_is_one():
    labels = ALL[1].labels.numpy()
    for number in range(50):
        anchor, positive, negative = choose(labels, number)
        assert anchor != positive and labels[anchor] == labels[positive] != labels[negative]
    assert choose(labels, 3) == choose(labels, 3) != choose(labels, 4)


@pytest.mark.parametrize("network", ["random", "mined"])
def test_embeddings_are_what_the_network_makes_of_the_pictures(few, network):
    state = with_(view="siamese", network=network, example=5, epochs=1, batch=32)
    training = Training(plan(state))
    progress = training.advance(CancelToken())
    passing = look(state).with_progress(progress, state).passing
    places = list(passing.places)
    net: Embedding = training._sides[network].network
    with torch.inference_mode():
        a, p, n = net(few[1].x[places])
    assert passing.labels == tuple(few[1].labels[places].tolist())
    assert passing.triplet.distance_ap == pytest.approx(float((a - p).square().sum()), rel=1e-4)
    expected = float(((a - p).square().sum() - (a - n).square().sum() + 1).relu())
    assert passing.triplet.loss == pytest.approx(expected, abs=1e-4)
    assert passing.parameters == sum(weights.numel() for weights in net.parameters())
    np.testing.assert_allclose(passing.pictures * 255, np.round(passing.pictures * 255), atol=1e-4)


def test_the_command_line_trains_to_the_end(few):
    found = numbers(view="training", epochs=2, batch=32)["training"]
    assert found["finished"] and found["steps"] == 2 * found["steps_an_epoch"]
    assert len(found["losses"]["random"]) == found["steps"]
    assert found["unseen_digits"] == [9]
    assert found["tested"][-1] == found["steps"]
    assert [len(points) for points in found["points"]["mined"]] == [2] * 160
    assert numbers()["training"] is None


def test_hard_triplets_fall_into_one_point(few):
    state = with_(view="training", mining="hard", rate=0.01, epochs=20, batch=32)
    progress = compute(state).progress
    assert texts.collapsed(progress)
    assert progress.smoothed["mined"][-1] == pytest.approx(1, abs=0.05)
    assert "f = constant" in texts.training_text(progress)
    chosen = compute(with_(view="training", epochs=3, batch=32)).progress
    assert not texts.collapsed(chosen)
    assert "last 10 steps" in texts.training_text(chosen)


def test_the_share_that_is_recognised_is_said(few):
    progress = compute(with_(view="training", epochs=1, batch=32)).progress
    assert f"{len(progress.pictures.examples)} draws" in texts.training_text(progress)
    assert 0 <= progress.unseen["mined"][-1] <= 1


# --- rows, scripts, bad input ------------------------------------------------------------------


def test_rows_of_each_view(few):
    plane = sheet.rows(compute(State()), "plane")
    assert plane[1] == ["anchor", 0, 0, *look(State()).triplet.gradients[0]]
    assert ["distance_an", 2.5] in plane and ["loss", 0.5] in plane
    state = with_(view="training", epochs=1, batch=32)
    result = compute(state)
    rows = sheet.rows(result, "training")
    assert rows[0][:3] == ["step", "loss_random", "loss_mined"]
    assert len(rows) == result.progress.steps + 2
    assert rows[1][1] == "" and rows[1][5] == result.progress.unseen["random"][0]
    assert rows[2][1] == result.progress.losses["random"][0] and rows[2][5] == ""
    pictures = sheet.rows(result, "siamese")
    assert pictures[1][:2] == ["anchor", result.passing.labels[0]]
    assert ["parameters", 46210] in pictures
    assert len(sheet.rows(look(state), "training")) == 1


@pytest.mark.parametrize("view", list(VIEWS))
def test_the_script_repeats_what_is_shown(tmp_path, view):
    script = to_code(with_(view=view, steps=2, unseen=[4, 9], seed=2, batch=32, epochs=1))
    compile(script, "script", "exec")
    path = tmp_path / "script.py"
    path.write_text(script, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "{" not in run.stdout
    if view == "training":
        # All steps, and on one machine the very same numbers.
        for kind in ("random", "semi_hard"):
            here, there = re.findall(
                rf"{kind}: loss after .. steps (.*), in CNN Explorer (.*)", run.stdout
            )[0]
            assert here == there


def test_a_script_with_other_numbers_fails(tmp_path):
    script = to_code(State()).replace("LOSS = 0.5", "LOSS = 0.75")
    path = tmp_path / "script.py"
    path.write_text(script, encoding="utf-8")
    run = subprocess.run([sys.executable, str(path)], capture_output=True, check=False)
    assert run.returncode != 0 and b"AssertionError" in run.stderr


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"anchor": [1]}, r"Anchor A must be a point \[x, y\]"),
        ({"anchor": "middle"}, r"Anchor A must be a point"),
        ({"negative": [1, None]}, "Negative N y must be a number"),
        ({"positive": [1, 1e9]}, "Positive P y must lie between -100 and 100"),
        ({"margin": -1}, "Margin α must lie between 0 and 10"),
        ({"unseen": []}, "one or two digits"),
        ({"unseen": [1, 2, 3]}, "one or two digits"),
        ({"unseen": [10]}, "between 0 and 9"),
        ({"unseen": [3, 3]}, "3 is there twice"),
        ({"unseen": "nine"}, "one or two digits"),
        ({"mining": "soft"}, "semi_hard, hard"),
    ],
)
def test_bad_input_is_told(changes, message):
    with pytest.raises(UserError, match=message):
        fields.change(State(), changes, labelled=True)


def test_a_single_digit_may_be_given_as_a_number():
    assert with_(unseen=6).unseen == (6,)


def test_a_step_too_large_is_told(few, monkeypatch):
    def broken(*_arguments):
        return torch.full((3,), float("nan"), requires_grad=True)

    monkeypatch.setattr(triplet_training, "losses", broken)
    with pytest.raises(UserError, match="make the learning rate smaller"):
        compute(with_(view="training"))
