"""Speed of the classic networks."""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from foundations import pause, wait, window
from measure import ROOT, blocks, ms, row

THREADS = 2
STILL = str(ROOT / "resources" / "samples" / "cafe.jpg")


def networks(_options: argparse.Namespace) -> None:
    """A pass with everything recorded against the bare one, and against onnxruntime."""
    import onnxruntime
    import torch

    from explorer.nets import classifiers
    from explorer.nets.device import use_threads
    from explorer.nets.traced import Traced

    use_threads(THREADS)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    for name in ("lenet5", "alexnet", "resnet50"):
        classifier = classifiers.find(name)
        # Random numbers: the speed does not depend on them.
        net = classifier.build().eval().requires_grad_(False)
        x = torch.randn(classifier.weights[0].preprocessing.shape)
        recorder = Traced(net)
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            # The exporter that needs no further package is the old one, and says so.
            warnings.simplefilter("ignore")
            path = Path(folder) / "net.onnx"
            torch.onnx.export(net, x, path, dynamo=False)
            session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
        # As in the window, a recording stays until the next one is there. Else its memory
        # would go back to the system and be fetched page by page.
        kept: dict[str, object] = {}
        data = {session.get_inputs()[0].name: x.numpy()}
        with torch.inference_mode():
            recorded, plain, peer = blocks(
                lambda r=recorder, x=x, k=kept: k.update(last=r.run(x)),
                lambda n=net, x=x: n(x),
                lambda s=session, d=data: s.run(None, d),
                each=400 if name == "lenet5" else 12,
            )
        row(
            f"{classifier.title}, everything recorded",
            ms(recorded),
            f"bare forward {ms(plain)}",
            f"ratio {recorded / plain:.2f}, aim <= 1.15",
        )
        row(
            f"{classifier.title}, {THREADS} threads",
            ms(recorded),
            f"onnxruntime {ms(peer)}",
            f"ratio {recorded / peer:.2f}, aim <= 1",
        )


def layers(_options: argparse.Namespace) -> None:
    """From the choice of a layer to its maps on screen: the first time, and once more."""
    import torch

    from explorer.nets import classifiers

    for name in ("alexnet", "vgg16", "resnet50"):
        classifier = classifiers.find(name)
        with tempfile.TemporaryDirectory() as folder, window("networks", STILL) as view:
            path = Path(folder) / "net.pt"
            torch.save(classifier.build().state_dict(), path)
            view.store.update(network=name, model=str(path), view="maps")
            wait(lambda v=view: v.answer and v.store.state.model == v.answer.asked.state.model)
            names = [layer.name for layer in view.answer.result.opened.traced.layers]
            for visit in ("first", "second"):
                times = [_visit(view, layer) for layer in (*names[1:], names[0])]
                row(
                    f"{classifier.title}, {visit} look at a layer",
                    f"{ms(float(np.median(times)))}",
                    f"slowest of {len(names)} layers: {ms(max(times))}",
                    "aim <= 50 ms" if visit == "first" else "aim <= 16 ms",
                )


def _visit(view: Any, layer: str) -> float:
    """Return the seconds until the maps of a layer are on screen."""
    painted: list[float] = []

    def note() -> None:
        if view.answer and view.answer.result.layer.name == layer:
            painted.append(time.perf_counter())

    canvas = view.pages["maps"].mosaic.canvas
    canvas.painted.connect(note)
    begun = time.perf_counter()
    view.store.amend(layer=layer, channel=-1, position=(-1, -1))
    wait(lambda: bool(painted))
    canvas.painted.disconnect(note)
    # What else there is to paint does not count for the next layer.
    pause(0.05)
    return painted[0] - begun
