"""Files that users try to open as a network: bad ones, with what is said, and odd good ones."""

import argparse
import pickle
import zipfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file
from torch import nn

from explorer.nets.lenet5 import LeNet5
from tests.nets.own_files import Growing, Remembering, Small, classifier, numbers


def state():
    torch.manual_seed(5)
    return LeNet5().state_dict()


class Evil:
    """A pickle of it makes a file, where it is read as Python reads pickles."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


def mark(path):
    """Return the file that `Evil` makes."""
    return path.with_name("was-run")


# --- state dicts -------------------------------------------------------------------------


def saved(**changes):
    """Return what writes a state dict with other tensors; None takes one away."""

    def write(path):
        content = {**state(), **{name.replace("__", "."): new for name, new in changes.items()}}
        torch.save({name: new for name, new in content.items() if new is not None}, path)

    return write


def dump(make):
    """Return what writes ``make(state dict)`` with torch."""
    return lambda path: torch.save(make(state()), path)


def evil(path):
    torch.save({"c1.weight": torch.ones(2), "more": Evil(mark(path))}, path)


def evil_pickle(path):
    path.write_bytes(pickle.dumps(Evil(mark(path))))


def evil_in_old_form(path):
    torch.save(Evil(mark(path)), path, _use_new_zipfile_serialization=False)


def cut(write, share):
    """Return what writes the beginning of a file."""

    def write_part(path):
        write(path)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(share * len(whole))])

    return write_part


def safetensors(path):
    save_file(state(), path)


def text(path):
    path.write_text("These are words and no network. " * 40)


def other_zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing of a network")


def zip_without_content(path):
    path.write_bytes(b"PK\x03\x04" + bytes(400))


def zip_of_the_future(path):
    torch.save(state(), path)
    # The version that is needed to read the first entry of the directory.
    place = path.read_bytes().index(b"PK\x01\x02") + 6
    path.write_bytes(path.read_bytes()[:place] + b"\xff" + path.read_bytes()[place + 1 :])


# --- ONNX ----------------------------------------------------------------------------------

PICTURE = helper.make_tensor_value_info("x", TensorProto.FLOAT, (1, 3, 9, 9))
CONV = [("Conv", ["x", "w"], ["y"], {})]


def onnx_file(nodes=CONV, inputs=(PICTURE,), stored=(), opset=17, ir=9, change=None):
    """Return what writes a model with a 3 x 3 filter "w" and the output "y"."""

    def write(path):
        kept = {"w": numbers(2, 3, 3, 3), **dict(stored)}
        graph = helper.make_graph(
            [helper.make_node(op, ins, outs, **more) for op, ins, outs, more in nodes],
            "model",
            list(inputs),
            [onnx.ValueInfoProto(name="y")],
            [numpy_helper.from_array(value, name) for name, value in kept.items()],
        )
        sets = [helper.make_opsetid("", opset)]
        model = helper.make_model(graph, opset_imports=sets, ir_version=ir)
        if change:
            change(model)
        path.write_bytes(model.SerializeToString())

    return write


def taking(kind, shape):
    return (helper.make_tensor_value_info("x", kind, shape),)


BATCH = [
    ("Conv", ["x", "w"], ["c"], {}),
    ("GlobalAveragePool", ["c"], ["g"], {}),
    ("Reshape", ["g", "shape"], ["y"], {}),
]
EIGHT = {"inputs": taking(TensorProto.FLOAT, (8, 3, 9, 9)), "nodes": BATCH}


def with_weight(value):
    weight = numbers(2, 3, 3, 3)
    weight[1, 2, 0, 0] = value
    return {"w": weight}


def beside(location):
    """Return what keeps the weights in a file of their own, which is not there."""

    def write(path):
        whole = onnx.load(classifier(path.with_name("whole.onnx")))
        onnx.save(whole, path, save_as_external_data=True, location="a.data", size_threshold=0)
        path.with_name("a.data").unlink()
        model = onnx.load(path, load_external_data=False)
        for tensor in model.graph.initializer:
            for entry in tensor.external_data:
                entry.value = location if entry.key == "location" else entry.value
        path.write_bytes(model.SerializeToString())

    return write


def wrong_bytes(model):
    model.graph.initializer[0].raw_data = b"123"


def wrong_kind(model):
    model.graph.initializer[0].data_type = 77


# --- TorchScript -----------------------------------------------------------------------------


class Two(nn.Module):
    def forward(self, x, y):
        return x + y


class Listed(nn.Module):
    def forward(self, x: list[torch.Tensor]):
        return x[0]


class Nothing(nn.Module):
    def forward(self):
        return torch.ones(3)


class Count(nn.Module):
    def forward(self, x: torch.Tensor):
        return x.size(0)


class Refusing(nn.Module):
    def forward(self, x: torch.Tensor):
        if x.size(0) < 8:
            raise ValueError("eight are needed")
        return x


class Spectrum(nn.Module):
    def forward(self, x: torch.Tensor):
        return torch.fft.fft2(x)


class Chance(nn.Module):
    def forward(self, x: torch.Tensor):
        return x + torch.rand(3, 1, 1)


class Named(nn.Module):
    """Gives a dict; one of its parts is a mean of all numbers."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x: torch.Tensor):
        y = self.conv(x)
        return {"maps": y.relu(), "mean": y.mean()}


