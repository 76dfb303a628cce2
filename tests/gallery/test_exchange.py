import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from explorer.core.errors import UserError
from explorer.gallery import exchange
from explorer.gallery.gallery import Gallery
from explorer.gallery.records import NewFace
from tests.gallery.made import content, face, picture, vector


@pytest.fixture
def exported(gallery: Gallery, tmp_path: Path) -> Path:
    gallery.allow_pictures(True)
    gallery.enrol("김민지 \"'", [face(1, pictured=True), face(2)])
    gallery.enrol("Bo", [NewFace(vector(3), "camera", None, picture(3), created=86400.25)])
    gallery.enrol("Bo", [face(4)], another=True)
    gallery.enrol("nobody yet", [])
    path = tmp_path / "all.zip"
    gallery.export(path, pictures=True)
    return path


def other(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "other" / "gallery.sqlite3")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path: Path, files: dict[str, bytes], kind: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_another_gallery_gets_all_of_it(gallery: Gallery, exported: Path, tmp_path: Path) -> None:
    with other(tmp_path) as there:
        there.allow_pictures(True)
        added = there.import_file(exported)
        assert (added.people, added.faces, added.known) == ((1, 2, 3, 4), (1, 2, 3, 4), 0)
        assert content(there) == content(gallery)
        assert there.import_file(exported).known == 4
        assert content(there) == content(gallery)
        # Undo of the import.
        there.remove(added.people, added.faces)
        assert there.counts() == (0, 0)


def test_pictures_come_along_only_if_both_sides_want_them(
    gallery: Gallery, exported: Path, tmp_path: Path
) -> None:
    without = tmp_path / "without.zip"
    gallery.export(without)
    assert sorted(parts(without)) == ["embeddings.npy", "gallery.json"]
    assert picture(1) not in without.read_bytes()
    with other(tmp_path) as there:
        there.import_file(exported)
        assert [there.thumbnail(number) for number in (1, 2, 3, 4)] == [None] * 4


def test_the_file_is_private_and_other_programs_can_read_it(exported: Path) -> None:
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600
    files = parts(exported)
    assert sorted(files) == [
        "embeddings.npy",
        "gallery.json",
        "pictures/0.jpg",
        "pictures/2.jpg",
    ]
    matrix = np.load(io.BytesIO(files["embeddings.npy"]), allow_pickle=False)
    np.testing.assert_array_equal(matrix, [vector(1), vector(2), vector(3), vector(4)])
    text = json.loads(files["gallery.json"])
    assert text["version"] == 1
    assert [person["name"] for person in text["people"]] == ["김민지 \"'", "Bo", "Bo", "nobody yet"]
    assert text["faces"]["person"] == [0, 0, 1, 2]
    assert text["faces"]["created"][2] == 86400.25
    assert files["pictures/2.jpg"] == picture(3)


def test_an_empty_gallery_can_be_taken_along(gallery: Gallery, tmp_path: Path) -> None:
    gallery.export(tmp_path / "none.zip")
    assert gallery.import_file(tmp_path / "none.zip").faces == ()


def test_what_is_there_already_is_recognised_by_content(
    gallery: Gallery, exported: Path, tmp_path: Path
) -> None:
    gallery.rename(1, "Minji")
    gallery.remove(faces=[2])
    added = gallery.import_file(exported)
    # The face comes back to whom it belonged, whatever the name is now.
    assert (added.people, added.known) == ((), 3)
    assert [(person.name, person.faces) for person in gallery.people()] == [
        ("Minji", 2),
        ("Bo", 1),
        ("Bo", 1),
        ("nobody yet", 0),
    ]
    with other(tmp_path) as there:
        there.enrol("Bo", [face(77)])
        added = there.import_file(exported)
        assert [(person.name, person.faces) for person in there.people()] == [
            ("Bo", 2),
            ("김민지 \"'", 2),
            ("Bo", 1),
            ("nobody yet", 0),
        ]


