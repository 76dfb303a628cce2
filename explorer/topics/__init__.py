"""The topics of the course, as data. Each is imported when it is first opened."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType

from explorer.core.errors import UserError
from explorer.core.i18n import mark


@dataclass(frozen=True)
class Topic:
    """One entry of the table.

    ``path`` is a package with two modules: ``state`` (State, compute, to_code; no
    Qt) and ``view`` (View).
    """

    id: str
    chapter: str
    title: str
    icon: str
    path: str

    def load(self, part: str) -> ModuleType:
        """Import ``state`` or ``view`` of this topic."""
        return importlib.import_module(f"{self.path}.{part}")


FOUNDATIONS = mark("Foundations")
NETWORKS = mark("Classic networks")
DETECTION = mark("Object detection")
FACES = mark("Faces")

TOPICS = (
    Topic(
        "edges",
        FOUNDATIONS,
        mark("Edges and filters"),
        "edges",
        "explorer.topics.foundations.edges",
    ),
    Topic(
        "convolution",
        FOUNDATIONS,
        mark("Convolution"),
        "convolution",
        "explorer.topics.foundations.convolution",
    ),
    Topic(
        "volumes",
        FOUNDATIONS,
        mark("Volumes"),
        "volumes",
        "explorer.topics.foundations.volumes",
    ),
    Topic(
        "pooling",
        FOUNDATIONS,
        mark("Pooling"),
        "pooling",
        "explorer.topics.foundations.pooling",
    ),
    Topic(
        "layers",
        FOUNDATIONS,
        mark("Layers and costs"),
        "layers",
        "explorer.topics.foundations.layers",
    ),
    Topic(
        "networks",
        NETWORKS,
        mark("Networks at work"),
        "networks",
        "explorer.topics.networks.networks",
    ),
    Topic(
        "residual",
        NETWORKS,
        mark("Residual networks"),
        "residual",
        "explorer.topics.networks.residual",
    ),
    Topic(
        "inception",
        NETWORKS,
        mark("1 × 1 and Inception"),
        "inception",
        "explorer.topics.networks.inception",
    ),
    Topic(
        "localization",
        DETECTION,
        mark("Localization"),
        "localization",
        "explorer.topics.detection.localization",
    ),
    Topic(
        "landmarks",
        DETECTION,
        mark("Landmarks"),
        "landmarks",
        "explorer.topics.detection.landmarks",
    ),
    Topic(
        "sliding",
        DETECTION,
        mark("Sliding windows"),
        "sliding",
        "explorer.topics.detection.sliding",
    ),
    Topic(
        "iou",
        DETECTION,
        mark("IoU of two boxes"),
        "iou",
        "explorer.topics.detection.iou",
    ),
    Topic(
        "nms",
        DETECTION,
        mark("Non-max suppression"),
        "nms",
        "explorer.topics.detection.nms",
    ),
    Topic(
        "anchors",
        DETECTION,
        mark("Anchor boxes"),
        "anchors",
        "explorer.topics.detection.anchors",
    ),
    Topic(
        "yolo",
        DETECTION,
        mark("Live detection"),
        "detect",
        "explorer.topics.detection.yolo",
    ),
    Topic(
        "faces",
        FACES,
        mark("Face recognition"),
        "faces",
        "explorer.topics.faces.faces",
    ),
    Topic(
        "verification",
        FACES,
        mark("Verification"),
        "verification",
        "explorer.topics.faces.verification",
    ),
    Topic(
        "triplet",
        FACES,
        mark("Triplet loss"),
        "triplet",
        "explorer.topics.faces.triplet",
    ),
)

# What a newcomer sees first: something alive.
FIRST = "yolo"


def find(topic: str) -> Topic:
    """Return the topic with id ``topic``.

    Raises
    ------
    UserError
        There is none; the sentence lists those there are.
    """
    for entry in TOPICS:
        if entry.id == topic:
            return entry
    raise UserError(
        "There is no topic {topic}; there are: {topics}.",
        topic=topic,
        topics=", ".join(entry.id for entry in TOPICS),
    )
