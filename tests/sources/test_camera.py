from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.sources.base import StalledError
from explorer.sources.camera import BACKOFF_SECONDS, MISSES, CameraSource
from explorer.sources.cameras import list_cameras
from explorer.vision.cv import cv2
from tests.sources.fakes import Clock, FakeCapture, FakeSource


def noise(count: int, first: int = 0) -> list[np.ndarray]:
    return [
        np.random.default_rng(first + index).integers(0, 256, (48, 64, 3), np.uint8)
        for index in range(count)
    ]


class Plug:
    """A socket: each opening of the camera takes the next capture, or finds none."""

    def __init__(self, *captures: FakeCapture) -> None:
        self.captures = list(captures)
        self.opened = 0

    def __call__(self, _index: int) -> FakeCapture:
        self.opened += 1
        return self.captures.pop(0) if self.captures else FakeCapture([], opened=False)


def camera(plug: Plug, clock: Clock) -> CameraSource:
    for capture in plug.captures:
        capture.before_grab = lambda: setattr(clock, "now", clock.now + 1 / 30)
    return CameraSource(0, name="Eye", factory=plug, clock=clock, wait=clock.wait)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_camera_is_called_what_its_maker_calls_it(clock: Clock) -> None:
    plug = Plug(FakeCapture(noise(1)))
    source = CameraSource(0, factory=plug, naming=lambda index: f"Eye {index}", clock=clock)
    source.open()
    assert source.title == "Eye 0"


def test_gives_rgb_frames_of_the_size_asked_for(clock: Clock) -> None:
    pictures = noise(3)
    capture = FakeCapture(pictures)
    source = camera(Plug(capture), clock)
    source.open()
    assert capture.properties[cv2.CAP_PROP_FRAME_WIDTH] == 640
    assert capture.properties[cv2.CAP_PROP_FRAME_HEIGHT] == 480
    frame = source.read()
    np.testing.assert_array_equal(frame.pixels, pictures[0][..., ::-1])
    assert frame.pixels.flags.c_contiguous
    assert (frame.index, frame.name, frame.position) == (0, "Eye", None)
    assert source.read().index == 1
    source.close()
    assert capture.released


def test_no_camera(clock: Clock) -> None:
    with pytest.raises(UserError, match="Eye cannot be opened"):
        camera(Plug(), clock).open()


def test_a_driver_that_throws_is_no_camera() -> None:
    def throw(_index: int) -> FakeCapture:
        raise cv2.error("driver")

    with pytest.raises(UserError, match="Camera 3 cannot be opened"):
        CameraSource(3, factory=throw).open()


def test_a_few_missed_frames_do_not_matter(clock: Clock) -> None:
    plug = Plug(FakeCapture([*noise(1), None, None, *noise(1, 9)]))
    source = camera(plug, clock)
    source.open()
    assert [source.read().index, source.read().index] == [0, 1]
    assert plug.opened == 1


def test_unplugged_and_plugged_in_again(clock: Clock) -> None:
    gone = FakeCapture([], opened=False)
    plug = Plug(FakeCapture(noise(2)), gone, gone, FakeCapture(noise(2, 5)))
    source = camera(plug, clock)
    source.open()
    source.read()
    source.read()
    begin = clock.now
    assert source.read().index == 2
    assert plug.opened == 4
    assert clock.now - begin >= sum(BACKOFF_SECONDS[:3])


def test_unplugged_for_good(clock: Clock) -> None:
    plug = Plug(FakeCapture(noise(1)))
    source = camera(plug, clock)
    source.open()
    source.read()
    with pytest.raises(UserError, match="Eye stopped and did not come back"):
        source.read()
    assert plug.opened == 1 + len(BACKOFF_SECONDS)


def test_opens_but_never_gives_a_picture(clock: Clock) -> None:
    plug = Plug(*(FakeCapture([None] * MISSES) for _ in range(20)))
    source = camera(plug, clock)
    source.open()
    with pytest.raises(UserError, match="did not come back"):
        source.read()
    assert plug.opened == 1 + len(BACKOFF_SECONDS)


def test_the_same_picture_for_ever_is_said_once(clock: Clock) -> None:
    still = noise(1)[0]
    source = camera(Plug(FakeCapture([*noise(5, 1), *[still] * 300, *noise(5, 7)])), clock)
    source.open()
    count, complaints = 0, []
    for _ in range(305):
        try:
            source.read()
            count += 1
        except StalledError as error:
            complaints.append((count, str(error)))
    assert len(complaints) == 1
    at, text = complaints[0]
    assert 60 <= at - 5 <= 64
    assert text.startswith("Eye gives the same picture for ever")
    assert count == 304


def test_it_may_freeze_thaw_and_freeze_again(clock: Clock) -> None:
    one, two = noise(2)
    script = [*[one] * 100, *noise(5, 7), *[two] * 100]
    source = camera(Plug(FakeCapture(script)), clock)
    source.open()
    complaints = 0
    for _ in script:
        try:
            source.read()
        except StalledError:
            complaints += 1
    assert complaints == 2


def test_noise_in_one_pixel_is_life(clock: Clock) -> None:
    still = noise(1)[0]
    pictures = []
    for index in range(120):
        picture = still.copy()
        picture[3, 5, 0] = index
        pictures.append(picture)
    source = camera(Plug(FakeCapture(pictures)), clock)
    source.open()
    for _ in pictures:
        source.read()


def test_closing_ends_the_wait_for_a_lost_camera() -> None:
    source = CameraSource(0, factory=Plug(FakeCapture(noise(1))), backoff=(1000.0,))
    source.open()
    source.read()
    source.interrupt()
    assert source.read() is None


def test_grey_and_transparent_cameras(clock: Clock) -> None:
    grey, four = np.full((4, 6), 7, np.uint8), np.full((4, 6, 4), (1, 2, 3, 255), np.uint8)
    source = camera(Plug(FakeCapture([grey, four])), clock)
    source.open()
    np.testing.assert_array_equal(source.read().pixels[0, 0], [7, 7, 7])
    np.testing.assert_array_equal(source.read().pixels[0, 0], [3, 2, 1])


def test_the_list_of_cameras_never_fails(tmp_path: Path) -> None:
    found = [SimpleNamespace(index=2, name="B"), SimpleNamespace(index=0, name="")]
    listed = list_cameras(lambda: found)
    assert [(camera.index, camera.name) for camera in listed] == [(0, "Camera 0"), (2, "B")]

    def fail() -> list[FakeSource]:
        raise OSError("no such interface")

    assert list_cameras(fail, tmp_path / "missing") == []
    for device, part, name in (("video0", "0", "Eye\n"), ("video1", "1", "Eye\n"), ("v4l", "", "")):
        (tmp_path / device).mkdir()
        (tmp_path / device / "index").write_text(part)
        (tmp_path / device / "name").write_text(name)
    assert [(camera.index, camera.name) for camera in list_cameras(fail, tmp_path)] == [(0, "Eye")]
    assert isinstance(list_cameras(), list)
