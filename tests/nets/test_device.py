import subprocess
import sys

import pytest
import torch

from explorer.core import preload
from explorer.core.errors import UserError
from explorer.nets import device


def test_cpu_is_always_there():
    assert device.available()[:2] == ["auto", "cpu"]
    assert device.choose("cpu") == ("cpu", None)


def test_auto_takes_the_accelerator(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert device.available()[2:4] == ["cuda:0", "cuda:1"]
    assert device.choose("auto") == ("cuda:0", None)
    assert device.choose("cuda") == ("cuda:0", None)
    assert device.choose("cuda:1") == ("cuda:1", None)


def test_absent_device_becomes_the_cpu_with_a_message():
    name, notice = device.choose("cuda:7")
    assert name == "cpu"
    assert "cuda:7 is not available" in str(notice)


def test_broken_driver_leaves_the_cpu(monkeypatch):
    def broken():
        raise RuntimeError("driver too old")

    monkeypatch.setattr(torch.cuda, "is_available", broken)
    assert device.available() == ["auto", "cpu"]


def test_threads(monkeypatch):
    monkeypatch.setattr(device.os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert device.default_threads() == 2
    monkeypatch.setattr(device.os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert device.default_threads() == 1
    before = torch.get_num_threads()
    assert device.use_threads(2) == torch.get_num_threads() == 2
    torch.set_num_threads(before)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (torch.OutOfMemoryError("out of memory"), "too small"),
        (RuntimeError("device lost\nmore"), "device lost"),
        (NotImplementedError(""), "NotImplementedError"),
    ],
)
def test_failing_device_is_left_for_good(error, text):
    placement = device.Placement("cpu")
    placement.device = "mps"
    used = []

    def work(name):
        used.append(name)
        if name != "cpu":
            raise error
        return 5

    assert placement.run(work) == placement.run(work) == 5
    assert used == ["mps", "cpu", "cpu"]
    assert text in str(placement.notice)


def test_no_memory_on_the_cpu_is_explained_and_other_errors_are_not_hidden():
    placement = device.Placement("cpu")

    def fail(error):
        raise error

    with pytest.raises(UserError, match="not enough memory"):
        placement.run(lambda _: fail(RuntimeError("DefaultCPUAllocator: can't allocate memory")))
    with pytest.raises(RuntimeError, match="a bug"):
        placement.run(lambda _: fail(RuntimeError("a bug")))


def test_light_modules_do_not_import_torch():
    code = (
        "import sys, os, explorer.nets.device, explorer.nets.detector, explorer.weights.store,"
        "explorer.vision.nms, explorer.vision.grid, explorer.core.preload\n"
        "explorer.core.preload.before_qt()\n"
        "print('torch' in sys.modules, os.environ['PYTORCH_ENABLE_MPS_FALLBACK'])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == [
        "False",
        "1",
    ]


class Spec:
    def __init__(self, origin):
        self.origin = origin


def test_preload_loads_the_core_library_on_windows_only(monkeypatch, tmp_path):
    library = tmp_path / "lib" / "c10.dll"
    library.parent.mkdir()
    library.write_bytes(b"")
    loaded = []
    monkeypatch.setattr(preload.ctypes, "CDLL", loaded.append)
    monkeypatch.setattr(
        preload.importlib.util, "find_spec", lambda name: Spec(str(tmp_path / "__init__.py"))
    )
    preload.before_qt()
    assert loaded == []
    monkeypatch.setattr(preload.sys, "platform", "win32")
    preload.before_qt()
    assert loaded == [str(library)]


def test_preload_survives_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(preload.sys, "platform", "win32")
    for spec in (None, Spec(None), Spec(str(tmp_path / "__init__.py"))):
        monkeypatch.setattr(preload.importlib.util, "find_spec", lambda name, spec=spec: spec)
        preload.before_qt()

    def broken(path):
        raise OSError("WinError 1114")

    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "c10.dll").write_bytes(b"")
    monkeypatch.setattr(preload.ctypes, "CDLL", broken)
    preload.before_qt()
