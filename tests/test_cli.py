"""The command line: what it prints, and what it says when the input does not fit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer import app
from explorer.core.paths import resource
from explorer.topics import TOPICS
from explorer.topics.detection.yolo.state import State, compute

ROOT = Path(__file__).parents[1]
PARK = str(resource("samples", "park.jpg"))


@pytest.fixture
def run(capsys):
    """Run a command; return status, standard output and standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as leaving:
            app.main(list(arguments))
        captured = capsys.readouterr()
        return leaving.value.code, captured.out, captured.err

    return call


def program(*arguments: str, folder: Path = ROOT, **environment: str):
    """Run the program as a user does."""
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        cwd=folder, capture_output=True, text=True, timeout=120, env={**os.environ, **environment},
    )  # fmt: skip


# --- topics -----------------------------------------------------------------


def test_topics(run) -> None:
    status, out, err = run("topics")
    assert (status, err) == (0, "")
    assert "yolo: Live detection (Object detection)" in out.splitlines()
    assert any(line.strip().startswith("score_threshold: number") for line in out.splitlines())


def test_topics_as_json(run) -> None:
    status, out, _ = run("topics", "--json")
    rows = json.loads(out)
    assert status == 0
    assert [row["id"] for row in rows] == [topic.id for topic in TOPICS]
    yolo = next(row for row in rows if row["id"] == "yolo")
    fields = {field["name"]: field for field in yolo["fields"]}
    assert set(fields) >= {"image", "score_threshold", "iou_threshold", "classes", "view"}
    assert fields["score_threshold"] == {
        "name": "score_threshold", "type": "number", "default": 0.25, "range": [0, 1],
    }  # fmt: skip
    assert fields["view"]["options"][0] == "boxes"


# --- compute ----------------------------------------------------------------


def test_compute(run) -> None:
    status, out, err = run(
        "compute",
        "yolo",
        "--image",
        PARK,
        "--set",
        "score_threshold=0.5",
        "--set",
        "classes=person",
    )
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert [entry["label"] for entry in found["detections"]] == ["person"] * 6
    result = compute(State(image=PARK, score_threshold=0.5, classes=("person",)))
    assert found == json.loads(json.dumps(result.to_json()))


@pytest.mark.parametrize("value", ['["cup", "person"]', "cup, person"])
def test_a_list_is_json_or_commas(run, sample, value) -> None:
    _, out, _ = run("compute", "yolo", "--image", str(sample), "--set", f"classes={value}")
    assert {entry["label"] for entry in json.loads(out)["detections"]} == {"cup", "person"}


