from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.store import DEPTH, Store


@dataclass(frozen=True)
class State:
    x: int = fields.integer(0, -10_000, 10_000, label="x")
    y: int = fields.integer(0, -10_000, 10_000, label="y")


def test_undo_and_redo_walk_through_the_states() -> None:
    store = Store(State())
    store.update(x=1)
    store.update(y=2)
    store.undo()
    assert store.state == State(1, 0)
    store.undo()
    assert store.state == State()
    assert not store.can_undo
    store.redo()
    store.redo()
    assert store.state == State(1, 2)
    assert not store.can_redo


def test_a_gesture_is_one_step() -> None:
    store = Store(State())
    for value in range(1, 50):
        store.update("slider", x=value)
    store.undo()
    assert store.state == State()


def test_a_new_gesture_is_a_new_step() -> None:
    store = Store(State())
    store.update("x", x=1)
    store.end_gesture()
    store.update("x", x=2)
    store.update("y", y=3)
    store.undo()
    assert store.state == State(2, 0)
    store.undo()
    assert store.state == State(1, 0)


def test_a_change_after_undo_forgets_what_was_undone() -> None:
    store = Store(State())
    store.update(x=1)
    store.undo()
    store.update(y=1)
    assert not store.can_redo


def test_a_refused_value_changes_nothing_and_tells_nobody() -> None:
    store = Store(State())
    told = []
    store.subscribe(lambda new, old: told.append(new))
    with pytest.raises(UserError):
        store.update(x=10_001)
    assert store.state == State()
    assert not told
    assert not store.can_undo


def test_setting_the_same_value_is_no_step() -> None:
    store = Store(State())
    store.update(x=0)
    assert not store.can_undo


def test_listeners_hear_new_and_old_until_they_leave() -> None:
    store = Store(State())
    told = []
    leave = store.subscribe(lambda new, old: told.append((new.x, old.x)))
    store.update(x=1)
    leave()
    store.update(x=2)
    assert told == [(1, 0)]


def test_the_past_is_bounded() -> None:
    store = Store(State())
    for value in range(1, DEPTH + 50):
        store.update(x=value)
    steps = 0
    while store.can_undo:
        store.undo()
        steps += 1
    assert steps == DEPTH


@given(st.lists(st.integers(-5, 5)))
def test_undoing_everything_gives_the_first_state(values: list[int]) -> None:
    store = Store(State())
    for value in values:
        store.update(x=value)
    last = store.state
    while store.can_undo:
        store.undo()
    assert store.state == State()
    while store.can_redo:
        store.redo()
    assert store.state == last


def test_what_a_listener_takes_back_is_what_all_others_hear_last() -> None:
    store = Store(State())
    heard: list[State] = []
    good = store.state

    def refuse(new: State, _old: State) -> None:
        if new != good:
            store.withdraw(good)

    store.subscribe(refuse)
    store.subscribe(lambda new, _old: heard.append(new))
    store.update(x=1)
    assert heard[-1] == store.state == good
    assert not store.can_undo


def test_a_gesture_that_ends_where_it_began_is_no_step() -> None:
    store = Store(State())
    store.update(x=1)
    store.update("drag", y=5)
    store.update("drag", y=0)
    store.end_gesture()
    store.undo()
    assert store.state == State()
    assert not store.can_undo
