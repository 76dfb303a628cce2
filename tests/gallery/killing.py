"""Processes that work on one gallery and are killed, or run side by side.

    python -m tests.gallery.killing kill PATH KILLS SEED     enrol, until killed, KILLS times
    python -m tests.gallery.killing remove PATH KILLS SEED   remove people, until killed
    python -m tests.gallery.killing together PATH WORKERS EACH

The reports of the workers come on standard output, a line each. A fork is quick where a new
interpreter would take most of the time; here is nothing but SQLite that a fork could harm.
"""

import os
import random
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from explorer.gallery import database
from explorer.gallery.gallery import Gallery
from tests.gallery.made import face

Work = Callable[[Path, int], None]
# A sign of life every so many steps of SQLite: kills hit within transactions too.
STEPS = 10


def report(pipe: int, text: str) -> None:
    os.write(pipe, text.encode())


def enrol(path: Path, pipe: int) -> None:
    worker = os.getpid()
    # What a report promises must not hang on the page cache of the system alone.
    gallery = Gallery(path)
    gallery._database._current().set_progress_handler(lambda: report(pipe, "."), STEPS)
    for count in range(1_000_000):
        seed = worker * 1_000_000 + count
        name = f"worker {worker} person {count % 7}"
        report(pipe, f"[{seed}")
        added = gallery.enrol(name, [face(seed)])
        report(pipe, f"]{added.faces[0]} {seed}\n")


def remove(path: Path, pipe: int) -> None:
    # A file of any size is swept in the end; here after each removal.
    gallery = Gallery(path)
    gallery._database._current().set_progress_handler(lambda: report(pipe, "."), STEPS)
    for person in gallery.people():
        gallery.remove([person.id])
        report(pipe, f"]{person.id}\n")


def fork(work: Work, path: Path) -> tuple[int, int]:
    """Start ``work`` in a process of its own; return its id and what it reports to."""
    reads, writes = os.pipe()
    child = os.fork()
    if child:
        os.close(writes)
        return child, reads
    try:
        os.close(reads)
        work(path, writes)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def kill(work: Work, path: Path, kills: int, choose: random.Random) -> None:
    for _ in range(kills):
        child, pipe = fork(work, path)
        # So many reports, and so many signs of life after the last of them.
        reports, signs, data = choose.randrange(6), choose.randrange(60), b""
        while data.count(b"]") < reports or len(data[data.rfind(b"]") + 1 :]) < signs:
            more = os.read(pipe, choose.randrange(1, 40))
            if not more:
                break
            data += more
        os.kill(child, signal.SIGKILL)
        # What it had still said before it died was said after a commit.
        while more := os.read(pipe, 65536):
            data += more
        os.close(pipe)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or work is remove, status
        for line in data.decode().replace(".", "").splitlines():
            print(line)
        if choose.random() < 0.3:
            # Between two kills the log is read by a living window, or by the next victim.
            connection = sqlite3.connect(path)
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            connection.close()


def together(path: Path, workers: int, each: int) -> None:
    def work(path: Path, pipe: int) -> None:
        with Gallery(path) as gallery:
            for count in range(each):
                gallery.enrol(f"person {count % 5}", [face(os.getpid() * 10_000 + count)])
                report(pipe, f"{os.getpid() * 10_000 + count}\n")

    started = [fork(work, path) for _ in range(workers)]
    for child, pipe in started:
        with os.fdopen(pipe) as stream:
            print(stream.read(), end="")
        _, status = os.waitpid(child, 0)
        assert status == 0


if __name__ == "__main__":
    what, file, first, second = sys.argv[1:]
    if what == "together":
        together(Path(file), int(first), int(second))
    else:
        if what == "remove":
            database.SWEPT_AT_ONCE = 1 << 40
        work = {"kill": enrol, "remove": remove}[what]
        kill(work, Path(file), int(first), random.Random(int(second)))
