"""The training of the window classifier, on the hundred digits of the tests."""

from dataclasses import replace

from explorer.core.paths import resource
from explorer.nets import train_window_net as training
from explorer.vision.scenes import Placed
from tests.nets.test_mnist import write_mnist


def test_a_window_shows_a_digit_only_near_its_middle() -> None:
    placed = (Placed(2, (20, 30, 34, 44)), Placed(7, (60, 60, 74, 74)))
    assert training.label_of(20, 30, placed) == 1
    assert training.label_of(21, 29, placed) == 1
    assert training.label_of(23, 30, placed) is None
    assert training.label_of(20, 35, placed) == training.NOTHING
    assert training.label_of(60, 60, placed) == training.NOTHING


def test_training_writes_what_the_program_reads(tmp_path, monkeypatch, capsys) -> None:
    write_mnist(tmp_path)
    monkeypatch.setattr(training, "SCENES", {"train": 60, "t10k": 10})
    monkeypatch.setattr(training, "PLAN", replace(training.PLAN, epochs=2))
    target = tmp_path / "windows.safetensors"
    assert training.main([str(target), str(tmp_path)]) == 0
    told = capsys.readouterr().out.splitlines()[-1]
    assert float(told.split(": ")[1].split(" ")[0]) > 50
    assert target.stat().st_size == resource("weights", "windows.safetensors").stat().st_size