def test_the_name_and_the_folder_of_an_export_are_checked(gallery: Gallery, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"ends in \.zip"):
        gallery.export(tmp_path / "faces.json")
    with pytest.raises(UserError, match="no folder"):
        gallery.export(tmp_path / "nowhere" / "faces.zip")


def test_an_export_that_fails_leaves_the_older_file(
    gallery: Gallery, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = exported.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exchange, "_write_embeddings", full)
    with pytest.raises(UserError, match="No space left"):
        gallery.export(exported)
    assert exported.read_bytes() == before
    assert [file.name for file in exported.parent.glob("*.part")] == []


def edit_text(change: Callable[[dict], object]) -> Callable[[dict[str, bytes]], None]:
    def edit(files: dict[str, bytes]) -> None:
        text = json.loads(files["gallery.json"])
        change(text)
        files["gallery.json"] = json.dumps(text).encode()

    return edit


def edit_numbers(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[dict], None]:
    def edit(files: dict[str, bytes]) -> None:
        stream = io.BytesIO()
        np.save(stream, change(np.load(io.BytesIO(files["embeddings.npy"]))))
        files["embeddings.npy"] = stream.getvalue()

    return edit


def pickled(files: dict[str, bytes]) -> None:
    stream = io.BytesIO()
    np.save(stream, np.array([{"a": 1}], object), allow_pickle=True)
    files["embeddings.npy"] = stream.getvalue()


UNFIT = {
    "too few embeddings": edit_numbers(lambda matrix: matrix[:-1]),
    "other length": edit_numbers(lambda matrix: matrix[:, :64]),
    "other numbers": edit_numbers(lambda matrix: matrix.astype(np.float64)),
    "columns first": edit_numbers(np.asfortranarray),
    "not a number": edit_numbers(lambda matrix: matrix * np.nan),
    "all zero": edit_numbers(lambda matrix: matrix * 0),
    "a pickle": pickled,
    "numbers cut short": lambda files: files.update(
        {"embeddings.npy": files["embeddings.npy"][:-100]}
    ),
    "no numbers": lambda files: files.update({"embeddings.npy": b"\x93NUMPY\x01\0"}),
    "no JSON": lambda files: files.update({"gallery.json": b"{"}),
    "no UTF-8": lambda files: files.update({"gallery.json": b"\xff\xfe\xfd"}),
    "a list": lambda files: files.update({"gallery.json": b"[]"}),
    "deep": lambda files: files.update({"gallery.json": b"[" * 100_000}),
    "person out of range": edit_text(lambda text: text["faces"]["person"].__setitem__(0, 4)),
    "person before the first": edit_text(lambda text: text["faces"]["person"].__setitem__(0, -1)),
    "person is a text": edit_text(lambda text: text["faces"]["person"].__setitem__(0, "0")),
    "a source too few": edit_text(lambda text: text["faces"]["source"].pop()),
    "a source is a number": edit_text(lambda text: text["faces"]["source"].__setitem__(0, 7)),
    "quality is a text": edit_text(lambda text: text["faces"]["quality"].__setitem__(0, "good")),
    "time is not finite": edit_text(
        lambda text: text["faces"]["created"].__setitem__(0, float("nan"))
    ),
    "an empty name": edit_text(lambda text: text["people"][0].update(name=" ")),
    "a long name": edit_text(lambda text: text["people"][0].update(name="x" * 10_000)),
    "a name with NUL": edit_text(lambda text: text["people"][0].update(name="A\0B")),
    "a name is a number": edit_text(lambda text: text["people"][0].update(name=5)),
    "people are numbers": edit_text(lambda text: text.update(people=[1, 2, 3, 4])),
    "version is a text": edit_text(lambda text: text.update(version="1")),
    "a picture is none": lambda files: files.update({"pictures/0.jpg": b"GIF89a"}),
    "a picture is huge": lambda files: files.update(
        {"pictures/0.jpg": b"\xff\xd8\xff" + bytes(2 << 20)}
    ),
}


