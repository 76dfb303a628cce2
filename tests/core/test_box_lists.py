from dataclasses import dataclass

import pytest

from explorer.core import box_lists, fields
from explorer.core.errors import UserError


@dataclass(frozen=True)
class State:
    one: tuple = box_lists.box((0.0, 0.0, 1.0, 1.0), label="one")
    many: tuple = box_lists.boxes((), 3, label="many")


def test_boxes_are_read_and_written_again():
    state = fields.parse(State(), ["one=[1, 2, 3.5, 4]", "many=[[0, 0, 2, 2], [5, 5, 1, 1]]"])
    assert state.one == (1, 2, 3.5, 4)
    assert state.many == ((0, 0, 2, 2), (5, 5, 1, 1))
    written = fields.to_json(state)
    assert written == {"one": [1, 2, 3.5, 4], "many": [[0, 0, 2, 2], [5, 5, 1, 1]]}
    assert fields.from_json(State, written) == (state, [])
    assert fields.change(state, {"many": []}).many == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one=[1, 2, 3]", "one must be a list of four numbers: x1, y1, x2, y2."),
        ("one=5", "one must be a list of four numbers"),
        ('one=[1, 2, "a", 4]', "one: x2 must be a number"),
        ("one=[1, NaN, 3, 4]", "one: y1 must be a number"),
        ("one=[1, 2, 3, 1e7]", "one: y2 must lie between"),
        ("many=[[0, 0, 1, 1], [0, 0, 1]]", "many, box 1 must be a list of four numbers"),
        ("many=[[0, 0, true, 1]]", "many, box 0: x2 must be a number"),
        ("many=3", "many must be a list of boxes"),
        ("many=[[0,0,1,1],[0,0,1,1],[0,0,1,1],[0,0,1,1]]", "many has 4 entries; 3 is the most."),
    ],
)
def test_what_is_no_box_is_named(text, said):
    with pytest.raises(UserError) as raised:
        fields.parse(State(), [text])
    assert said in str(raised.value)
