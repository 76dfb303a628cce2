"""One object and its place: the vector, the loss and descent as the command line gives them."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.paths import resource
from explorer.topics.detection.localization import edits, sentences
from explorer.topics.detection.localization.presets import COURSE, PRESETS
from explorer.topics.detection.localization.result import interpret
from explorer.topics.detection.localization.state import State, compute, to_code
from explorer.vision import localization

CAT = str(resource("samples", "cat.jpg"))  # 800 x 600
SIZE = (600, 800)
# Of a picture of 800 x 600, the box that the course's example describes.
BOX = [240, 330, 560, 510]
GUESS = [0.8, 0.4, 0.6, 0.5, 0.2, 0.2, 0.7, 0.1]


def state(**changes):
    usual = {"image": CAT, "target": BOX, "label": "car", "prediction": GUESS}
    return fields.change(State(), {**usual, **changes})


def result(**changes):
    return interpret(state(**changes), SIZE)


def refusal(**changes) -> str:
    with pytest.raises(UserError) as caught:
        result(**changes)
    return str(caught.value)


def test_the_box_of_the_course_gives_its_vector_and_loss():
    content = compute(state()).to_json()
    assert content["y"] == pytest.approx(COURSE)
    assert content["loss"] == pytest.approx(0.28)
    assert content["terms"] == pytest.approx([0.04, 0.01, 0.01, 0.04, 0.04, 0.04, 0.09, 0.01])
    assert content["gradient"] == pytest.approx([-0.4, -0.2, -0.2, 0.4, -0.4, 0.4, -0.6, 0.2])
    # The predicted box: 160 x 300 around (320, 360); 80 x 150 of both boxes is common.
    assert content["predicted_box"] == pytest.approx([240, 210, 400, 510])
    common, both = 160 * 180, 320 * 180 + 160 * 300
    assert content["iou"] == pytest.approx(common / (both - common))
    assert json.loads(json.dumps(content, allow_nan=False)) == content


def test_the_target_may_be_given_as_y_itself():
    given = result(target=COURSE, label="")
    drawn = result()
    assert given.target.box == pytest.approx(drawn.target.box)
    assert given.to_json()["loss"] == pytest.approx(drawn.to_json()["loss"])
    assert not given.target.cut


def test_cross_entropy_by_hand():
    content = result(loss="cross_entropy").to_json()
    assert content["loss"] == pytest.approx(-np.log(0.8) - np.log(0.7) + 0.1)
    assert content["gradient_of"] == "logits"
    assert content["gradient"] == pytest.approx([-0.2, -0.2, -0.2, 0.4, -0.4, 0.2, -0.3, 0.1])


@pytest.mark.parametrize(
    "absent", [{"object": False}, {"target": None}, {"target": [0, *[None] * 7]}]
)
def test_without_an_object_the_rest_does_not_matter(absent):
    content = result(**absent).to_json()
    assert content["y"] == [0, *[None] * 7]
    assert content["loss"] == pytest.approx(0.64)
    assert content["gradient"] == [pytest.approx(1.6), *[None] * 7]
    assert content["iou"] is None
    after = result(**absent, steps=40)
    assert after.outputs[0] < 0.01
    assert after.outputs[1:] == pytest.approx(GUESS[1:])
    assert after.arrows == ()


def test_steps_pull_the_prediction_to_the_target():
    # Each step leaves 1 - 2 * 0.1 of every distance.
    after = result(steps=10)
    np.testing.assert_allclose(after.outputs - after.y, 0.8**10 * (np.array(GUESS) - after.y))
    assert after.loss.total == pytest.approx(0.28 * 0.64**10)
    assert len(after.descent.losses) == 11
    assert after.iou > 0.85 > result().iou


def test_arrows_show_one_step_and_their_scale():
    now = result()
    before, after = np.array(now.predicted), np.array(result(steps=1).predicted)
    (begin, end), *_ = now.arrows
    middle = (before[:2] + before[2:]) / 2
    moved = (after[:2] + after[2:]) / 2 - middle
    assert begin == pytest.approx(tuple(middle))
    assert np.subtract(end, begin) == pytest.approx(now.scale * moved)
    longest = max(np.hypot(*np.subtract(b, a)) for a, b in now.arrows)
    assert 60 <= longest < 60 * 2.5
    assert result(target=COURSE, prediction=COURSE).arrows == ()


def test_a_box_beyond_the_picture_is_cut_and_that_is_said():
    found = result(target=[600, 300, 1000, 900])
    assert found.target.box == (600, 300, 800, 600)
    assert found.to_json()["y"][1:5] == pytest.approx([0.875, 0.75, 0.5, 0.25])
    assert "beyond the picture" in sentences.lines(found, "vector")


@given(st.tuples(*[st.floats(-200, 1200)] * 4), st.booleans())
def test_y_lies_in_the_picture_or_the_box_is_refused(box, there):
    x1, y1, x2, y2 = box
    inside = (max(x1, 0), max(y1, 0), min(x2, 800), min(y2, 600))
    there_is_area = x1 < x2 and y1 < y2 and inside[0] < inside[2] and inside[1] < inside[3]
    if there and not there_is_area:
        assert "Draw it again" in refusal(target=box)
        return
    found = result(target=box, object=there)
    assert ((found.y >= 0) & (found.y <= 1)).all()
    assert np.isfinite(found.loss.total) and found.loss.total >= 0
    if there:
        assert localization.decode(found.y, SIZE) == pytest.approx(inside, abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"target": [100, 100, 100, 300]}, "has no area"),
        ({"target": [300, 300, 100, 100]}, "has no area"),
        ({"target": [900, 10, 950, 60]}, "lies outside the picture of 800 × 600"),
        ({"target": [1, 2, 3]}, "must be a box"),
        ({"target": [2, 0.5, 0.5, 0.1, 0.1, 1, 0, 0]}, "pc must be 0 or 1"),
        ({"target": [1, 0.5, 0.5, 0.1, 0.1, 1, 1, 0]}, "must be 1 and the others 0"),
        ({"target": [1, 0.5, 0.5, 0.1, 0.1, 1]}, "6 numbers, but needs 8 with 3 classes"),
        ({"target": ["a", 1, 2, 3]}, "is no number"),
        ({"target": "box"}, "must be a box"),
        ({"prediction": [0.5] * 7}, "7 numbers, but needs 8 with 3 classes"),
        ({"prediction": [0.5] * 3}, "must be a list"),
        ({"prediction": [float("nan")] * 8}, "not a number"),
        ({"prediction": [1e5] * 8}, "too large"),
        ({"classes": []}, "at least one class"),
        ({"classes": ["a", "a"]}, "there twice"),
        ({"classes": [" "]}, "needs a name"),
        ({"classes": [str(i) for i in range(21)]}, "20 is the most"),
        ({"label": "dog"}, "is none of the classes: pedestrian, car"),
        ({"learning_rate": 0}, "between 0.01 and 1.5"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(changes, told):
    assert told in refusal(**changes)


def test_too_large_a_rate_ends_with_a_sentence_and_finite_numbers():
    found = result(learning_rate=1.5, steps=500)
    assert found.descent.diverged
    assert 0 < found.descent.steps < 500
    json.dumps(found.to_json(), allow_nan=False)
    told = sentences.lines(found, "descent")
    assert "too large" in told and f"step {found.descent.steps}" in told
    assert "swings from side to side" in sentences.lines(result(learning_rate=1.0), "descent")


def test_sure_predictions_count_as_nearly_sure_and_that_is_said():
    sure = [0, *GUESS[1:5], 1, 0, 0]
    found = result(prediction=sure, loss="cross_entropy")
    assert found.clipped == ("pc", "c2", "c3")
    assert "infinite: pc, c2, c3" in sentences.lines(found, "loss")
    assert np.isfinite(found.loss.total)
    assert result(prediction=sure).clipped == ()
    assert "divided by their sum" in sentences.lines(
        result(prediction=[*GUESS[:5], 0.4, 0.7, 0.1], loss="cross_entropy"), "loss"
    )


def test_an_empty_prediction_knows_nothing():
    found = result(prediction=[], classes=["car", "dog"])
    assert found.outputs == pytest.approx([0.5] * 7)
    assert found.predicted == pytest.approx((200, 150, 600, 450))


def test_a_far_prediction_has_no_area_and_that_is_said():
    found = result(prediction=[0.8, 0.4, 0.6, -0.5, 0.2, 0.2, 0.7, 0.1])
    assert found.iou == 0
    assert "no area" in sentences.lines(found, "loss")


# --- edits ------------------------------------------------------------------


def test_changing_the_target_leaves_the_prediction_where_descent_brought_it():
    before = state(steps=7)
    found = interpret(before, SIZE)
    after = fields.change(before, edits.target_box(before, found, (0.0, 0.0, 80.0, 60.0)))
    assert (after.steps, after.prediction) == (0, pytest.approx(found.outputs))
    assert interpret(after, SIZE).y[:5] == pytest.approx([1, 0.05, 0.05, 0.1, 0.1])


def test_classes_are_added_removed_and_renamed_with_their_numbers():
    before = state(steps=3)
    found = interpret(before, SIZE)
    more = fields.change(before, edits.class_added(before, found, "dog"))
    wider = interpret(more, SIZE)
    assert len(wider.y) == 9
    assert wider.outputs == pytest.approx([*found.outputs, 0])
    fewer = fields.change(before, edits.class_removed(before, found, 0))
    narrower = interpret(fewer, SIZE)
    assert fewer.classes == ("car", "motorcycle")
    assert narrower.y == pytest.approx([1, 0.5, 0.7, 0.3, 0.4, 1, 0])
    assert narrower.outputs[5:].sum() == pytest.approx(found.outputs[5:].sum())
    ratio = found.outputs[6] / found.outputs[7]
    assert narrower.outputs[5] / narrower.outputs[6] == pytest.approx(ratio)
    other = fields.change(before, edits.class_renamed(before, found, 1, " lorry "))
    assert (other.classes[1], other.label) == ("lorry", "lorry")
    alone = state(classes=["car"], prediction=[])
    with pytest.raises(UserError, match="at least one"):
        edits.class_removed(alone, interpret(alone, SIZE), 0)


@pytest.mark.parametrize("target", [COURSE, BOX, None, (0.0,) * 8])
@pytest.mark.parametrize("there", [True, False])
def test_edits_fit_whatever_the_target_is_given_as(target, there):
    before = state(target=target, object=there)
    found = interpret(before, SIZE)
    for changes in (
        edits.class_added(before, found, "dog"),
        edits.class_removed(before, found, 2),
        edits.target_class(before, found, 2),
        edits.presence(before, found, there=True),
        edits.presence(before, found, there=False),
    ):
        after = interpret(fields.change(before, changes), SIZE)
        present = changes.get("object", found.present)
        assert after.present == present
        if found.present and after.present:
            assert after.target.box == pytest.approx(found.target.box)


def test_numbers_of_y_are_typed():
    before = state()
    found = interpret(before, SIZE)

    def y(row, value):
        changes = edits.target_number(before, found, row, value)
        return interpret(fields.change(before, changes), SIZE).y

    assert y(1, 0.6) == pytest.approx([1, 0.6, *COURSE[2:]])
    assert y(4, 0.2) == pytest.approx([*COURSE[:4], 0.2, *COURSE[5:]])
    assert y(7, 1) == pytest.approx([*COURSE[:5], 0, 0, 1])
    assert not y(0, 0).any()
    for row, value in ((0, 0.5), (6, 0)):
        with pytest.raises(UserError):
            y(row, value)


# --- script, session --------------------------------------------------------


@pytest.fixture
def run(capsys):
    """Run a script here: a process of its own would import torch anew each time."""
    usual = torch.get_default_dtype()

    def call(code: str) -> str:
        exec(compile(code, "script", "exec"), {})
        return capsys.readouterr().out

    yield call
    torch.set_default_dtype(usual)


@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
@pytest.mark.parametrize("name", PRESETS)
def test_the_script_asserts_the_numbers(name, loss, run):
    changes = {**PRESETS[name].changes, "loss": loss, "steps": 15}
    told = run(to_code(fields.change(State(), changes)))
    assert told.endswith("The numbers are those that CNN Explorer shows.\n")


def test_the_script_runs_alone(tmp_path):
    code = to_code(state())
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert "the loss 0.28." in done.stdout


def test_a_script_with_other_numbers_fails(run):
    code = to_code(state()).replace("TOTAL = 0.2", "TOTAL = 0.3")
    with pytest.raises(AssertionError):
        run(code)


def test_a_state_survives_a_session():
    kept = state(target=COURSE, classes=["a", "b", "c"], label="b", prediction=(), object=False)
    again, problems = fields.from_json(State, json.loads(json.dumps(fields.to_json(kept))))
    assert (again, problems) == (kept, [])


def test_the_default_is_the_first_example_and_fits_any_classes():
    first = fields.change(State(), next(iter(PRESETS.values())).changes)
    assert first == State()
    assert len(compute(fields.change(State(), {"classes": "cat, dog"})).y) == 7