BAD = {
    "no such topic": (["compute", "nothing"], "There is no topic nothing; there are: edges, "),
    "no topic": (["compute"], "the following arguments are required: TOPIC"),
    "no such command": (["paint"], "invalid choice: 'paint'"),
    "no such field": (["compute", "yolo", "--set", "colour=1"], "There is no field colour."),
    "no value": (["compute", "yolo", "--set", "view"], "view is not of the form KEY=VALUE."),
    "out of range": (
        ["compute", "yolo", "--set", "score_threshold=2"],
        "score_threshold must lie between 0 and 1, not 2.",
    ),
    "no number": (
        ["compute", "yolo", "--set", "score_threshold=high"],
        'score_threshold must be a number, not "high".',
    ),
    "not finite": (["compute", "yolo", "--set", "score_threshold=NaN"], "must be a number"),
    "no choice": (["compute", "yolo", "--set", "view=xray"], "view must be one of boxes"),
    "no such class": (
        ["compute", "yolo", "--image", PARK, "--set", "classes=unicorn"],
        "The network knows no class unicorn",
    ),
    "no such picture": (["compute", "yolo", "--image", "gone.jpg"], "gone.jpg does not exist."),
    "no picture": (
        ["compute", "yolo", "--image", __file__],
        "test_cli.py is no picture, or of a kind that cannot be read here.",
    ),
    "no network": (
        ["compute", "yolo", "--image", PARK, "--set", "model=gone.onnx"],
        "gone.onnx does not exist.",
    ),
    "no input size": (
        ["compute", "yolo", "--image", PARK, "--set", "input_size=417"],
        "input_size must be one of 160, 192, ",
    ),
    "no pictures": (
        ["compute", "layers", "--image", PARK],
        "The topic layers works without pictures.",
    ),
    "window without pictures": (
        ["--topic", "layers", "--image", PARK],
        "The topic layers works without pictures.",
    ),
    "no PNG": (["snapshot", "yolo", "-o", "x.jpg"], "ends in .png, not x.jpg."),
    "no folder": (["snapshot", "yolo", "-o", "none/x.png"], "There is no folder none."),
    "no camera": (["compute", "yolo", "--image", "camera:x"], "names no camera"),
    "code of no picture": (["code", "yolo", "--image", "gone.jpg"], "gone.jpg does not exist."),
    "no size": (["snapshot", "yolo", "--size", "big", "-o", "x.png"], "big is not a size like"),
    "too small": (
        ["snapshot", "yolo", "--size", "1x1", "-o", "x.png"],
        "A snapshot is between 100 and 8000 points wide and high.",
    ),
    "too large": (
        ["snapshot", "yolo", "--size", "99999x800", "-o", "x.png"],
        "A snapshot is between 100 and 8000",
    ),
    "scale": (["snapshot", "yolo", "--scale", "9", "-o", "x.png"], "lies between 0.5 and 4."),
    "no scale": (["snapshot", "yolo", "--scale", "nan", "-o", "x.png"], "between 0.5 and 4."),
    "no output": (["snapshot", "yolo"], "-o/--output"),
    "snapshot topic": (["snapshot", "none", "-o", "x.png"], "There is no topic none"),
    "no such weights": (["weights", "fetch", "vgg"], "There are no weights called vgg"),
    "no weights file": (["weights", "import", "yolov4-tiny", "gone"], "gone does not exist"),
    "other weights": (
        ["weights", "import", "yolov4-tiny", __file__],
        "test_cli.py holds other weights",
    ),
    "two sources": (["--image", "a.jpg", "--camera", "0"], "not allowed with argument"),
    "no language": (["--language", "xx"], "invalid choice: 'xx'"),
    "window of no topic": (["--topic", "none"], "There is no topic none"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line_and_status_2(run, case, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, sentence = BAD[case]
    status, out, err = run(*arguments)
    assert status == 2
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1
    assert err.startswith("cnn-explorer")
    assert "Traceback" not in err
    assert list(tmp_path.glob("*.png")) == []


def test_bad_input_as_a_user_sees_it(tmp_path) -> None:
    ended = program("compute", "yolo", "--image", str(tmp_path))
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == f"cnn-explorer: There is no picture in the folder {tmp_path}.\n"


# --- code, weights ----------------------------------------------------------


def test_code_runs_when_piped_into_python(run, sample, tmp_path) -> None:
    status, out, err = run("code", "yolo", "--image", str(sample), "--set", "score_threshold=0.6")
    assert (status, err) == (0, "")
    ended = subprocess.run(
        [sys.executable, "-"], input=out, cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("person 0.9")
    assert "The numbers are those that CNN Explorer shows." in ended.stdout


@pytest.mark.parametrize("action", [["weights"], ["weights", "list"]])
def test_weights_list(run, action) -> None:
    status, out, err = run(*action)
    assert (status, err) == (0, "")
    assert out.startswith("yolov4-tiny: bundled, ")
    assert "MB" in out and "public domain" in out.lower()


def test_weights_can_be_imported(run, home) -> None:
    file = resource("weights", "yolov4-tiny.safetensors")
    status, out, _ = run("weights", "import", "yolov4-tiny", str(file))
    assert status == 0
    assert Path(out.strip()).read_bytes() == file.read_bytes()
    assert home in Path(out.strip()).parents


# --- what is imported, what is asked of the machine -------------------------


def test_topics_imports_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from explorer.app import main\n"
        "try:\n    main(['topics', '--json'])\n"
        "except SystemExit as leaving:\n    assert leaving.code == 0\n"
        "heavy = {'torch', 'numpy', 'cv2', 'PySide6', 'onnxruntime', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0, ended.stderr


def test_compute_imports_no_qt() -> None:
    script = (
        "import sys\n"
        "from explorer.app import main\n"
        f"try:\n    main(['compute', 'yolo', '--image', {PARK!r}])\n"
        "except SystemExit as leaving:\n    assert leaving.code == 0\n"
        "assert 'PySide6' not in sys.modules\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["detections"][0]["label"] == "person"


def test_whoever_stops_reading_gets_no_traceback() -> None:
    command = f"'{sys.executable}' main.py topics --json | head -c 1"
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True
    )
    assert "Traceback" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
@pytest.mark.parametrize("command", [["compute", "convolution"], ["topics", "--json"]])
def test_output_that_cannot_be_written_is_one_line(command) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "main.py", *command],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
    said = "cnn-explorer: The output cannot be written: No space left on device.\n"
    assert (ended.returncode, ended.stderr) == (2, said)


@pytest.mark.parametrize("picture", ["", "grey.png"])
def test_code_where_the_home_cannot_be_written(run, tmp_path, home, monkeypatch, picture) -> None:
    """The reel's frame, and a 16-bit picture, which others would read otherwise."""
    home.write_text("a file in the place of the folder")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    if picture:
        picture = str(tmp_path / picture)
        Image.fromarray(np.arange(64 * 64, dtype=np.uint16).reshape(64, 64) * 16).save(picture)
    status, out, err = run("code", "yolo", "--image", picture)
    assert (status, err) == (0, "")
    assert str(tmp_path / "temporary") in out


def test_help_is_there(run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    for command in ("topics", "compute", "snapshot", "code", "weights", "--camera"):
        assert command in out


def test_a_picture_may_stand_before_the_command(run):
    before = run("--image", PARK, "compute", "yolo")
    assert before == run("compute", "yolo", "--image", PARK)
    assert before[0] == 0


# --- networks ---------------------------------------------------------------


def test_missing_weights_come_with_the_command_that_fetches_them(run) -> None:
    status, out, err = run("compute", "networks", "--set", "network=resnet18", "--image", PARK)
    assert (status, out) == (2, "")
    assert err.rstrip().endswith("python main.py weights fetch resnet18")
    assert err.count("\n") == 1


def test_a_position_in_the_wrong_form_is_told_the_right_one(run) -> None:
    status, _, err = run("compute", "networks", "--set", "position=3,4", "--image", PARK)
    assert status == 2 and "such as [3,4]" in err
    status, out, _ = run("compute", "networks", "--set", "position=[3,4]", "--image", PARK)
    assert status == 0 and json.loads(out)["position"] == [3, 4]
