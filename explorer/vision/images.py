"""Picture files in and out: any common format becomes (H, W, 3) uint8 RGB."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from explorer.core.errors import UserError
from explorer.core.files import check_file, write_atomic
from explorer.core.i18n import tr
from explorer.vision.cv import cv2

_PICTURES = (
    ".avif .bmp .gif .ico .jfif .jp2 .jpe .jpeg .jpg .pbm .pgm .png .pnm .ppm .tga .tif .tiff .webp"
)
_VIDEOS = ".3gp .avi .flv .m2ts .m4v .mkv .mov .mp4 .mpeg .mpg .mts .ogv .webm .wmv"
PICTURE_SUFFIXES = frozenset(_PICTURES.split())
VIDEO_SUFFIXES = frozenset(_VIDEOS.split())
MAX_PIXELS = 24_000_000
REFUSED_PIXELS = 400_000_000

# No EPS, PDF or WMF: those start other programs to be drawn.
_FORMATS = "AVIF BMP DIB GIF ICO JPEG JPEG2000 MPO PNG PPM QOI SGI TGA TIFF WEBP PCX XBM DDS"
_ORIENTATION = 0x0112
_BAND_ROWS = 256

# Pillow warns at 89 million pixels and fails at twice that; the limits above apply instead.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded picture.

    Parameters
    ----------
    pixels : (H, W, 3) uint8, RGB, C-contiguous
    original_size : (height, width) of the file, upright, in pixels
    note : str or None
        What the user should know: the picture was reduced, or is an animation.
    """

    pixels: NDArray[np.uint8]
    original_size: tuple[int, int]
    note: str | None = None

    @property
    def reduced_from(self) -> tuple[int, int] | None:
        """Return the original size where the pixels are fewer."""
        return None if self.pixels.shape[:2] == self.original_size else self.original_size


def is_picture_file(path: Path | str) -> bool:
    """Tell by the suffix whether ``path`` names a picture."""
    return Path(path).suffix.lower() in PICTURE_SUFFIXES


def is_video_file(path: Path | str) -> bool:
    """Tell by the suffix whether ``path`` names a video."""
    return Path(path).suffix.lower() in VIDEO_SUFFIXES


def load_picture(path: Path | str) -> Picture:
    """Read a picture file.

    Parameters
    ----------
    path : Path or str
        Any common format and colour mode; turned upright (EXIF), transparent
        parts over white, the first picture of an animation.

    Raises
    ------
    UserError
        It is missing, a folder, empty, no picture, damaged, too large, or must
        not be read. Each case has its own sentence.
    """
    path = Path(path)
    check_file(path)
    return _decode(path, path.name)


def decode_picture(data: bytes, name: str) -> Picture:
    """Decode a picture that came as bytes (pasted, dropped); ``name`` is for messages."""
    if not data:
        raise UserError("{path} is empty.", path=name)
    return _decode(io.BytesIO(data), name)


