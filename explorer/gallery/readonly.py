"""A gallery that is only read: the file stays as it is, and none is made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.gallery import files, schema
from explorer.gallery.failures import told


@contextmanager
def read_only(path: Path | None = None) -> Iterator[sqlite3.Connection | None]:
    """Give a connection that sees one state of a gallery; None where there is none yet.

    Parameters
    ----------
    path : Path, optional
        By default the user's own.

    Raises
    ------
    UserError
        It cannot be read, or is no gallery.
    """
    path = (path or files.default_path()).absolute()
    with told(path):
        connection = connect(path) if path.exists() else None
        if connection is None:
            yield None
            return
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()


def connect(path: Path, patience: float = 5.0) -> sqlite3.Connection | None:
    """Open the file of a gallery to read only; None where no gallery is in it yet.

    Raises
    ------
    UserError, sqlite3.Error
        It cannot be read, or is no gallery.
    """
    # Without a log nobody is writing: then SQLite need not make files of its own beside it.
    mode = "mode=ro&immutable=1" if files.alone(path) else "mode=ro"
    connection = sqlite3.connect(
        f"{path.as_uri()}?{mode}",
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        schema.check(connection, path, len(schema.STEPS))
        if schema.version(connection):
            return connection
    except BaseException:
        connection.close()
        raise
    connection.close()
    return None
