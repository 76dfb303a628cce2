from explorer.vision.landmarks import MESH, NAMES, REGIONS, indices


def test_every_part_has_as_many_landmarks_as_mediapipe_gives_it() -> None:
    counts = {region: len(indices(region)) for region in REGIONS}
    assert counts == {"eyes": 32, "brows": 20, "nose": 24, "lips": 40, "oval": 36}
    assert indices("all") == tuple(range(MESH))


def test_every_landmark_has_a_name() -> None:
    assert len(NAMES[5]) == 5
    assert len(NAMES[468]) == 468
    assert all(NAMES[468])
    assert NAMES[468][1] == NAMES[5][2] == "tip of the nose"
    assert NAMES[468][159] == "right eye"
    assert NAMES[468][386] == "left eye"
    assert NAMES[468].count("right eyebrow") == NAMES[468].count("left eyebrow") == 10
