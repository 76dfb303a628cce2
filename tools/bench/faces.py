"""Speed of recognition: a face in a picture, several at once, one among a million."""

from __future__ import annotations

import argparse
import tracemalloc

import numpy as np
from measure import alternate, blocks, ms, row

PEOPLE, DIMENSIONS = 1_000_000, 128


def faces(_options: argparse.Namespace) -> None:
    """Detection, alignment, embedding, and the query over a gallery."""
    _pictures()
    _queries()


def _pictures() -> None:
    import torch

    from explorer.core.paths import resource
    from explorer.nets.face_embedder import FaceEmbedder, to_input
    from explorer.nets.faces import FaceDetector
    from explorer.nets.sface import load_net
    from explorer.vision.cv import cv2
    from explorer.vision.face_alignment import align_all
    from explorer.vision.images import load_picture

    sheet = load_picture(resource("samples", "faces", "faces.jpg")).pixels
    # One face of the collage, as large as before a webcam.
    picture = np.full((480, 640, 3), 128, np.uint8)
    picture[60:420, 140:500] = cv2.resize(sheet[:240, 240:480], (360, 360))
    detector, embedder, net = FaceDetector(), FaceEmbedder("cpu"), load_net()

    def recognise() -> np.ndarray:
        found = [face.five for face in detector.find(picture, 640) if face.score >= 0.7]
        return embedder.embed(align_all(picture, np.array(found)))

    assert len(recognise()) == 1
    whole, alone = alternate(recognise, lambda: detector.find(picture, 640))
    row("one face at 640 x 480, recognised", f"{1 / whole:.1f} a second", "", "aim >= 15")
    row("of that, detection", ms(alone))
    fives = [face.five for face in detector.find(sheet, 960) if face.score >= 0.7]
    aligned = align_all(sheet, np.array(fives))
    taken = {}
    for count in (1, 4, 8):
        some = aligned[:count]

        def plain(some: np.ndarray = some) -> object:
            with torch.inference_mode():
                return net(to_input(some))

        ours, peer = blocks(lambda some=some: embedder.embed(some), plain, rounds=4)
        taken[count] = ours
        row(f"embedding of {count} faces", ms(ours), f"{ms(peer)} (layer by layer)")
    further = (taken[8] - taken[1]) / 7
    row("each further face, in the same pass", ms(further), f"{ms(taken[1])} (the first)")


def _queries() -> None:
    from explorer.vision.similarity import nearest, nearest_people, normalise

    random = np.random.default_rng(0)
    gallery = random.standard_normal((PEOPLE, DIMENSIONS), np.float32)
    gallery /= np.linalg.norm(gallery, axis=1, keepdims=True)
    people = np.arange(PEOPLE) // 3
    query = normalise(random.standard_normal((1, DIMENSIONS)))[0]
    ours, person, product = alternate(
        lambda: nearest(gallery, query, 5),
        lambda: nearest_people(gallery @ query, people, 3),
        lambda: gallery @ query,
        rounds=30,
        warm=3,
    )
    bare = f"{ms(product)} (bare product)"
    row("nearest 5 of 1,000,000", ms(ours), bare, f"{ours / product:.2f} times, aim <= 1.10")
    row("nearest 3 people, of 3 pictures each", ms(person), bare, f"{person / product:.2f} times")
    tracemalloc.start()
    nearest(gallery, query, 5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = f"{gallery.nbytes / 2**20:.0f} MB (gallery)"
    row("memory of a query", f"{peak / 2**20:.1f} MB", size)
