"""Reels, videos and recordings."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from explorer.sources.demo import FADE_FRAMES, SHOT_FRAMES
from explorer.sources.writer import VideoWriter
from explorer.topics.detection.yolo.view import latency, record, recording
from tests.ui.desk import CAFE, Later, pixels, told, view
from tests.ui.media import read_video, video

pytestmark = [pytest.mark.qt, pytest.mark.usefixtures("network")]


def index(topic) -> int:
    return topic.pipeline.last.frame.index


def paint(topic) -> None:
    """What the canvas says once a frame is on screen."""
    topic.canvas.painted.emit(0.001)


@pytest.fixture
def save_as(monkeypatch):
    """Answers the question for a file to record into."""

    def answer(path) -> None:
        monkeypatch.setattr(record, "ask_save", lambda *_: str(path))

    return answer


def test_the_reel_gives_one_frame_a_paint(desk, network) -> None:
    topic = view(desk("", shown=False))
    assert index(topic) == 0
    for number in range(1, 4):
        paint(topic)
        assert index(topic) == number
    assert network.forwards == 4
    QApplication.processEvents()
    assert network.forwards == 4


def test_the_window_keeps_the_reel_going(desk, qtbot) -> None:
    topic = view(desk(""))
    qtbot.waitUntil(lambda: index(topic) >= 2)
    np.testing.assert_array_equal(pixels(topic.canvas.image), topic.pipeline.last.frame.pixels)
    assert "frames a second" in topic.latency.text()
    assert all(value > 0 for value in topic.latency.milliseconds.values())


def test_freeze_holds_the_picture_and_still_selects(desk, network) -> None:
    topic = view(desk("", shown=False))
    freeze = topic.commands["freeze"]
    freeze.trigger()
    held = topic.picture()
    for _ in range(3):
        paint(topic)
    assert index(topic) == 0 and network.forwards == 1
    topic.controls.score.slider.setValue(90)
    assert topic.picture() != held
    assert network.forwards == 1
    freeze.trigger()
    assert index(topic) == 1


def test_the_end_of_a_video_freezes_and_unfreezing_starts_again(desk, tmp_path) -> None:
    desktop = desk(video(tmp_path / "pan.avi", frames=3), shown=False)
    topic = view(desktop)
    for _ in range(2):
        paint(topic)
    assert index(topic) == 2 and not topic.commands["freeze"].isChecked()
    paint(topic)
    assert topic.commands["freeze"].isChecked()
    assert topic.commands["freeze"].iconText() == "Go on"
    assert index(topic) == 2
    assert topic.picture() is not None
    assert told(desktop) == "The video has ended; go on to see it again."
    topic.commands["freeze"].trigger()
    # Opening asks for a frame, and going on for another.
    again = index(topic)
    assert again < 2
    assert told(desktop) == ""
    paint(topic)
    assert index(topic) == again + 1


def test_stop_takes_back_that_a_video_has_ended_but_no_other_message(desk, tmp_path) -> None:
    desktop = desk(video(tmp_path / "pan.avi", frames=2), shown=False)
    for _ in range(3):
        paint(view(desktop))
    assert "has ended" in told(desktop)
    view(desktop).commands["stop"].trigger()
    assert told(desktop) == ""
    view(desktop).commands["freeze"].trigger()
    for _ in range(3):
        paint(view(desktop))
    desktop.window.notify("another message")
    view(desktop).commands["stop"].trigger()
    assert told(desktop) == "another message"


def test_a_new_source_is_not_frozen(desk) -> None:
    desktop = desk("", shown=False)
    topic = view(desktop)
    topic.commands["freeze"].trigger()
    desktop.window.open_source(CAFE)
    assert not topic.commands["freeze"].isChecked()
    assert not topic.commands["freeze"].isEnabled()
    desktop.window.open_source("")
    assert index(topic) == 0
    paint(topic)
    assert topic.commands["freeze"].isEnabled()
    assert index(topic) == 1


def test_stepping_through_a_folder(desk, sample, network) -> None:
    topic = view(desk(str(sample.parent)))
    names = sorted(file.name for file in sample.parent.glob("*.jpg"))
    assert not topic.commands["freeze"].isEnabled()
    seen = [topic.pipeline.last.frame.name]
    for _ in names:
        topic.commands["next"].trigger()
        seen.append(topic.pipeline.last.frame.name)
    assert seen == [*names, names[-1]]
    topic.commands["previous"].trigger()
    assert topic.pipeline.last.frame.name == names[-2]


def test_the_time_line_goes_to_any_frame(desk, tmp_path) -> None:
    topic = view(desk(video(tmp_path / "pan.avi", frames=12), shown=False))
    paint(topic)
    line = topic.panel.timeline.slider
    assert (line.minimum(), line.maximum(), line.value()) == (0, 11, 1)
    line.setValue(9)
    assert index(topic) == 9
    paint(topic)
    assert index(topic) == 10
    assert topic.panel.timeline.number.text() == "11 / 12"


@pytest.mark.parametrize("frame", [1, 6, 10])
def test_the_time_line_goes_where_it_is_clicked(desk, tmp_path, qtbot, frame) -> None:
    topic = view(desk(video(tmp_path / "pan.avi", frames=12)))
    qtbot.waitUntil(lambda: topic.panel.timeline.isVisible())
    topic.commands["freeze"].setChecked(True)
    line = topic.panel.timeline.slider
    QApplication.processEvents()
    # The handle's middle goes from half its length after one end to half before the other.
    at = QPoint(round(5.5 + (line.width() - 11) * frame / 11), line.height() // 2)
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=at)
    assert line.value() == frame and line.isSliderDown()
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=at)
    assert line.value() == frame
    assert index(topic) == frame


def test_the_focus_leaves_a_time_line_that_goes(desk, tmp_path, qtbot) -> None:
    desktop = desk(video(tmp_path / "pan.avi"))
    topic = view(desktop)
    qtbot.waitUntil(lambda: topic.panel.timeline.isVisible())
    desktop.window.activateWindow()
    topic.panel.timeline.slider.setFocus()
    desktop.window.open_source(CAFE)
    assert topic.panel.timeline.isHidden()
    assert QApplication.focusWidget() is topic.canvas


def test_a_reel_is_not_frozen_between_two_pictures(desk) -> None:
    topic = view(desk("", shown=False))
    fading = SHOT_FRAMES - FADE_FRAMES // 2
    topic.flow.seek(fading)
    assert index(topic) == fading
    topic.commands["freeze"].trigger()
    assert index(topic) == SHOT_FRAMES
    np.testing.assert_array_equal(pixels(topic.canvas.image), topic.flow.source.frame(SHOT_FRAMES))
    paint(topic)
    assert index(topic) == SHOT_FRAMES
    topic.commands["freeze"].trigger()
    assert index(topic) == SHOT_FRAMES + 1


def test_a_box_of_a_fading_picture_stays_what_it_is(desk) -> None:
    topic = view(desk("", shown=False))
    fading = SHOT_FRAMES - FADE_FRAMES // 2
    topic.flow.seek(fading)
    topic.step_box(1)
    assert topic.commands["freeze"].isChecked() and topic.commands["freeze"].text() == "Go on"
    assert index(topic) == fading


def test_the_title_says_what_is_on_screen(desk, sample) -> None:
    desktop = desk(str(sample.parent))
    assert "cafe.jpg – 1/5 – 859 × 1280" in desktop.window.windowTitle()
    view(desktop).commands["next"].trigger()
    assert "cat.jpg – 2/5 – 800 × 600" in desktop.window.windowTitle()


def test_opening_a_box_of_a_stream_holds_the_picture(desk) -> None:
    """On the next frame the same raw box would be another thing."""
    topic = view(desk("", shown=False))
    paint(topic)
    topic.step_box(1)
    assert topic.commands["freeze"].isChecked()
    chosen = topic.result.focus
    assert topic.store.state.selected == chosen
    topic.commands["freeze"].trigger()
    assert topic.store.state.selected == -1


# --- recording --------------------------------------------------------------


def painted_share(recorded: np.ndarray, plain: np.ndarray) -> float:
    """Share of pixels that are not those of the source."""
    difference = np.abs(recorded.astype(int) - plain.astype(int)).max(axis=2)
    return float((difference > 60).mean())


def test_recording_a_video_writes_every_frame_with_its_boxes(desk, tmp_path, save_as) -> None:
    source = video(tmp_path / "pan.avi")
    target = tmp_path / "out.avi"
    save_as(target)
    topic = view(desk(source, shown=False))
    topic.commands["record"].trigger()
    # All of it happens in this thread: the file is written and finished.
    assert not topic.commands["record"].isChecked()
    plain, recorded = read_video(source), read_video(target)
    assert len(recorded) == len(plain) == 12
    for before, after in zip(plain, recorded, strict=True):
        assert after.shape == before.shape
        assert painted_share(after, before) > 0.01
    assert not list(tmp_path.glob(".*part*"))


def test_recording_with_real_threads_loses_no_frame(desk, tmp_path, save_as, qtbot) -> None:
    source = video(tmp_path / "pan.avi", frames=10)
    target = tmp_path / "out.mp4"
    save_as(target)
    topic = view(desk(source, threads=True))
    qtbot.waitUntil(lambda: topic.result is not None, timeout=20000)
    topic.commands["freeze"].setChecked(True)
    # The film ran on until it was held; from the frame that is sought now it may not.
    before = topic.pipeline.last
    topic.flow.seek(2)
    qtbot.waitUntil(lambda: topic.pipeline.last is not before, timeout=20000)
    first = index(topic)
    topic.commands["record"].setChecked(True)
    topic.commands["freeze"].setChecked(False)
    qtbot.waitUntil(target.exists, timeout=20000)
    assert not topic.commands["record"].isChecked()
    assert len(read_video(target)) == 10 - first


def test_recording_what_is_live(desk, tmp_path, save_as, monkeypatch) -> None:
    clock = [10.0]
    monkeypatch.setattr(recording, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    io, target = Later(), tmp_path / "live.avi"
    save_as(target)
    topic = view(desk("", shown=False, io=io))
    topic.commands["record"].trigger()
    for number in range(1, 4):
        # A paint asks for nothing while the last frame is not on disk.
        paint(topic)
        assert index(topic) == number - 1
        clock[0] += 0.1
        io.run()
        assert index(topic) == number
        assert topic.latency.note == f"Recording: frame {number}"
    topic.commands["record"].trigger()
    while io.waiting:
        io.run()
    # 0.3 seconds at 20 frames a second, and the last picture itself.
    assert len(read_video(target)) == 7
    assert topic.latency.note == ""
    before = index(topic)
    paint(topic)
    assert index(topic) == before + 1


def test_cancelling_the_question_records_nothing(desk, save_as) -> None:
    desktop = desk("", shown=False)
    topic = view(desktop)
    save_as("")
    topic.commands["record"].trigger()
    assert not topic.commands["record"].isChecked()
    assert not topic.recording.active
    assert told(desktop) == ""
    before = index(topic)
    paint(topic)
    assert index(topic) == before + 1


def test_a_still_picture_cannot_be_recorded(desk, save_as, tmp_path) -> None:
    desktop = desk(CAFE)
    assert not view(desktop).commands["record"].isEnabled()


@pytest.mark.parametrize("name", ["file/out.avi", "out.gif"])
def test_a_recording_that_cannot_be_written(desk, tmp_path, save_as, name) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    desktop = desk("", shown=False)
    topic = view(desktop)
    save_as(tmp_path / name)
    topic.commands["record"].trigger()
    assert not topic.commands["record"].isChecked()
    assert not topic.recording.active
    assert "There is no folder" in told(desktop) or ".mp4, .avi" in told(desktop)
    before = index(topic)
    paint(topic)
    assert index(topic) == before + 1


def test_closing_finishes_the_recording(desk, tmp_path, save_as, qtbot) -> None:
    target = tmp_path / "out.avi"
    save_as(target)
    desktop = desk("", threads=True)
    topic = view(desktop)
    qtbot.waitUntil(lambda: topic.result is not None, timeout=20000)
    topic.commands["record"].setChecked(True)
    qtbot.waitUntil(lambda: topic.recording.frames >= 2, timeout=20000)
    desktop.window.close()
    assert desktop.stopped
    assert len(read_video(target)) >= 2


def test_stop_lets_go_of_the_source_and_going_on_opens_it_again(desk, network) -> None:
    topic = view(desk("", shown=False))
    paint(topic)
    picture = topic.picture()
    topic.commands["stop"].trigger()
    assert topic.commands["freeze"].isChecked()
    # Unlike a frozen reel there is nothing left to stop or record.
    assert not topic.commands["stop"].isEnabled() and not topic.commands["record"].isEnabled()
    assert topic.commands["freeze"].iconText() == "Go on"
    paint(topic)
    assert network.forwards == 2
    assert topic.picture() == picture
    # What is on screen can still be worked with.
    topic.controls.score.slider.setValue(90)
    topic.store.update(input_size=320)
    assert topic.result.predictions.input_size == (320, 320)
    topic.commands["freeze"].trigger()
    assert index(topic) < 2
    before = index(topic)
    paint(topic)
    assert index(topic) == before + 1
    assert topic.commands["stop"].isEnabled()
    assert topic.commands["freeze"].iconText() == "Freeze"


def test_stop_finishes_a_recording(desk, tmp_path, save_as) -> None:
    io, target = Later(), tmp_path / "out.avi"
    save_as(target)
    topic = view(desk("", shown=False, io=io))
    topic.commands["record"].trigger()
    io.run()
    topic.commands["stop"].trigger()
    while io.waiting:
        io.run()
    assert not topic.commands["record"].isChecked()
    assert len(read_video(target)) >= 1


def test_leaving_the_topic_finishes_a_recording_and_coming_back_goes_on(
    desk, tmp_path, save_as
) -> None:
    io, target = Later(), tmp_path / "out.avi"
    save_as(target)
    topic = view(desk("", shown=False, io=io))
    topic.commands["record"].trigger()
    io.run()
    seen = index(topic)
    topic.leave()
    while io.waiting:
        io.run()
    assert not topic.commands["record"].isChecked()
    assert len(read_video(target)) >= 1
    paint(topic)
    assert index(topic) == seen
    topic.start()
    assert index(topic) == seen + 1
    paint(topic)
    assert index(topic) == seen + 2


def test_the_rate_does_not_count_the_time_away(desk, monkeypatch) -> None:
    clock = [10.0]
    monkeypatch.setattr(latency, "time", SimpleNamespace(perf_counter=lambda: clock[0]))
    topic = view(desk("", shown=False))
    for _ in range(3):
        clock[0] += 0.1
        paint(topic)
    assert topic.latency.rate == pytest.approx(10)
    topic.leave()
    clock[0] += 1000
    topic.start()
    clock[0] += 0.1
    paint(topic)
    assert topic.latency.rate == pytest.approx(10)


def test_nothing_runs_on_while_it_is_asked_where_to_record(desk, tmp_path, monkeypatch) -> None:
    target = tmp_path / "out.avi"
    topic = view(desk(video(tmp_path / "pan.avi", frames=8), shown=False))
    paint(topic)

    def ask(*_: object) -> str:
        for _ in range(20):
            paint(topic)
        assert index(topic) == 1
        return str(target)

    monkeypatch.setattr(record, "ask_save", ask)
    topic.commands["record"].trigger()
    assert len(read_video(target)) == 7
    assert not topic.commands["record"].isChecked()


def test_a_film_that_ends_while_it_is_asked_is_recorded_whole(desk, tmp_path, monkeypatch) -> None:
    target = tmp_path / "out.avi"
    topic = view(desk(video(tmp_path / "pan.avi", frames=3), shown=False))
    for _ in range(2):
        paint(topic)

    def ask(*_: object) -> str:
        # The answer to what was asked for before.
        topic.flow.request()
        assert topic.flow.over
        return str(target)

    monkeypatch.setattr(record, "ask_save", ask)
    topic.commands["record"].trigger()
    assert len(read_video(target)) == 3
    assert not topic.commands["record"].isChecked()


@pytest.mark.parametrize("threads", [False, True])
def test_a_film_that_is_over_is_recorded_from_its_beginning(
    desk, tmp_path, save_as, qtbot, threads
) -> None:
    source, target = video(tmp_path / "pan.avi", frames=4), tmp_path / "out.avi"
    save_as(target)
    topic = view(desk(source, shown=threads, threads=threads))
    for _ in range(0 if threads else 5):
        paint(topic)
    qtbot.waitUntil(lambda: topic.flow.over, timeout=20000)
    topic.commands["record"].trigger()
    qtbot.waitUntil(target.exists, timeout=20000)
    assert len(read_video(target)) == 4
    assert not topic.commands["record"].isChecked()


def test_another_source_finishes_a_recording(desk, tmp_path, save_as) -> None:
    io, target = Later(), tmp_path / "out.avi"
    save_as(target)
    desktop = desk("", shown=False, io=io)
    topic = view(desktop)
    topic.commands["record"].trigger()
    io.run()
    desktop.window.open_source(CAFE)
    assert not topic.recording.active and not topic.commands["record"].isChecked()
    while io.waiting:
        io.run()
    assert topic.latency.note == ""
    assert len(read_video(target)) >= 1


def test_a_recording_that_breaks_off_is_not_called_saved(
    desk, tmp_path, save_as, monkeypatch
) -> None:
    io, target = Later(), tmp_path / "out.avi"
    save_as(target)
    desktop = desk("", shown=False, io=io)
    topic = view(desktop)

    def broken(self, _picture) -> None:
        self.close(discard=True)
        raise self._unwritable("nothing reaches the disk")

    topic.commands["record"].trigger()
    io.run()
    monkeypatch.setattr(VideoWriter, "_put", broken)
    monkeypatch.setattr(recording, "time", SimpleNamespace(monotonic=lambda: 1e9))
    paint(topic)
    while io.waiting:
        io.run()
    assert not topic.recording.active and not topic.commands["record"].isChecked()
    assert "nothing reaches the disk" in told(desktop)
    assert not target.exists()
