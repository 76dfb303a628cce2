"""A gallery of a million faces: opening, loading, enrolling, erasing; time and memory."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from measure import ROOT, ms, row

COUNT, EACH = 1_000_000, 10
# A process of its own, so that nothing but the gallery is counted.
LOADED = """
import sys, time, psutil
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from explorer.gallery.gallery import Gallery
process = psutil.Process()
gallery = Gallery(Path(sys.argv[2]))
gallery.counts()
before = process.memory_info().rss
start = time.perf_counter()
matrix = gallery.embeddings().matrix
taken = time.perf_counter() - start
memory = process.memory_info()
peak = getattr(memory, "peak_wset", memory.rss)  # Windows
if sys.platform == "linux":
    status = Path("/proc/self/status").read_text()
    peak = 1024 * int(status.split("VmHWM:")[1].split()[0])
print(taken, (memory.rss - before) / 1e6, (peak - before) / 1e6, matrix.nbytes / 1e6)
"""


def gallery(_options: argparse.Namespace) -> None:
    """Build it, then do with it what the window does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "faces" / "gallery.sqlite3"
        _small(Path(folder) / "small" / "gallery.sqlite3")
        matrix = _build(path)
        np.save(Path(folder) / "bare.npy", matrix)
        del matrix
        _load(path, Path(folder) / "bare.npy")
        _use(path)


def _once(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _median(call: Callable[[], object], rounds: int = 9) -> float:
    return float(np.median([_once(call) for _ in range(rounds)]))


def _small(path: Path) -> None:
    from explorer.gallery.gallery import Gallery
    from explorer.gallery.records import NewFace

    random = np.random.default_rng(0)
    with Gallery(path) as few:
        each = [
            _once(lambda n=n: few.enrol(f"person {n}", [NewFace(random.normal(size=128))]))
            for n in range(100)
        ]
        row("enrol one face (committed to the disk)", ms(float(np.median(each))))
        gone = [_once(lambda n=n: few.remove([n])) for n in range(1, 21)]
        row("remove one of 100 people, bytes erased", ms(float(np.median(gone))))


def _build(path: Path) -> np.ndarray:
    from explorer.gallery.database import Database

    random = np.random.default_rng(0)
    matrix = random.standard_normal((COUNT, 128), np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    start = time.perf_counter()
    database = Database(path)
    with database.writing() as connection:
        connection.execute("PRAGMA cache_size = -262144")
        people = ((f"person {n}", 0.0) for n in range(COUNT // EACH))
        connection.executemany("INSERT INTO person (name, created) VALUES (?, ?)", people)
        faces = ((n // EACH + 1, data.tobytes()) for n, data in enumerate(matrix))
        connection.executemany(
            "INSERT INTO face (person, embedding, source, created) VALUES (?, ?, '', 0)", faces
        )
    size = database.size()
    database.close()
    row(
        f"build {COUNT} faces in SQL",
        f"{time.perf_counter() - start:.1f} s",
        f"{size / 1e6:.0f} MB",
    )
    return matrix


def _load(path: Path, bare: Path) -> None:
    from explorer.gallery.gallery import Gallery

    row("open it (what start-up does)", ms(_median(lambda: Gallery(path).close())))
    peer = min(_once(lambda: np.load(bare)) for _ in range(3))
    command = [sys.executable, "-c", LOADED, str(ROOT), str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    taken, kept, peak, size = map(float, answer.split())
    row("load all embeddings", f"{taken:.2f} s", f"{peer:.2f} s (np.load)")
    row("memory kept, memory at most", f"{kept:.0f} MB, {peak:.0f} MB", f"{size:.0f} MB (numbers)")


def _use(path: Path) -> None:
    from explorer.gallery.gallery import Gallery
    from explorer.gallery.records import NewFace

    random = np.random.default_rng(1)
    many = Gallery(path)
    row("numbers of people and faces", ms(_once(many.counts)))
    row("first 200 people with counts", ms(_once(lambda: many.people(limit=200))))
    many.embeddings()

    def enrol() -> None:
        many.enrol("new", [NewFace(random.normal(size=128))])
        many.embeddings()

    row(
        "enrol one more, seen by the matrix", ms(float(np.median([_once(enrol) for _ in range(9)])))
    )
    removed = many.remove([5])
    row("remove a person", ms(_once(lambda: many.remove([6]))))
    row("read the matrix anew", f"{_once(many.embeddings):.2f} s")
    row("bring the person back", ms(_once(lambda: many.restore(removed))))
    row("sweep (at closing, after a removal)", f"{_once(many.sweep):.1f} s")
    row("erase everything", f"{_once(many.erase_everything):.1f} s")
