"""The classic networks with random weights, as large as published but for VGG's dense layers."""

import torch
from torch import nn

from explorer.nets.alexnet import AlexNet
from explorer.nets.googlenet import GoogLeNet
from explorer.nets.inception_v3 import InceptionV3
from explorer.nets.lenet5 import LeNet5
from explorer.nets.resnet import resnet18, resnet50
from explorer.nets.sface import SFace

NETWORKS = {
    "lenet5": (LeNet5, (1, 32, 32)),
    "alexnet": (AlexNet, (3, 96, 96)),
    "resnet18": (resnet18, (3, 64, 64)),
    "resnet50": (resnet50, (3, 64, 64)),
    "googlenet": (GoogLeNet, (3, 64, 64)),
    "inception_v3": (InceptionV3, (3, 80, 80)),
    "sface": (SFace, (3, 112, 112)),
}


def random_network(name: str, seed: int = 0) -> tuple[nn.Module, torch.Tensor]:
    """A network whose normalisation does something, and an input for it."""
    torch.manual_seed(seed)
    build, shape = NETWORKS[name]
    network = build().eval()
    for module in network.modules():
        if isinstance(module, nn.PReLU):
            nn.init.uniform_(module.weight, -0.2, 0.4)
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            nn.init.normal_(module.running_mean, 0, 0.1)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.1)
    return network, torch.randn(1, *shape)
