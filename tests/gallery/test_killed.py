"""Killed at any moment: what was reported is there, and at most the rest of one enrolment."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.core.paths import PACKAGE
from explorer.gallery.gallery import Gallery
from tests.gallery.made import face, stored, traces, vector

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills as on POSIX")
KILLS = 100


def run(*arguments: object) -> str:
    command = [sys.executable, "-m", "tests.gallery.killing", *map(str, arguments)]
    done = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_integrity(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_a_hundred_kills_lose_at_most_the_enrolment_under_way(path: Path) -> None:
    output = run("kill", path, KILLS, 1)
    reported = {int(face): int(seed) for face, seed in re.findall(r"\](\d+) (\d+)$", output, re.M)}
    begun = {int(seed) for seed in re.findall(r"\[(\d+)", output)}
    under_way = begun - set(reported.values())
    assert len(reported) > KILLS
    # Most kills hit an enrolment; none of the rest counts for two.
    assert KILLS / 4 < len(under_way) <= KILLS
    check_integrity(path)
    with Gallery(path) as gallery:
        known = gallery.embeddings()
        there = {
            int(number): row.tobytes()
            for number, row in zip(known.faces, known.matrix, strict=True)
        }
        for number, seed in reported.items():
            assert there.pop(number) == vector(seed).tobytes()
        # Committed, but killed before it could say so; or else not there at all.
        silent = {vector(seed).tobytes() for seed in under_way}
        assert set(there.values()) <= silent
        assert len(there) == len(set(there.values()))
        # Nobody without a face: a person and the first face are one change.
        assert all(person.faces for person in gallery.people())
        assert sum(person.faces for person in gallery.people()) == len(known.faces)
        assert gallery.enrol("after all", [face(0)]).faces


def test_who_was_removed_is_gone_for_good_whenever_the_program_is_killed(path: Path) -> None:
    with Gallery(path) as gallery:
        for seed in range(150):
            gallery.enrol(f"Person-{seed}-of-somewhere", [face(seed)])
    output = run("remove", path, 25, 2)
    removed = {int(person) for person in re.findall(r"\](\d+)$", output, re.M)}
    assert len(removed) > 10
    check_integrity(path)
    with Gallery(path) as gallery:
        left = {person.id for person in gallery.people()}
        assert not gallery.unswept()
    assert not left & removed
    assert 150 - len(left) - len(removed) <= 25
    data = stored(path)
    for person in range(1, 151):
        # Ids are given in turn, from 1.
        named = f"Person-{person - 1}-of".encode() in data
        assert named == (person in left)
        if person not in left:
            assert traces(data, person - 1, pictured=False) == []