def save_picture(path: Path | str, pixels: NDArray[np.uint8]) -> None:
    """Write (H, W, 3) uint8 RGB as PNG or JPEG, by the suffix; whole or not at all.

    Raises
    ------
    UserError
        Another suffix, a folder that cannot be written, a full disk.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    buffer = io.BytesIO()
    image = Image.fromarray(np.ascontiguousarray(pixels))
    if suffix in (".jpg", ".jpeg"):
        image.save(buffer, "JPEG", quality=92)
    elif suffix == ".png":
        # Level 6 takes three times as long for a few per cent.
        image.save(buffer, "PNG", compress_level=3)
    else:
        raise UserError("A picture is saved as .png or .jpg, not as {suffix}.", suffix=suffix)
    write_atomic(path, buffer.getvalue())


def _decode(file: Path | io.BytesIO, name: str) -> Picture:
    try:
        return _read(file, name)
    except UserError:
        raise
    except UnidentifiedImageError:
        raise UserError(
            "{name} is no picture, or of a kind that cannot be read here. "
            "Save it as PNG or JPEG and open that.",
            name=name,
        ) from None
    except MemoryError:
        raise UserError("There is not enough memory for {name}.", name=name) from None
    except Exception as error:
        # Decoders of broken files raise nearly anything: OSError, SyntaxError, struct.error.
        raise UserError("{name} is damaged and cannot be read to its end.", name=name) from error


def _read(file: Path | io.BytesIO, name: str) -> Picture:
    Image.init()
    with Image.open(
        file, formats=[known for known in _FORMATS.split() if known in Image.OPEN]
    ) as image:
        width, height = image.size
        if width * height > REFUSED_PIXELS:
            raise UserError(
                "{name} has {width} × {height} pixels, which is too large to be opened.",
                name=name,
                width=width,
                height=height,
            )
        animated = getattr(image, "is_animated", False) and image.format in ("GIF", "PNG", "WEBP")
        scale = min(1.0, math.sqrt(MAX_PIXELS / (width * height)))
        target = max(1, int(width * scale)), max(1, int(height * scale))
        if scale < 1:
            # JPEG can be decoded at 1/2, 1/4 or 1/8, never below the target; others ignore it.
            image.draft(None, target)
        image.load()
        # Only now: EXIF of a PNG is read by decoding it, and a failure there would be lost.
        orientation = _orientation(image)
        pixels = _upright(_shrink(image, target), orientation)
    if orientation >= 5:
        width, height = height, width
    notes = []
    if scale < 1:
        notes.append(
            tr(
                "{name} has {width} × {height} pixels and was reduced to {w} × {h}.",
                name=name,
                width=width,
                height=height,
                w=pixels.shape[1],
                h=pixels.shape[0],
            )
        )
    if animated:
        notes.append(tr("{name} is an animation; its first picture is shown.", name=name))
    return Picture(pixels, (height, width), " ".join(notes) or None)


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:
        # A broken EXIF block does not make the picture unreadable.
        return 1
    return value if value in range(1, 9) else 1


def _upright(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Apply the EXIF orientation (1 to 8) to (H, W, 3)."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def _shrink(image: Image.Image, target: tuple[int, int]) -> NDArray[np.uint8]:
    """Convert to RGB and reduce to ``target`` (width, height) where larger.

    Band by band, so that a huge picture is never there twice.
    """
    limits = _limits(image)
    if image.width * image.height <= MAX_PIXELS:
        return _rgb(image, limits)
    factor = max(1, min(image.width // target[0], image.height // target[1]))
    bands = []
    for top in range(0, image.height, factor * _BAND_ROWS):
        bottom = min(image.height, top + factor * _BAND_ROWS)
        band = _rgb(image.crop((0, top, image.width, bottom)), limits)
        size = max(1, image.width // factor), max(1, (bottom - top) // factor)
        bands.append(cv2.resize(band, size, interpolation=cv2.INTER_AREA))
    reduced = np.concatenate(bands)
    if reduced.shape[1::-1] != target:
        reduced = cv2.resize(reduced, target, interpolation=cv2.INTER_AREA)
    return np.asarray(reduced, dtype=np.uint8)


def _limits(image: Image.Image) -> tuple[float, float] | None:
    """Return the values that become black and white, where a mode has more than 8 bits."""
    if image.mode.startswith("I;16"):
        return 0.0, 65535.0
    if image.mode not in ("I", "F"):
        return None
    low, high = (float(value) for value in image.getextrema())  # type: ignore[arg-type]
    # What is usual is scaled by what it means, anything else by what is there.
    usual = (1.0, 255.0, 65535.0) if image.mode == "F" else (255.0, 65535.0)
    full = next((white for white in usual if low >= 0 and high <= white), None)
    return (0.0, full) if full else (low, high)


def _rgb(image: Image.Image, limits: tuple[float, float] | None) -> NDArray[np.uint8]:
    """Convert any mode to (H, W, 3) uint8 RGB."""
    if limits is not None:
        low, high = limits
        values = np.asarray(image, dtype=np.float32)
        grey = np.nan_to_num((values - low) * (255 / max(high - low, 1e-30)), posinf=255)
        return np.repeat(np.clip(grey + 0.5, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    return np.ascontiguousarray(image.convert("RGB"), dtype=np.uint8)