@pytest.mark.parametrize("what", UNFIT)
def test_a_file_that_does_not_fit_together_is_refused_whole(
    exported: Path, tmp_path: Path, what: str
) -> None:
    files = parts(exported)
    UNFIT[what](files)
    bad = tmp_path / "bad.zip"
    write(bad, files, zipfile.ZIP_DEFLATED)
    with other(tmp_path) as there:
        there.allow_pictures(True)
        with pytest.raises(UserError, match=r"bad\.zip is damaged: its parts") as raised:
            there.import_file(bad)
        assert there.counts() == (0, 0)
    assert "{" not in str(raised.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edit_text(lambda text: text.update(version=2)), "newer version"),
        (edit_text(lambda text: text.update(format="something else")), "no exported gallery"),
        (edit_text(lambda text: text.update(network="another")), "no exported gallery"),
        (edit_text(lambda text: text.pop("format")), "no exported gallery"),
        (lambda files: files.pop("embeddings.npy"), "no exported gallery"),
        (lambda files: files.pop("gallery.json"), "no exported gallery"),
    ],
)
def test_what_is_no_export_or_newer_is_told(
    exported: Path, tmp_path: Path, change: Callable[[dict], None], message: str
) -> None:
    files = parts(exported)
    change(files)
    write(tmp_path / "bad.zip", files)
    with other(tmp_path) as there:
        with pytest.raises(UserError, match=message):
            there.import_file(tmp_path / "bad.zip")
        assert there.counts() == (0, 0)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"\x89PNG" * 99, None])
def test_other_files_are_refused(gallery: Gallery, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "file.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"file\.zip"):
        gallery.import_file(path)


def test_a_byte_that_fell_over_anywhere_is_noticed(exported: Path, tmp_path: Path) -> None:
    whole = exported.read_bytes()
    names = [name for name, _ in exchange.read(exported).people]
    random = np.random.default_rng(0)
    noticed = 0
    for place in random.choice(len(whole), 400, replace=False):
        broken = bytearray(whole)
        broken[place] ^= 0x41
        (tmp_path / "broken.zip").write_bytes(broken)
        try:
            read = exchange.read(tmp_path / "broken.zip")
        except UserError:
            noticed += 1
        else:
            # A date or a right in the archive, which is not read: the rest is the same.
            assert [name for name, _ in read.people] == names
            rows = [np.asarray(face.embedding).tobytes() for _, face in read.faces]
            assert rows == [vector(seed).tobytes() for seed in (1, 2, 3, 4)]
    assert noticed > 300


def test_a_file_cut_anywhere_is_refused(gallery: Gallery, exported: Path, tmp_path: Path) -> None:
    whole = exported.read_bytes()
    for end in range(1, len(whole), len(whole) // 40):
        (tmp_path / "cut.zip").write_bytes(whole[:end])
        with pytest.raises(UserError, match=r"cut\.zip"):
            gallery.import_file(tmp_path / "cut.zip")


@pytest.mark.parametrize("name", ["gallery.json", "embeddings.npy"])
def test_a_small_file_that_unpacks_to_a_huge_one_is_not_unpacked(
    exported: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "SPARE", 1 << 16)
    files = parts(exported)
    files[name] += b" " * (1 << 20)
    write(tmp_path / "bomb.zip", files, zipfile.ZIP_DEFLATED)
    read = []
    opened = zipfile.ZipExtFile.read
    monkeypatch.setattr(
        zipfile.ZipExtFile,
        "read",
        lambda self, n=-1: read.append((self.name, n)) or opened(self, n),
    )
    with other(tmp_path) as there, pytest.raises(UserError, match="parts do not fit"):
        there.import_file(tmp_path / "bomb.zip")
    assert name not in {entry for entry, _ in read}
