"""Raw boxes as labels for another topic."""

import numpy as np

from explorer.vision.raw_boxes import RawBoxes


def raw(*labels):
    count = len(labels)
    boxes = np.arange(4.0 * count).reshape(count, 4)
    return RawBoxes(boxes, np.linspace(1, 0.5, count), labels)


def test_some_of_the_boxes_in_another_order() -> None:
    found = raw("car", "dog", "cat").taken(np.array([2, 0]))
    assert found.labels == ("cat", "car") and found.boxes.tolist() == [[8, 9, 10, 11], [0, 1, 2, 3]]
    assert found.scores.tolist() == [0.5, 1]


def test_labels_name_their_classes_once() -> None:
    told = raw("dog", "", "dog", "car").to_labels()
    assert told["labels"] == ["dog", "object", "dog", "car"]
    assert told["classes"] == ["dog", "object", "car"] and len(told["boxes"]) == 4


def test_without_boxes_the_names_stay() -> None:
    assert raw().to_labels() == {"boxes": [], "labels": []}