class Pair(nn.Module):
    """Gives a list of two."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x: torch.Tensor):
        y = self.conv(x)
        return [y, y.relu()]


def scripted(make):
    return lambda path: torch.jit.script(make().eval()).save(path)


def infinite():
    network = Small()
    with torch.no_grad():
        network.conv2.weight[0, 0] = torch.inf
    return network


def without(ending):
    """Return what writes a TorchScript archive that lacks a part."""

    def write(path):
        scripted(Small)(path.with_name("whole.pt"))
        whole = path.with_name("whole.pt")
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as archive:
            for name in source.namelist():
                if not name.endswith(ending):
                    archive.writestr(name, source.read(name))

    return write


# --- all of them -----------------------------------------------------------------------------

BAD = {
    "empty.pt": (lambda path: path.touch(), "is empty"),
    "empty.onnx": (lambda path: path.touch(), "is empty"),
    "folder.pt": (lambda path: path.mkdir(), "is a folder"),
    "folder.onnx": (lambda path: path.mkdir(), "is a folder"),
    "none.pt": (lambda path: None, "does not exist"),
    "none.onnx": (lambda path: None, "does not exist"),
    "text.pt": (text, "neither a torch nor a safetensors file"),
    "text.safetensors": (text, "neither a torch nor a safetensors file"),
    "text.onnx": (text, "damaged, or no ONNX file"),
    "zip.pt": (other_zip, "damaged"),
    "hollow.pt": (zip_without_content, "damaged"),
    "zip.onnx": (other_zip, "damaged, or no ONNX file"),
    "cut.pt": (cut(saved(), 0.5), "damaged"),
    "cut.safetensors": (cut(safetensors, 0.5), "damaged"),
    "cut.onnx": (cut(classifier, 0.5), "damaged, or no ONNX file"),
    "cut-script.pt": (cut(scripted(Small), 0.5), "damaged"),
    "without-code.pt": (without(".py"), "damaged TorchScript"),
    "without-weights.pt": (without("data/0"), "damaged TorchScript"),
    "evil.pt": (evil, "more than numbers"),
    "evil-pickle.pt": (evil_pickle, "damaged|more than numbers"),
    "evil-old.pt": (evil_in_old_form, "more than numbers"),
    "module.pt": (dump(lambda _state: LeNet5()), "more than numbers"),
    "other.pt": (lambda path: torch.save(Small().state_dict(), path), "another network"),
    "extra.pt": (saved(more=torch.ones(1)), r"0 tensors are missing, 1 do not belong.*more"),
    "missing.pt": (saved(c3__bias=None), r"1 tensors are missing, 0 .*c3\.bias"),
    "shape.pt": (saved(c3__bias=torch.ones(7)), r"c3\.bias has shape \(7,\), not \(16,\)"),
    "no-classes.pt": (saved(output__bias=torch.ones(0)), r"output\.\w+ has shape"),
    "scalar.pt": (saved(output__bias=torch.tensor(1.0)), r"output\.bias has shape \(\), not"),
    "nan.pt": (saved(c3__bias=torch.full((16,), torch.nan)), r"not finite numbers.*c3\.bias"),
    "inf.pt": (saved(c3__bias=torch.full((16,), torch.inf)), r"not finite numbers.*c3\.bias"),
    # A file of some kilobytes.
    "endless.pt": (saved(more=torch.ones(1).expand(10**12)), "more than any network"),
    "round.pt": (dump(lambda state: state.setdefault("model", state)), "no state dict"),
    "operation.onnx": (onnx_file([("Unheard", ["x"], ["y"], {})]), "onnxruntime: .*Unheard"),
    "opset.onnx": (onnx_file(opset=99), "newer than what is known here"),
    "version.onnx": (onnx_file(ir=99), "newer than what is known here"),
    "beside.onnx": (beside("a.data"), "file of their own"),
    "outside.onnx": (beside("../../../etc/hostname"), "file of their own"),
    "batch.onnx": (onnx_file(**EIGHT, stored={"shape": np.array([8, 2])}), "takes 8 pictures"),
    "words.onnx": (onnx_file(inputs=taking(TensorProto.STRING, (1, 64))), "x: string 1 × 64"),
    "tokens.onnx": (onnx_file(inputs=taking(TensorProto.INT64, (1, 64))), "x: int64 1 × 64"),
    "nothing.onnx": (onnx_file(inputs=()), "does not depend on a picture"),
    "nan.onnx": (onnx_file(stored=with_weight(np.nan)), "not finite numbers .*in w"),
    "inf.onnx": (onnx_file(stored=with_weight(-np.inf)), "not finite numbers .*in w"),
    "bytes.onnx": (onnx_file(change=wrong_bytes), "damaged, or no ONNX file"),
    "kind.onnx": (onnx_file(change=wrong_kind), "damaged, or no ONNX file"),
    "sequence.onnx": (
        onnx_file([
            ("SplitToSequence", ["x"], ["s"], {"axis": 1}),
            ("ConcatFromSequence", ["s"], ["y"], {"axis": 1}),
        ]),
        "layer s gives is of the kind list",
    ),
    "two.pt": (scripted(Two), "not take one picture but Tensor, Tensor"),
    "list.pt": (scripted(Listed), r"not take one picture but List\[Tensor\]"),
    "nothing.pt": (scripted(Nothing), "does not depend on a picture"),
    "count.pt": (scripted(Count), "does not depend on a picture"),
    "refusing.pt": (scripted(Refusing), "takes no square picture .*eight are needed"),
    "complex.pt": (scripted(Spectrum), "of the kind complex64"),
    "chance.pt": (scripted(Chance), "other numbers each time"),
    "remembering.pt": (scripted(Remembering), "stores numbers while it runs"),
    "growing.pt": (scripted(Growing), "torch cannot run each of its layers alone"),
    "inf-script.pt": (scripted(infinite), r"not finite numbers .*conv2\.weight"),
}  # fmt: skip
"""Name of a file: what writes it, and what is said of it."""

WRAPPED = {
    "state_dict": lambda state: {"epoch": 3, "state_dict": state},
    "model": lambda state: {"model": state, "optimizer": {"lr": 0.1}},
    "net": lambda state: {"net": state},
    "twice": lambda state: {"model": {"state_dict": state}},
    "DataParallel": lambda state: {"model": {f"module.{n}": v for n, v in state.items()}},
    "compiled": lambda state: {f"_orig_mod.module.{n}": v for n, v in state.items()},
    "in a class": lambda state: {"state_dict": {f"model.{n}": v for n, v in state.items()}},
    "parameters": lambda state: {name: nn.Parameter(value) for name, value in state.items()},
    "with settings": lambda state: {"model": state, "args": argparse.Namespace(rate=0.1)},
    "with numbers of numpy": lambda state: {"model": state, "best": np.float64(0.5)},
}  # fmt: skip
"""How training scripts keep a state dict."""
