"""Label sets out of files: sizes, and what is said of damaged ones."""

import json

import pytest

from explorer.core.errors import UserError
from explorer.vision.label_files import read_labels


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_yolo_file(tmp_path):
    path = write(
        tmp_path / "a.txt", "0 0.5 0.5 0.25 0.75\n\n2 0.1 0.1 0.1 0.2 0.93\n1 0.5 0.5 0 0.1\n"
    )
    found = read_labels(path)
    assert found.sizes.tolist() == [[0.25, 0.75], [0.1, 0.2]] and found.left_out == 1


def test_a_folder_of_them(tmp_path):
    write(tmp_path / "train" / "b.txt", "car 0.5 0.5 0.5 0.25\n")
    write(tmp_path / "train" / "a.txt", "0 0.5 0.5 0.125 0.5\n")
    write(tmp_path / "train" / "none.txt", "")
    write(tmp_path / "classes.txt", "pedestrian\ncar\n")
    assert read_labels(tmp_path).sizes.tolist() == [[0.125, 0.5], [0.5, 0.25]]


def coco(**changes):
    content = {
        "images": [{"id": 7, "width": 640, "height": 480}],
        "annotations": [
            {"image_id": 7, "bbox": [10, 10, 320, 120]},
            {"image_id": 7, "bbox": [10, 10, 64, 0]},
            {"image_id": 7, "bbox": [0, 0, 600, 400], "iscrowd": 1},
        ],
    }
    return json.dumps({**content, **changes})


def test_a_coco_file(tmp_path):
    found = read_labels(write(tmp_path / "labels.json", coco()))
    assert found.sizes.tolist() == [[0.5, 0.25]] and found.left_out == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0 0.5 0.5 0.2\n", "line 1: expected"),
        ("0 0.5 0.5 0.2 0.2\n0 a 0.5 0.2 0.2\n", "line 2: expected"),
        ("0 0.5 0.5 nan 0.2\n", "line 1: expected"),
        ("0 0.5 0.5 120 80\n", "line 1: width and height must lie between 0 and 1, not 120 and 80"),
        ("0 0.5 0.5 -0.1 0.5\n", "line 1: width and height"),
        ("", "is empty"),
        ("0 0.5 0.5 0 0\n", "holds no box"),
    ],
)
def test_a_damaged_line_is_named(tmp_path, text, words):
    with pytest.raises(UserError, match=words) as told:
        read_labels(write(tmp_path / "bad.txt", text))
    assert "bad.txt" in str(told.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1 is no JSON"),
        ("[]", "no JSON object"),
        ("{}", "no COCO file: it has no list “images”"),
        (coco(annotations=5), "no list “annotations”"),
        (coco(images=[{"id": 7, "width": 0, "height": 480}]), "“images”, entry 0"),
        (coco(images=[{"id": [7], "width": 5, "height": 480}]), "“images”, entry 0"),
        (coco(annotations=[{"image_id": 8, "bbox": [0, 0, 1, 1]}]), "“annotations”, entry 0"),
        (coco(annotations=[{"image_id": [], "bbox": [0, 0, 1, 1]}]), "“annotations”, entry 0"),
        (coco(annotations=[{"image_id": 7, "bbox": [0, 0, 1]}]), "“annotations”, entry 0"),
        (coco(annotations=[{"image_id": 7, "bbox": [0, 0, "x", 1]}]), "“annotations”, entry 0"),
        (coco(annotations=[{"image_id": 7, "bbox": [0, 0, 2000, 1]}]), "“annotations”, entry 0"),
        (coco(annotations=[3]), "“annotations”, entry 0"),
        (coco(annotations=[]), "holds no box"),
    ],
)
def test_a_damaged_coco_file_is_named(tmp_path, text, words):
    with pytest.raises(UserError, match=words) as told:
        read_labels(write(tmp_path / "bad.json", text))
    assert "bad.json" in str(told.value)


def test_what_is_not_there_or_no_text_is_said(tmp_path):
    with pytest.raises(UserError, match="does not exist"):
        read_labels(tmp_path / "nowhere.txt")
    with pytest.raises(UserError, match="no label files"):
        read_labels(tmp_path)
    (tmp_path / "x.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="no text file"):
        read_labels(tmp_path / "x.txt")
