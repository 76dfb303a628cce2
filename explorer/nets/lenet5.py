"""LeNet-5, the network that read cheques.

Source: LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document
recognition, 1998. Layers have its names: C convolution, S subsampling, F fully connected.

Different from the paper, as in most courses: S2 and S4 are plain averages without a factor
and a bias to learn, every filter of C3 sees all six maps, and a dense layer in place of
distances to drawn digits gives the output. That makes 61,706 parameters.
"""

from __future__ import annotations

from typing import Literal

from torch import Tensor, nn

Activation = Literal["tanh", "sigmoid", "relu"]
ACTIVATIONS: dict[Activation, type[nn.Module]] = {
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "relu": nn.ReLU,
}


class LeNet5(nn.Module):
    """The network for one grey picture of 32 x 32 pixels: a digit of 28 x 28, padded by 2.

    Parameters
    ----------
    activation : "tanh", "sigmoid" or "relu"
        The paper has a scaled tanh.
    classes : int
    """

    def __init__(self, activation: Activation = "tanh", classes: int = 10) -> None:
        super().__init__()
        act = ACTIVATIONS[activation]
        self.c1 = nn.Conv2d(1, 6, 5)
        self.act1 = act()
        self.s2 = nn.AvgPool2d(2)
        self.c3 = nn.Conv2d(6, 16, 5)
        self.act3 = act()
        self.s4 = nn.AvgPool2d(2)
        # The maps are 5 x 5 here: a convolution that sees all of them is a dense layer.
        self.c5 = nn.Conv2d(16, 120, 5)
        self.act5 = act()
        self.flatten = nn.Flatten()
        self.f6 = nn.Linear(120, 84)
        self.act6 = act()
        self.output = nn.Linear(84, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, 1, 32, 32) to the logits (B, classes)."""
        x = self.s2(self.act1(self.c1(x)))
        x = self.s4(self.act3(self.c3(x)))
        x = self.flatten(self.act5(self.c5(x)))
        logits: Tensor = self.output(self.act6(self.f6(x)))
        return logits
