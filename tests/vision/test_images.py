import errno
import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.core.errors import UserError
from explorer.vision import images
from explorer.vision.images import decode_picture, load_picture, save_picture

RED, GREEN, BLUE, GREY = (200, 30, 20), (20, 180, 40), (30, 40, 210), (90, 90, 90)


def corners() -> Image.Image:
    """A picture of 6 by 4 whose quarters tell how it is turned."""
    pixels = np.zeros((4, 6, 3), np.uint8)
    pixels[:2, :3], pixels[:2, 3:], pixels[2:, :3], pixels[2:, 3:] = RED, GREEN, BLUE, GREY
    return Image.fromarray(pixels)


def close(pixel: np.ndarray, colour: tuple[int, int, int], tolerance: int = 2) -> bool:
    return bool(np.abs(pixel.astype(int) - colour).max() <= tolerance)


def check_shape(pixels: np.ndarray, height: int, width: int) -> None:
    assert pixels.shape == (height, width, 3)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous


def problem(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        load_picture(path)
    assert path.name in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turns_photographs_upright(tmp_path: Path, orientation: int) -> None:
    # How the camera stored a scene that is red, green / blue, grey when upright.
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = corners()
    if orientation in undo:
        stored = stored.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.png", exif=exif)
    picture = load_picture(tmp_path / "a.png")
    check_shape(picture.pixels, 4, 6)
    assert picture.original_size == (4, 6)
    np.testing.assert_array_equal(picture.pixels, np.asarray(corners()))


def test_palette_with_transparency_lies_on_white(tmp_path: Path) -> None:
    image = corners().quantize(8)
    image.save(tmp_path / "a.png", transparency=image.getpixel((0, 0)))
    pixels = load_picture(tmp_path / "a.png").pixels
    check_shape(pixels, 4, 6)
    assert close(pixels[0, 0], (255, 255, 255))
    assert close(pixels[0, 5], GREEN)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_half_transparent_is_mixed_with_white(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGBA", (3, 2), (100, 100, 100, 128)).convert(mode)
    image.save(tmp_path / "a.png")
    pixels = load_picture(tmp_path / "a.png").pixels
    assert close(pixels[0, 0], (177, 177, 177))


@pytest.mark.parametrize("mode", ["1", "L"])
def test_grey_becomes_three_channels(tmp_path: Path, mode: str) -> None:
    Image.new(mode, (5, 3), 255).save(tmp_path / "a.png")
    pixels = load_picture(tmp_path / "a.png").pixels
    check_shape(pixels, 3, 5)
    assert pixels.min() == 255


@pytest.mark.parametrize("suffix", [".png", ".tif", ".pgm"])
def test_sixteen_bit_grey_is_scaled_not_clipped(tmp_path: Path, suffix: str) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(2, 0)
    Image.fromarray(ramp).save(tmp_path / f"a{suffix}")
    pixels = load_picture(tmp_path / f"a{suffix}").pixels
    assert np.abs(pixels[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_sixteen_bit_colour_is_scaled_not_clipped(tmp_path: Path) -> None:
    from explorer.vision.cv import cv2

    ramp = np.zeros((2, 256, 3), np.uint16)
    ramp[..., 2] = np.arange(256) * 257  # red, in OpenCV's order
    cv2.imwrite(str(tmp_path / "a.png"), ramp)
    pixels = load_picture(tmp_path / "a.png").pixels
    assert np.abs(pixels[0, :, 0].astype(int) - np.arange(256)).max() <= 1
    assert pixels[..., 1:].max() == 0


def test_floating_point_picture_in_0_to_1(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 0.5, 1]], np.float32)).save(tmp_path / "a.tif")
    np.testing.assert_array_equal(load_picture(tmp_path / "a.tif").pixels[0, :, 1], [0, 128, 255])


def test_cmyk(tmp_path: Path) -> None:
    Image.new("RGB", (16, 16), RED).convert("CMYK").save(tmp_path / "a.jpg", quality=95)
    assert close(load_picture(tmp_path / "a.jpg").pixels[8, 8], RED, 6)


def test_animation_shows_its_first_picture_and_says_so(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (4, 4), RED), Image.new("RGB", (4, 4), BLUE)
    first.save(tmp_path / "a.gif", save_all=True, append_images=[second])
    picture = load_picture(tmp_path / "a.gif")
    assert close(picture.pixels[0, 0], RED)
    assert "animation" in (picture.note or "")


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "I;16", "P"])
@pytest.mark.parametrize("size", [(70, 50), (131, 77), (2000, 3)])
def test_large_pictures_are_reduced_and_keep_their_shape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 1000)
    monkeypatch.setattr(images, "_BAND_ROWS", 4)
    left_right = np.zeros(size[::-1], np.uint8)
    left_right[:, size[0] // 2 :] = 255
    image = Image.fromarray(left_right)
    if mode == "I;16":
        image = Image.fromarray(left_right.astype(np.uint16) * 257)
    elif mode != "L":
        image = image.convert(mode)
    image.save(tmp_path / "big.png")
    picture = load_picture(tmp_path / "big.png")
    height, width = picture.pixels.shape[:2]
    assert 400 < height * width <= 1000
    assert picture.original_size == size[::-1]
    assert f"{size[0]} × {size[1]}" in (picture.note or "")
    assert picture.pixels[:, 0].max() < 30
    assert picture.pixels[:, -1].min() > 225


def test_hundred_megapixel_jpeg_takes_little_memory(tmp_path: Path) -> None:
    Image.new("RGB", (10000, 10000), GREEN).save(tmp_path / "huge.jpg")
    picture = load_picture(tmp_path / "huge.jpg")
    assert picture.pixels.shape[0] * picture.pixels.shape[1] <= images.MAX_PIXELS
    assert picture.original_size == (10000, 10000)
    assert close(picture.pixels[5, 5], GREEN, 4)
    assert "10000 × 10000" in (picture.note or "")


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    header = b"P5\n30000 20000\n255\n"
    (tmp_path / "bomb.pgm").write_bytes(header + bytes(10))
    assert "too large" in problem(tmp_path / "bomb.pgm")


def test_each_thing_that_is_no_picture_has_its_own_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "text.png").write_text("This is not a picture.\n" * 40)
    (tmp_path / "empty.png").touch()
    corners().resize((300, 200)).save(tmp_path / "cut.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "cut.jpg").read_bytes()[:1500])
    ramp = np.arange(300 * 300 * 3, dtype=np.uint32) ** 2 % 251
    Image.fromarray(ramp.astype(np.uint8).reshape(300, 300, 3)).save(tmp_path / "broken.png")
    data = bytearray((tmp_path / "broken.png").read_bytes())
    data[100:160] = b"\xff" * 60
    (tmp_path / "broken.png").write_bytes(data)
    assert "does not exist" in problem(tmp_path / "missing.png")
    assert "is a folder" in problem(tmp_path / "folder.png")
    assert "is no picture, or of a kind that cannot be read" in problem(tmp_path / "text.png")
    assert "is empty" in problem(tmp_path / "empty.png")
    assert "is damaged" in problem(tmp_path / "cut.jpg")
    assert "is damaged" in problem(tmp_path / "broken.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert "not an ordinary file" in problem(tmp_path / "pipe.png")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corners().save(tmp_path / "a.png")

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    # The tests may run as root, who may read everything.
    monkeypatch.setattr(Path, "open", refuse)
    assert "permission" in problem(tmp_path / "a.png")


def test_out_of_memory_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corners().save(tmp_path / "a.png")

    def fail(*_args: object) -> None:
        raise MemoryError

    monkeypatch.setattr(images, "_shrink", fail)
    assert "memory" in problem(tmp_path / "a.png")


def test_decodes_what_was_pasted() -> None:
    buffer = io.BytesIO()
    corners().save(buffer, "PNG")
    check_shape(decode_picture(buffer.getvalue(), "clipboard").pixels, 4, 6)
    for data in (b"", b"hello", buffer.getvalue()[:-40]):
        with pytest.raises(UserError, match="clipboard"):
            decode_picture(data, "clipboard")


def test_saves_png_exactly_and_jpeg_nearly(tmp_path: Path) -> None:
    pixels = np.asarray(corners().resize((64, 48)))
    save_picture(tmp_path / "a.png", pixels)
    np.testing.assert_array_equal(load_picture(tmp_path / "a.png").pixels, pixels)
    save_picture(tmp_path / "a.JPG", pixels)
    assert close(load_picture(tmp_path / "a.JPG").pixels[5, 5], RED, 12)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.JPG", "a.png"]
    with pytest.raises(UserError, match=r"\.xyz"):
        save_picture(tmp_path / "a.xyz", pixels)


def test_a_full_disk_leaves_the_old_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_picture(tmp_path / "a.png", np.zeros((4, 4, 3), np.uint8))
    before = (tmp_path / "a.png").read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="No space left"):
        save_picture(tmp_path / "a.png", np.ones((4, 4, 3), np.uint8))
    assert (tmp_path / "a.png").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.png"]


def test_suffixes() -> None:
    assert images.is_picture_file("Holiday.JPG")
    assert not images.is_picture_file("film.mp4")
    assert images.is_video_file(Path("film.MP4"))
    assert not images.is_video_file("notes.txt")
