"""Speed of the classic networks."""

from __future__ import annotations

import argparse
import tempfile
import warnings
from pathlib import Path

from measure import blocks, ms, row

THREADS = 2


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
