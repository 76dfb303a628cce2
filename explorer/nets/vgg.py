"""VGG-16: nothing but 3 x 3 convolutions, and pooling that halves.

Source: Simonyan and Zisserman, Very deep convolutional networks for large-scale image
recognition, 2015, configuration D.
"""

from __future__ import annotations

from torch import Tensor, nn

# Filters of each block; a pooling layer ends it.
BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))


def features() -> nn.Sequential:
    """Return the 13 convolutions; two of 3 x 3 see as far as one of 5 x 5, three as 7 x 7."""
    layers: list[nn.Module] = []
    channels = 3
    for block in BLOCKS:
        for filters in block:
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
            channels = filters
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers)


class VGG16(nn.Module):
    """13 convolutions, three dense layers: 138,357,544 parameters for 1000 classes."""

    def __init__(self, classes: int = 1000) -> None:
        super().__init__()
        self.features = features()
        self.avgpool = nn.AdaptiveAvgPool2d(7)
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(4096, classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, 3, 224, 224) to the logits (B, classes)."""
        logits: Tensor = self.classifier(self.flatten(self.avgpool(self.features(x))))
        return logits
