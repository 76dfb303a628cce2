import sqlite3
from pathlib import Path

import pytest

from explorer.core.errors import UserError
from explorer.gallery import schema
from explorer.gallery.failures import DamagedGalleryError
from explorer.gallery.gallery import Gallery
from tests.gallery.made import content, face

NEWER = (
    "ALTER TABLE person ADD COLUMN note TEXT NOT NULL DEFAULT 'none yet'",
    "UPDATE person SET note = 'was called ' || name",
)
# As the first version might have been.
OLDER = (
    f"PRAGMA application_id = {schema.APPLICATION}",
    "CREATE TABLE gallery (one INTEGER PRIMARY KEY)",
    "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, given TEXT, family TEXT)",
    "CREATE TABLE face (id INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER, embedding BLOB)",
)
FROM_OLDER = (
    "ALTER TABLE person RENAME TO old_person",
    "ALTER TABLE face RENAME TO old_face",
    "DROP TABLE gallery",
    *schema.STEPS[0],
    """INSERT INTO person (id, name, created)
        SELECT id, given || ' ' || family, 0 FROM old_person""",
    """INSERT INTO face (id, person, embedding, source, created)
        SELECT id, person, embedding, '', 0 FROM old_face""",
    "DROP TABLE old_face",
    "DROP TABLE old_person",
)


def version(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[60:64], "big")


def test_a_new_gallery_has_the_latest_version(path: Path) -> None:
    Gallery(path).close()
    assert version(path) == len(schema.STEPS) == 1
    assert path.read_bytes()[68:72] == b"FACE"


def test_the_next_version_keeps_all_that_is_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gallery(path) as gallery:
        gallery.allow_pictures(True)
        gallery.enrol("Ada", [face(1, pictured=True), face(2)])
        before = content(gallery)
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, NEWER))
    with Gallery(path) as gallery:
        assert content(gallery) == before
        with gallery._database.reading() as connection:
            notes = connection.execute("SELECT note FROM person").fetchall()
    assert notes == [("was called Ada",)]
    assert version(path) == 2


def test_an_older_version_is_brought_up_in_all_its_steps(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as old:
        for statement in OLDER:
            old.execute(statement)
        old.execute("INSERT INTO person (id, given, family) VALUES (7, 'Ada', 'Lovelace')")
        embedding = face(1).embedding.tobytes()  # type: ignore[union-attr]
        old.execute("INSERT INTO face (id, person, embedding) VALUES (3, 7, ?)", (embedding,))
        old.execute("PRAGMA user_version = 1")
    old.close()
    monkeypatch.setattr(schema, "STEPS", (OLDER, FROM_OLDER, NEWER))
    with Gallery(path) as gallery:
        assert [(person.id, person.name) for person in gallery.people()] == [(7, "Ada Lovelace")]
        assert gallery.embeddings().matrix.tobytes() == embedding
        assert gallery.enrol("Bo", [face(2)]).people == (8,)
    assert version(path) == 3


def test_a_step_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gallery(path) as gallery:
        gallery.enrol("Ada", [face(1)])
        before = content(gallery)
    was = path.read_bytes()
    bad = (*NEWER, "INSERT INTO nowhere VALUES (1)")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", (*schema.STEPS, bad))
        with pytest.raises(UserError, match="nowhere"):
            Gallery(path)
    assert path.read_bytes() == was
    with Gallery(path) as gallery:
        assert content(gallery) == before


def test_a_newer_version_is_refused_untouched(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", (*schema.STEPS, NEWER))
        with Gallery(path) as gallery:
            gallery.enrol("Ada", [face(1)])
    path.chmod(0o644)
    was = path.read_bytes()
    with pytest.raises(UserError, match="newer version"):
        Gallery(path)
    assert path.read_bytes() == was
    assert path.stat().st_mode & 0o777 == 0o644
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_newer_version_whose_program_was_killed_is_refused_untouched(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gallery(path) as gallery:
        gallery.enrol("Ada", [face(1)])
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", (*schema.STEPS, NEWER))
        newer = Gallery(path)
    # The new version is in the log only: what a kill leaves, copied away from the living.
    copy = tmp_path / "copy" / path.name
    copy.parent.mkdir()
    for end in ("", "-wal"):
        file = path.with_name(path.name + end)
        copy.with_name(file.name).write_bytes(file.read_bytes())
    newer.close()
    log = copy.with_name(copy.name + "-wal")
    was = copy.read_bytes(), log.read_bytes()
    assert version(copy) == 1
    with pytest.raises(UserError, match="newer version"):
        Gallery(copy)
    assert (copy.read_bytes(), log.read_bytes()) == was


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)")
    other.close()
    was = path.read_bytes()
    with pytest.raises(UserError, match="another program"):
        Gallery(path)
    assert path.read_bytes() == was


def test_a_gallery_without_its_tables_is_damaged(path: Path) -> None:
    Gallery(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE face")
    connection.close()
    was = path.read_bytes()
    with pytest.raises(DamagedGalleryError):
        Gallery(path)
    assert path.read_bytes() == was


@pytest.mark.parametrize("size", [0, 1])
def test_a_program_killed_at_its_very_first_step_is_no_obstacle(path: Path, size: int) -> None:
    path.parent.mkdir()
    path.touch()
    if size:
        # An empty database with a log, and no table yet.
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()
    with Gallery(path) as gallery:
        gallery.enrol("Ada", [face(1)])
        assert gallery.counts() == (1, 1)
