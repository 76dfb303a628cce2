import threading
import weakref

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.sources.base import Frame, StalledError
from explorer.sources.folder import FolderSource
from explorer.sources.reader import Reader
from explorer.vision.images import save_picture
from tests.sources.fakes import SOON, Clock, FakeSource, Watcher, frame


@pytest.fixture
def watcher():
    return Watcher()


@pytest.fixture
def readers():
    made: list[tuple[Reader, FakeSource]] = []
    yield made
    for reader, source in made:
        source.free = True
        source.allow(5)
        assert reader.stop(SOON)


@pytest.fixture
def start(watcher, readers):
    def begin(source, **options) -> Reader:
        reader = watcher.reader(source, **options)
        readers.append((reader, source))
        reader.start()
        return reader

    return begin


def wait_reading(source: FakeSource, count: int = 1) -> None:
    """Return when read() was entered ``count`` more times."""
    for _ in range(count):
        assert source.reading.acquire(timeout=SOON)


def test_many_frames_one_notification_and_the_newest_wins(watcher, start) -> None:
    source = FakeSource()
    reader = start(source)
    reader.request()
    source.allow(50)
    wait_reading(source, 51)
    assert watcher.ready == 1
    assert reader.take().index == 49
    assert reader.take() is None
    reader.request()
    source.allow(50)
    wait_reading(source, 50)
    assert watcher.ready == 2
    assert reader.take().index == 99


def test_request_answers_at_once_when_a_frame_waits(watcher, start) -> None:
    source = FakeSource()
    reader = start(source)
    source.allow()
    wait_reading(source, 2)
    assert watcher.ready == 0
    reader.request()
    assert watcher.ready == 1


def test_ten_thousand_frames_leave_no_queue(watcher, start) -> None:
    alive: weakref.WeakSet[Frame] = weakref.WeakSet()
    most = 0

    class Counting(FakeSource):
        def read(self) -> Frame | None:
            nonlocal most
            result = super().read()
            if result:
                alive.add(result)
            most = max(most, len(alive))
            return result

    source = Counting(frames=10_000)
    source.free = True
    reader = watcher.reader(source)
    taken: list[int] = []

    def take() -> None:
        taken.append(reader.take().index)
        if len(taken) % 3 == 0:
            reader.request()

    watcher.on_ready = take
    reader.start()
    reader.request()
    watcher.until(lambda: watcher.ended == 1)
    # One in the mailbox, one just read, one in the hands of `publish`.
    assert most <= 3
    assert taken == sorted(taken)
    assert reader.stop(SOON)


def test_reads_at_the_rate_of_the_file(watcher, readers) -> None:
    clock = Clock()
    times: list[float] = []

    class Timed(FakeSource):
        def read(self) -> Frame | None:
            times.append(clock.now)
            return super().read()

    source = Timed(rate=25.0, frames=10)
    source.free = True
    reader = watcher.reader(source, clock=clock, rest=clock.rest)
    reader.start()
    watcher.until(lambda: watcher.ended == 1)
    np.testing.assert_allclose(np.diff(times), 0.04)
    assert reader.stop(SOON)


def test_a_late_frame_does_not_make_the_others_hurry(watcher) -> None:
    clock = Clock()
    times: list[float] = []

    class Slow(FakeSource):
        def read(self) -> Frame | None:
            times.append(clock.now)
            if len(times) == 3:
                clock.now += 1.0
            return super().read()

    source = Slow(rate=10.0, frames=6)
    source.free = True
    reader = watcher.reader(source, clock=clock, rest=clock.rest)
    reader.start()
    watcher.until(lambda: watcher.ended == 1)
    np.testing.assert_allclose(np.diff(times), [0.1, 0.1, 1.0, 0.1, 0.1, 0.1])
    assert reader.stop(SOON)


