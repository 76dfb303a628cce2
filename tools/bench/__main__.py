"""Speed and memory, with the peer beside it in the same run.

    make bench                            everything (about ten minutes)
    make bench ARGS="forward selection"   some of it
    make bench ARGS="memory --frames 10000"

Nothing here is asserted; the last column says what we aim for.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
# Before numpy, as in the program.
importlib.import_module("explorer")

import anchors
import detector
import faces
import foundations
import gallery
import house
import networks
import nms
import residual

PARTS = {
    "startup": house.startup,
    "forward": detector.forward,
    "selection": detector.selection,
    "pipeline": detector.pipeline,
    "ticks": house.ticks,
    "memory": detector.memory,
    "compute": foundations.compute,
    "filtering": foundations.filtering,
    "edges": foundations.edges,
    "webcam": foundations.webcam,
    "stepping": foundations.stepping,
    "networks": networks.networks,
    "layers": networks.layers,
    "nms": nms.steps,
    "faces": faces.faces,
    "anchors": anchors.anchors,
    "training": residual.training,
    "gallery": gallery.gallery,
}


def main() -> None:
    """Run the chosen parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--frames", type=int, default=10_000)
    options = parser.parse_args()
    for name in options.parts or PARTS:
        # A process each: none inherits the other's threads or caches.
        if len(options.parts) == 1:
            PARTS[name](options)
        else:
            frames = ["--frames", str(options.frames)]
            subprocess.run([sys.executable, str(Path(__file__).parent), name, *frames], check=True)


if __name__ == "__main__":
    main()
