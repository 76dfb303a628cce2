import queue
import threading
from collections.abc import Callable

import pytest

from explorer.core.jobs import Cancelled, CancelToken, JobRunner, Outcome, SyncRunner, ThreadRunner

WAIT = 10


class Caller:
    """Stands in for the GUI thread: calls what was delivered when asked to."""

    def __init__(self) -> None:
        self.queue: queue.Queue[Callable[[], None]] = queue.Queue()

    def call(self, count: int = 1) -> None:
        for _ in range(count):
            self.queue.get(timeout=WAIT)()


@pytest.fixture
def caller() -> Caller:
    return Caller()


@pytest.fixture
def runner(caller: Caller):
    runner = ThreadRunner("test", caller.queue.put)
    yield runner
    runner.close(WAIT)


class Gate:
    """Work that says when it begins and goes on when it is let."""

    def __init__(self, value: object = None) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.value = value

    def __call__(self, token: CancelToken) -> object:
        self.begun.set()
        assert self.go.wait(WAIT)
        token.check()
        return self.value


def test_the_outcome_comes_back(runner: JobRunner, caller: Caller) -> None:
    outcomes: list[Outcome] = []
    runner.submit("a", lambda token: 6 * 7, outcomes.append)
    caller.call()
    assert outcomes[0].value == 42
    assert outcomes[0].error is None


def test_work_runs_in_one_other_thread(runner: JobRunner, caller: Caller) -> None:
    seen: list[Outcome] = []
    for channel in "abc":
        runner.submit(channel, lambda token: threading.get_ident(), seen.append)
    caller.call(3)
    idents = {outcome.value for outcome in seen}
    assert len(idents) == 1
    assert threading.get_ident() not in idents


def test_an_error_is_an_outcome_and_the_runner_lives_on(runner: JobRunner, caller: Caller) -> None:
    outcomes: list[Outcome] = []
    runner.submit("a", lambda token: 1 / 0, outcomes.append)
    runner.submit("b", lambda token: "alive", outcomes.append)
    caller.call(2)
    assert isinstance(outcomes[0].error, ZeroDivisionError)
    assert outcomes[1].value == "alive"


def test_a_waiting_job_is_replaced_and_the_running_one_goes_on(
    runner: JobRunner, caller: Caller
) -> None:
    done: list[object] = []
    running = Gate("running")
    runner.submit("frame", running, lambda o: done.append(o.value))
    assert running.begun.wait(WAIT)
    for number in range(100):
        runner.submit("frame", lambda token, n=number: n, lambda o: done.append(o.value))
    running.go.set()
    caller.call(2)
    assert done == ["running", 99]
    assert caller.queue.empty()


def test_channels_do_not_replace_each_other(runner: JobRunner, caller: Caller) -> None:
    done: list[object] = []
    gate = Gate()
    runner.submit("a", gate, lambda o: done.append("gate"))
    assert gate.begun.wait(WAIT)
    runner.submit("b", lambda token: "b", lambda o: done.append(o.value))
    runner.submit("c", lambda token: "c", lambda o: done.append(o.value))
    gate.go.set()
    caller.call(3)
    assert done == ["gate", "b", "c"]


def test_preempt_cancels_the_running_job(runner: JobRunner, caller: Caller) -> None:
    outcomes: list[Outcome] = []
    gate = Gate()
    runner.submit("a", gate, outcomes.append)
    assert gate.begun.wait(WAIT)
    runner.submit("a", lambda token: "new", outcomes.append, preempt=True)
    gate.go.set()
    caller.call(2)
    assert isinstance(outcomes[0].error, Cancelled)
    assert outcomes[1].value == "new"


def test_cancel_drops_the_waiting_job(runner: JobRunner, caller: Caller) -> None:
    outcomes: list[Outcome] = []
    gate = Gate()
    runner.submit("a", gate, outcomes.append)
    assert gate.begun.wait(WAIT)
    runner.submit("a", lambda token: "never", outcomes.append)
    runner.cancel("a")
    gate.go.set()
    runner.submit("b", lambda token: "after", outcomes.append)
    caller.call(2)
    assert isinstance(outcomes[0].error, Cancelled)
    assert outcomes[1].value == "after"


def test_nothing_is_handed_over_after_close(caller: Caller) -> None:
    runner = ThreadRunner("test", caller.queue.put)
    outcomes: list[Outcome] = []
    runner.submit("a", lambda token: 1, outcomes.append)
    deliver = caller.queue.get(timeout=WAIT)
    assert runner.close(WAIT)
    deliver()
    runner.submit("a", lambda token: 2, outcomes.append)
    assert not outcomes


def test_closing_finishes_what_is_essential_and_nothing_else(caller: Caller) -> None:
    runner = ThreadRunner("test", caller.queue.put)
    gate, finished = Gate(), []
    runner.submit("a", gate, lambda outcome: None)
    assert gate.begun.wait(WAIT)
    runner.submit("b", lambda token: finished.append("file"), lambda o: None, essential=True)
    runner.submit("c", lambda token: finished.append("frame"), lambda o: None)
    assert not runner.close(0)
    gate.go.set()
    assert runner.close(WAIT)
    assert finished == ["file"]


def test_close_is_bounded_when_work_ignores_its_token(caller: Caller) -> None:
    runner = ThreadRunner("test", caller.queue.put)
    stuck, go = threading.Event(), threading.Event()

    def work(token: CancelToken) -> None:
        stuck.set()
        go.wait(WAIT)

    runner.submit("a", work, lambda outcome: None)
    assert stuck.wait(WAIT)
    assert not runner.close(0.01)
    go.set()
    assert runner.close(WAIT)


def test_the_synchronous_runner_has_the_same_interface() -> None:
    outcomes: list[Outcome] = []
    runner: JobRunner = SyncRunner()
    runner.submit("a", lambda token: 1, outcomes.append)
    runner.submit("a", lambda token: 1 / 0, outcomes.append, preempt=True)
    runner.cancel("a")
    assert outcomes[0].value == 1
    assert isinstance(outcomes[1].error, ZeroDivisionError)
    assert runner.close(0)