def test_every_frame_drops_none_and_ends_after_the_last_is_done(watcher, start) -> None:
    source = FakeSource(rate=25.0, frames=40)
    source.free = True
    reader = watcher.reader(source)
    reader.every_frame = True
    taken: list[int] = []
    seen_at_end: list[int] = []
    watcher.on_ready = lambda: taken.append(reader.take().index)
    reader.start()
    for count in range(1, 41):
        reader.request()
        watcher.until(lambda count=count: watcher.ready == count)
        assert watcher.ended == 0
        seen_at_end.append(len(taken))
    reader.request()
    watcher.until(lambda: watcher.ended == 1)
    assert taken == list(range(40))
    assert reader.stop(SOON)


def test_freezing_a_camera_keeps_it_drained(watcher, start) -> None:
    source = FakeSource()
    reader = start(source)
    source.allow()
    wait_reading(source, 2)
    reader.pause(True)
    reader.request()
    source.allow(20)
    wait_reading(source, 20)
    assert source.reads == 21
    assert watcher.ready == 0
    assert reader.take() is None
    reader.pause(False)
    assert watcher.ready == 0
    source.allow()
    watcher.until(lambda: watcher.ready == 1)
    assert reader.take().index == 21


def test_pausing_a_file_stands_still_and_loses_nothing(watcher, start) -> None:
    source = FakeSource(rate=1000.0)
    reader = start(source)
    reader.request()
    source.allow()
    watcher.until(lambda: watcher.ready == 1)
    assert reader.take().index == 0
    wait_reading(source, 2)
    reader.pause(True)
    reader.request()
    source.allow()  # the read under way ends while paused
    reader.seek(7)
    wait_reading(source)
    source.allow()
    watcher.until(lambda: watcher.ready == 2)
    assert reader.take().index == 7
    assert source.reads == 3
    reader.pause(False)
    reader.request()
    source.allow()
    watcher.until(lambda: watcher.ready == 3)
    assert reader.take().index == 8


def test_frame_read_while_pausing_is_kept_for_later(watcher, start) -> None:
    source = FakeSource(rate=1000.0)
    reader = start(source)
    wait_reading(source)
    reader.request()
    reader.pause(True)
    source.allow(2)
    assert reader.take() is None
    reader.pause(False)
    watcher.until(lambda: watcher.ready == 1)
    assert reader.take().index <= 1


def test_end_is_said_once_and_seek_plays_again(watcher, start) -> None:
    source = FakeSource(rate=1000.0, frames=3)
    source.free = True
    reader = start(source)
    watcher.until(lambda: watcher.ended == 1)
    assert reader.take().index == 2
    reader.request()
    reader.seek(1)
    watcher.until(lambda: watcher.ready == 1 and watcher.ended == 2)


def test_paused_at_the_end_and_sought(watcher, start) -> None:
    source = FakeSource(rate=1000.0, frames=3)
    source.free = True
    reader = start(source)
    watcher.until(lambda: watcher.ended == 1)
    reader.take()
    reader.pause(True)
    reader.seek(0)
    reader.request()
    watcher.until(lambda: watcher.ready == 1)
    assert reader.take().index == 0
    assert watcher.ended == 1


def test_break_is_reported_and_seek_goes_on(watcher, start) -> None:
    source = FakeSource(rate=1000.0)
    source.free = True
    source.raises[2] = UserError("It broke.")
    reader = start(source)
    watcher.until(lambda: len(watcher.errors) == 1)
    assert str(watcher.errors[0]) == "It broke."
    assert source.reads == 3
    assert reader.take().index == 1
    reader.request()
    reader.seek(3)
    watcher.until(lambda: watcher.ready == 1)
    assert reader.take().index >= 3


def test_failed_opening_is_reported(watcher, start) -> None:
    class Closed(FakeSource):
        def open(self) -> None:
            raise UserError("No camera.")

    source = Closed()
    start(source)
    watcher.until(lambda: len(watcher.errors) == 1)
    assert source.closed.wait(SOON)


def test_a_stalled_camera_is_reported_and_read_on(watcher, start) -> None:
    source = FakeSource()
    source.raises[1] = StalledError("The same picture.")
    reader = start(source)
    source.allow(3)
    wait_reading(source, 4)
    assert [str(error) for error in watcher.errors] == ["The same picture."]
    assert reader.take().index == 2


