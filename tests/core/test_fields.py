import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core import fields
from explorer.core.errors import UserError


@dataclass(frozen=True)
class State:
    threshold: float = fields.number(0.5, 0, 1, step=0.01, label="Threshold")
    size: int = fields.integer(3, 1, 11, label="Size")
    on: bool = fields.flag(True, label="On")
    mode: str = fields.choice("max", ("max", "average"), label="Mode")
    image: str = fields.text("", label="Image")
    classes: tuple[str, ...] = fields.names((), label="Classes")


def test_assignments_are_json_where_they_parse_and_text_elsewhere() -> None:
    state = fields.parse(
        State(),
        ["threshold=0.25", "size=5", "on=false", "mode=average", "image=7.png", 'classes=["a"]'],
    )
    assert state == State(0.25, 5, False, "average", "7.png", ("a",))


def test_a_text_that_looks_like_a_number_stays_text() -> None:
    assert fields.parse(State(), ["image=1"]).image == "1"


def test_a_text_may_be_written_as_json() -> None:
    state = fields.parse(State(), ['image="a b.png"', 'mode="average"'])
    assert (state.image, state.mode) == ("a b.png", "average")


def test_names_may_be_given_with_commas() -> None:
    assert fields.parse(State(), ["classes=dog, cat"]).classes == ("dog", "cat")


@pytest.mark.parametrize(
    ("assignment", "named"),
    [
        ("threshold=1.5", "between 0 and 1"),
        ("threshold=high", "number"),
        ("threshold=NaN", "number"),
        ("threshold=Infinity", "number"),
        ("threshold=true", "number"),
        ("size=2.5", "whole number"),
        ("size=99", "between 1 and 11"),
        ("on=maybe", "true or false"),
        ("mode=median", "max, average"),
        ("classes=3", "list of texts"),
        ("nothing=1", "nothing"),
        ("threshold", "KEY=VALUE"),
        ("threshold=" + "[" * 100_000, "number"),
        ("threshold=" + "9" * 400, "between 0 and 1"),
        ("size=" + "9" * 400, "between 1 and 11"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(assignment: str, named: str) -> None:
    with pytest.raises(UserError) as caught:
        fields.parse(State(), [assignment])
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@given(
    st.builds(
        State,
        st.floats(0, 1),
        st.integers(1, 11),
        st.booleans(),
        st.sampled_from(("max", "average")),
        st.text(st.characters(exclude_categories=("Cs",))),
        st.lists(st.text()).map(tuple),
    )
)
def test_a_state_survives_json(state: State) -> None:
    content = json.loads(json.dumps(fields.to_json(state)))
    assert fields.from_json(State, content) == (state, [])


def test_only_what_differs_is_written() -> None:
    assert fields.to_json(State()) == {}
    assert fields.to_json(State(size=5)) == {"size": 5}


def test_a_damaged_field_keeps_its_default_and_is_named() -> None:
    state, problems = fields.from_json(State, {"size": "many", "threshold": 0.1, "gone": 1})
    assert state == State(threshold=0.1)
    assert len(problems) == 2
    assert "size" in problems[0] and "gone" in problems[1]


def test_the_description_names_type_range_and_default() -> None:
    rows = {row["name"]: row for row in fields.describe(State)}
    assert rows["threshold"] == {
        "name": "threshold", "type": "number", "default": 0.5, "range": [0, 1],
    }  # fmt: skip
    assert rows["mode"]["options"] == ["max", "average"]
    assert rows["classes"]["default"] == []
