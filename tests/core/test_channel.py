"""Answers come in order, and none that is out of date."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from explorer.core.channel import Channel
from explorer.core.jobs import SyncRunner, ThreadRunner
from tests.core.test_jobs import WAIT, Caller, Gate


@pytest.fixture
def caller() -> Caller:
    return Caller()


@pytest.fixture
def runner(caller: Caller):
    runner = ThreadRunner("test", caller.queue.put)
    yield runner
    assert runner.close(WAIT)


@pytest.fixture
def answers() -> list[object]:
    return []


@pytest.fixture
def channel(runner: ThreadRunner, answers: list[object]) -> Channel:
    return Channel(runner, lambda error: answers.append(str(error)))


def begin(channel: Channel, answers: list[object], value: object = "first") -> Gate:
    gate = Gate(value)
    channel.submit(gate, answers.append)
    assert gate.begun.wait(WAIT)
    return gate


def finish(gate: Gate, caller: Caller) -> Callable[[], None]:
    """Let the work end; return its answer, which is on the way."""
    gate.go.set()
    return caller.queue.get(timeout=WAIT)


def test_a_stream_of_questions_does_not_starve_the_answers(channel, caller, answers) -> None:
    """Many changes while one is computed: that one is shown, and then the last."""
    first = begin(channel, answers)
    for number in range(20):
        channel.submit(lambda _token, number=number: number, answers.append)
    first.go.set()
    caller.call()
    assert answers == ["first"] and channel.busy
    caller.call()
    assert answers == ["first", 19] and not channel.busy


@pytest.mark.parametrize("finished", [True, False])
def test_preempting_makes_what_is_under_way_out_of_date(channel, caller, answers, finished) -> None:
    first = begin(channel, answers)
    late = finish(first, caller) if finished else None
    channel.submit(lambda _token: "second", answers.append, preempt=True)
    if late:
        late()
    else:
        first.go.set()
        caller.call()
    assert answers == [] and channel.busy
    caller.call()
    assert answers == ["second"] and not channel.busy


@pytest.mark.parametrize("finished", [True, False])
def test_what_is_dropped_never_answers(channel, caller, answers, finished) -> None:
    first = begin(channel, answers)
    late = finish(first, caller) if finished else None
    channel.drop()
    if late:
        late()
    else:
        first.go.set()
        caller.call()
    assert answers == [] and not channel.busy
    channel.submit(lambda _token: "next", answers.append)
    caller.call()
    assert answers == ["next"]


def test_a_failure_is_told_and_ends_the_work(channel, caller, answers) -> None:
    channel.submit(lambda _token: 1 // 0, answers.append)
    caller.call()
    assert "division" in str(answers[0]) and not channel.busy


def test_channels_leave_each_other_alone(channel, runner, caller, answers) -> None:
    first = begin(channel, answers)
    channel.submit(lambda _token: "second", answers.append)
    other = Channel(runner, answers.append)
    other.submit(lambda _token: "other", answers.append, preempt=True)
    other.drop()
    first.go.set()
    caller.call(2)
    assert answers == ["first", "second"]


def test_an_answer_may_ask_again_at_once() -> None:
    answers: list[int] = []
    channel = Channel(SyncRunner(), answers.append)

    def answer(value: int) -> None:
        answers.append(value)
        if value < 3:
            channel.submit(lambda _token: value + 1, answer)

    channel.submit(lambda _token: 1, answer)
    assert answers == [1, 2, 3] and not channel.busy