def test_a_step_source_waits_for_seek(watcher, start, tmp_path) -> None:
    for index in range(4):
        save_picture(tmp_path / f"{index}.png", np.full((4, 4, 3), index, np.uint8))
    reader = watcher.reader(FolderSource(tmp_path))
    reader.start()
    names = []
    for index in (None, 2, 0):
        if index is not None:
            reader.seek(index)
        reader.request()
        watcher.until(lambda: watcher.ready == len(names) + 1)
        names.append(reader.take().name)
    assert names == ["0.png", "2.png", "0.png"]
    assert watcher.ended == 0
    # A recording runs through the rest by itself.
    watcher.on_ready = lambda: names.append(reader.take().name)
    reader.every_frame = True
    for count in (4, 5, 6):
        reader.request()
        watcher.until(lambda count=count: watcher.ready == count)
    reader.request()
    watcher.until(lambda: watcher.ended == 1)
    assert names[3:] == ["1.png", "2.png", "3.png"]
    assert reader.stop(SOON)


def test_blocked_read_is_noticed_once_and_recovers(watcher, start) -> None:
    clock = Clock()
    source = FakeSource()
    reader = start(source, clock=clock, limit=5.0)
    wait_reading(source)
    clock.now += 4.9
    reader.check()
    assert not watcher.errors
    clock.now += 0.2
    reader.check()
    reader.check()
    assert len(watcher.errors) == 1
    assert "fake has given no picture for 5 seconds" in str(watcher.errors[0])
    reader.request()
    source.allow()
    watcher.until(lambda: watcher.ready == 1)
    wait_reading(source)
    reader.check(clock.now + 6)
    assert len(watcher.errors) == 2


def test_a_file_that_takes_its_time_does_not_hang(watcher, start) -> None:
    clock = Clock()
    source = FakeSource()
    source.live = False
    reader = start(source, clock=clock, limit=5.0)
    reader.request()
    wait_reading(source)
    clock.now += 60
    reader.check()
    assert not watcher.errors


def test_a_paused_or_ended_file_is_not_taken_for_hanging(watcher, start) -> None:
    clock = Clock()
    source = FakeSource(frames=1, rate=0.0)
    source.free = True
    reader = start(source, clock=clock)
    watcher.until(lambda: watcher.ended == 1)
    clock.now += 1000
    reader.check()
    assert not watcher.errors


def test_stop_leaves_a_hanging_source_behind(watcher) -> None:
    source = FakeSource()
    reader = watcher.reader(source)
    reader.start()
    reader.request()
    wait_reading(source)
    assert not reader.stop(0.01)
    source.allow()
    assert source.closed.wait(SOON)
    assert reader.stop(SOON)
    reader.request()
    reader.check()
    assert (watcher.ready, watcher.ended, watcher.errors) == (0, 0, [])


def test_stop_is_immediate_while_resting_between_frames(watcher) -> None:
    source = FakeSource(rate=0.001)
    source.free = True
    reader = watcher.reader(source)
    reader.start()
    reader.request()
    watcher.until(lambda: watcher.ready == 1)
    assert reader.stop(SOON)
    assert source.closed.is_set()


def test_stop_from_inside_a_callback_and_before_start(watcher) -> None:
    source = FakeSource()
    source.free = True
    reader = watcher.reader(source)
    watcher.on_ready = lambda: reader.stop(SOON) and None
    reader.start()
    reader.request()
    assert source.closed.wait(SOON)
    assert watcher.ready == 1
    unused = watcher.reader(FakeSource())
    assert unused.stop()
    unused.start()
    assert unused.take() is None


def test_stop_interrupts_a_source_that_waits() -> None:
    class Waiting(FakeSource):
        left = threading.Event()

        def read(self) -> Frame | None:
            self.reading.release()
            return None if self.left.wait(SOON) else frame(0)

        def interrupt(self) -> None:
            self.left.set()

    watcher, source = Watcher(), Waiting()
    reader = watcher.reader(source)
    reader.start()
    wait_reading(source)
    assert reader.stop(SOON)
    assert watcher.ended == 0
