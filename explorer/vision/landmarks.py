"""The landmarks of a face: what each is called, and the groups they form.

Landmarks are counted from 0 here, as MediaPipe counts them. Right and left are those of
the person, who looks out of the picture.
"""

from __future__ import annotations

from collections.abc import Mapping

from explorer.core.i18n import mark

FIVE = (
    mark("right eye"),
    mark("left eye"),
    mark("tip of the nose"),
    mark("right corner of the mouth"),
    mark("left corner of the mouth"),
)
"""What YuNet's landmarks mean, in its order."""

MESH = 468

Chain = tuple[int, ...]


def _line(text: str) -> Chain:
    return tuple(int(k) for k in text.split())


# Lines through landmarks of MediaPipe's face mesh: its face_mesh_connections.py.
REGIONS: Mapping[str, tuple[Chain, ...]] = {
    "eyes": (
        _line("33 7 163 144 145 153 154 155 133 173 157 158 159 160 161 246 33"),
        _line("263 249 390 373 374 380 381 382 362 398 384 385 386 387 388 466 263"),
    ),
    "brows": (
        _line("46 53 52 65 55"),
        _line("70 63 105 66 107"),
        _line("276 283 282 295 285"),
        _line("300 293 334 296 336"),
    ),
    "nose": (
        _line("168 6 197 195 5 4 1 19 94 2"),
        _line("4 45 220 115 48 64 98 97 2 326 327 294 278 344 440 275 4"),
    ),
    "lips": (
        _line("61 146 91 181 84 17 314 405 321 375 291 409 270 269 267 0 37 39 40 185 61"),
        _line("78 95 88 178 87 14 317 402 318 324 308 415 310 311 312 13 82 81 80 191 78"),
    ),
    "oval": (
        _line(
            "10 338 297 332 284 251 389 356 454 323 361 288 397 365 379 378 400 377 152 "
            "148 176 149 150 136 172 58 132 93 234 127 162 21 54 103 67 109 10"
        ),
    ),
}

REGION_NAMES = {
    "all": mark("All"),
    "eyes": mark("Eyes"),
    "brows": mark("Eyebrows"),
    "nose": mark("Nose"),
    "lips": mark("Lips"),
    "oval": mark("Outline of the face"),
}

_LINES = {
    "eyes": FIVE[:2],
    "brows": (
        mark("right eyebrow"),
        mark("right eyebrow"),
        mark("left eyebrow"),
        mark("left eyebrow"),
    ),
    "nose": (mark("nose"), mark("nose")),
    "lips": (mark("outer edge of the lips"), mark("inner edge of the lips")),
    "oval": (mark("outline of the face"),),
}
"""What each line of `REGIONS` goes along."""

# The places that YuNet's points and other programs name; the rest go by their line.
_NAMED = {
    1: FIVE[2],
    10: mark("middle of the forehead"),
    13: mark("middle of the upper lip"),
    14: mark("middle of the lower lip"),
    33: mark("outer corner of the right eye"),
    61: FIVE[3],
    133: mark("inner corner of the right eye"),
    152: mark("chin"),
    168: mark("bridge of the nose"),
    263: mark("outer corner of the left eye"),
    291: FIVE[4],
    362: mark("inner corner of the left eye"),
}


def _names() -> tuple[str, ...]:
    found = [mark("skin")] * MESH
    for region, chains in REGIONS.items():
        for chain, along in zip(chains, _LINES[region], strict=True):
            for k in chain:
                found[k] = along
    for k, text in _NAMED.items():
        found[k] = text
    return tuple(found)


NAMES = {len(FIVE): FIVE, MESH: _names()}
"""What each landmark is, to be translated, where there are 5 or 468."""


def indices(region: str) -> tuple[int, ...]:
    """Return the landmarks of the mesh in ``region``, in order; "all" has every one."""
    if region == "all":
        return tuple(range(MESH))
    return tuple(sorted({k for chain in REGIONS[region] for k in chain}))
