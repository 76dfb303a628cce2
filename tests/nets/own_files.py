"""Small models in files, made by the onnx package and by torch."""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

RNG = np.random.default_rng(3)


def numbers(*shape):
    return (RNG.standard_normal(shape) * 0.3).astype(np.float32)


def save(path, nodes, shape, stored=(), outputs=("y",), kind=TensorProto.FLOAT):
    """Write a model with one input "x" of ``shape`` (numbers, names or None for each side)."""
    graph = helper.make_graph(
        [helper.make_node(op, ins, outs, **attributes) for op, ins, outs, attributes in nodes],
        "model",
        [helper.make_tensor_value_info("x", kind, shape)],
        [onnx.ValueInfoProto(name=name) for name in outputs],
        [numpy_helper.from_array(value, name) for name, value in dict(stored).items()],
    )
    sets = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=sets, ir_version=9), path)
    return str(path)


def classifier(path, shape=(1, 3, 32, 32), last=(), **options):
    """Convolution, norm, ReLU, pooling, a shortcut, and ten classes."""
    stored = {
        "w": numbers(4, 3, 3, 3),
        "b": numbers(4),
        "gamma": numbers(4),
        "beta": numbers(4),
        "mean": numbers(4),
        "variance": np.abs(numbers(4)) + 0.5,
        "w2": numbers(4, 2, 3, 3),
        "w3": numbers(10, 4),
        "b3": numbers(10),
    }
    nodes = [
        ("Conv", ["x", "w", "b"], ["c"], {"pads": [1, 1, 1, 1], "strides": [2, 2]}),
        ("BatchNormalization", ["c", "gamma", "beta", "mean", "variance"], ["n"], {}),
        ("Relu", ["n"], ["r"], {}),
        ("MaxPool", ["r"], ["p"], {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}),
        ("Conv", ["p", "w2"], ["c2"], {"pads": [1, 1, 1, 1], "group": 2}),
        ("Add", ["c2", "p"], ["s"], {}),
        ("GlobalAveragePool", ["s"], ["g"], {}),
        ("Flatten", ["g"], ["f"], {}),
        ("Gemm", ["f", "w3", "b3"], ["logits" if last else "y"], {"transB": 1}),
        *last,
    ]
    return save(path, nodes, shape, stored, **options)


class Small(nn.Module):
    """A network with what freezing, in-place operations and lists make difficult."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5, stride=2, padding=2)
        self.bn1 = nn.BatchNorm2d(6)
        self.conv2 = nn.Conv2d(6, 6, 3, padding=1, groups=2)
        self.fc = nn.Linear(12, 7)
        nn.init.uniform_(self.bn1.running_mean, -1, 1)
        nn.init.uniform_(self.bn1.weight, 0.5, 1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        shortcut = functional.max_pool2d(x, 2)
        y = self.conv2(shortcut)
        y += shortcut
        first, second = torch.chunk(y, 2, 1)
        y = torch.cat([second, first * 2, y.sigmoid()], 1)
        y = functional.adaptive_avg_pool2d(y, 1)
        return self.fc(y.view(y.size(0), -1))


class Heads(nn.Module):
    """A detector's two outputs."""

    def __init__(self):
        super().__init__()
        self.body, self.boxes, self.scores = (nn.Conv2d(3, n, 3) for n in (3, 4, 2))

    def forward(self, x):
        x = self.body(x).relu()
        return self.boxes(x), self.scores(x)


class Tokens(nn.Module):
    """A transformer for pictures: patches become a table of tokens."""

    def __init__(self):
        super().__init__()
        self.patches, self.norm = nn.Conv2d(3, 8, 8, 8), nn.LayerNorm(8)
        self.mix, self.head = nn.Linear(8, 8), nn.Linear(8, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        attention = (x @ x.transpose(1, 2)).softmax(-1)
        x = x + functional.gelu(self.mix(self.norm(attention @ x)))
        return self.head(x.mean(1))


class Enlarging(nn.Module):
    """As in detectors: a small map is enlarged by a factor and joined to a large one."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 4, 3, 2, 1), nn.Conv2d(4, 4, 3, 2, 1)
        self.larger = nn.Upsample(scale_factor=2)

    def forward(self, x):
        x = self.first(x)
        return torch.cat([x, self.larger(self.second(x))], 1)


class Recurrent(nn.Module):
    """Reads a picture of one channel and 28 columns row by row."""

    def __init__(self):
        super().__init__()
        self.rows, self.head = nn.LSTM(28, 16, batch_first=True), nn.Linear(16, 10)

    def forward(self, x):
        return self.head(self.rows(x.squeeze(1))[0][:, -1])


class Encoder(nn.Module):
    """Torch's own transformer: scripted, it has two ways for the same, and keeps its weights."""

    def __init__(self, batch_first=True):
        super().__init__()
        self.patches, self.head = nn.Conv2d(3, 8, 8, 8), nn.Linear(8, 5)
        self.layer = nn.TransformerEncoderLayer(8, 2, 12, batch_first=batch_first)
        for parameter in self.layer.parameters():
            nn.init.normal_(parameter, 0, 0.5)

    def forward(self, x):
        return self.head(self.layer(self.patches(x).flatten(2).transpose(1, 2)).mean(1))


class Remembering(nn.Module):
    """Adds what it made of the picture before."""

    def __init__(self):
        super().__init__()
        self.conv, self.before = nn.Conv2d(3, 4, 3), torch.zeros(1)

    def forward(self, x):
        x = self.conv(x)
        self.before = self.before + x
        return x * self.before


class Growing(nn.Module):
    """Keeps a list of all that it made."""

    def __init__(self):
        super().__init__()
        self.conv, self.made = nn.Conv2d(3, 4, 3), [torch.ones(4, 1, 1)]

    def forward(self, x):
        x = self.conv(x)
        self.made.append(x.mean(0))
        for factor in self.made:
            x = x * factor
        return x
