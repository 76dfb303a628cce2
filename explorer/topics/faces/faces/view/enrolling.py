"""Enrolling people: from the picture on screen, a file, or a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from explorer.core.errors import UserError
from explorer.core.i18n import mark
from explorer.core.paths import resource
from explorer.gallery.names import clean_name
from explorer.gallery.records import Added, NewFace
from explorer.nets.face_looker import Looker
from explorer.topics.faces.faces.enrolment import Batch, ReasonsError, gather, list_folder, new_face
from explorer.topics.faces.faces.process import Processed
from explorer.topics.faces.faces.view.keeper import Keeper
from explorer.topics.faces.faces.view.long_run import LongRun
from explorer.topics.faces.faces.view.texts import short
from explorer.ui.services import Services
from explorer.vision.face_quality import NONE, Finding

SAMPLE = "selfie.jpg"
STRANGER = "P003"
"""Stays out of the sample people, so that one of their pictures shows somebody unknown."""
SHOWN = 3
"""Pictures whose reasons are said; of the others the number."""


class Enrolling:
    """Makes entries of the gallery, and says what came of it.

    Parameters
    ----------
    services : Services
    keeper : Keeper
    run : LongRun
    looker : Looker
    open_source : callable
        Shows a picture in which one has to choose a face.
    """

    def __init__(
        self,
        services: Services,
        keeper: Keeper,
        run: LongRun,
        looker: Looker,
        open_source: Callable[[str], None],
    ) -> None:
        self._services, self._keeper, self._run = services, keeper, run
        self._looker, self._open_source = looker, open_source

    def enrol_face(
        self, processed: Processed, name: str, another: bool, done: Callable[[], None]
    ) -> None:
        """Enrol the open face; a poor picture only once the user insists.

        ``another``: of another person than the one who has the name already.

        Raises
        ------
        UserError
            The name does not do.
        """
        name, focus = clean_name(name), processed.result.focus
        if focus is None:
            self._services.notify(ReasonsError(Finding("faces", 0.0, NONE)))
            return
        face = new_face(processed.looked, focus, processed.frame.name)

        def enrol() -> None:
            self._enrol({name: [face]}, lambda added: self._say_one(name, added, done), another)

        if problems := processed.looked.problems(focus):
            self._services.notify(
                ReasonsError(*problems), retry=enrol, action=mark("Enrol it all the same")
            )
        else:
            enrol()

    def _enrol(
        self,
        faces: dict[str, list[NewFace]],
        done: Callable[[Added], None],
        another: bool = False,
    ) -> None:
        self._keeper.change(lambda: self._keeper.shelf.enrol(faces, another=another), done)

    def _say_one(self, name: str, added: Added, done: Callable[[], None]) -> None:
        name = short(name)
        if added.people:
            message = UserError("{name} is enrolled; undo takes it back.", name=name)
        elif added.faces:
            message = UserError(
                "One more face of {name} is enrolled; undo takes it back.", name=name
            )
        else:
            message = UserError("This very picture of {name} is enrolled already.", name=name)
        self._services.notify(message, error=False)
        done()

    def enrol_file(self, path: Path, name: str, done: Callable[[], None]) -> None:
        """Enrol the one person of a picture file; a poor picture only once the user insists.

        Raises
        ------
        UserError
            The name does not do.
        """
        name, batch = clean_name(name), Batch()
        self._run.begin(
            gather(self._looker, [(name, path)], batch),
            1,
            lambda: self._take_file(path, name, batch, done),
        )

    def _take_file(self, path: Path, name: str, batch: Batch, done: Callable[[], None]) -> None:
        def enrol() -> None:
            found = batch.faces or batch.poor
            self._enrol(found, lambda added: self._say_one(name, added, done))

        if batch.faces:
            enrol()
            return
        ((_, reason),) = batch.refused
        if batch.poor:
            self._services.notify(reason, retry=enrol, action=mark("Enrol it all the same"))
        elif batch.crowded:
            self._services.notify(
                reason,
                retry=lambda: self._open_source(str(path)),
                action=mark("Open the picture and choose a face"),
            )
        else:
            self._services.notify(reason)

    def enrol_folder(self, folder: Path, name: str) -> None:
        """Enrol everybody of a folder, see `enrolment.list_folder`.

        Raises
        ------
        UserError
            The folder cannot be read, or the name does not do.
        """
        self._gather(list_folder(folder, clean_name(name) if name.strip() else ""))

    def enrol_samples(self) -> None:
        """Enrol the people who come with the program, with one picture each."""
        folders = sorted(resource("samples", "people").glob("P*"))
        self._gather([(f.name, f / SAMPLE) for f in folders if f.name != STRANGER])

    def _gather(self, listed: list[tuple[str, Path]]) -> None:
        batch = Batch()

        def gathered() -> None:
            if batch.faces:
                self._enrol(batch.faces, lambda added: self._say_batch(batch, added))
            else:
                self._say_left_out(batch)

        self._run.begin(gather(self._looker, listed, batch), len(listed), gathered)

    def _say_left_out(self, batch: Batch, *said: UserError) -> None:
        """Say what was left out; what is merely poor can be enrolled all the same."""
        message, poor = ReasonsError(*said, *_left_out(batch)), Batch(faces=batch.poor)
        if not batch.poor:
            self._services.notify(message, error=not said)
            return
        self._services.notify(
            message,
            retry=lambda: self._enrol(poor.faces, lambda added: self._say_batch(poor, added)),
            action=mark("Enrol the poor ones all the same"),
            error=not said,
        )

    def _say_batch(self, batch: Batch, added: Added) -> None:
        said = []
        if added.faces:
            said.append(
                UserError(
                    "Enrolled. People: {people}, faces: {faces}; undo takes them back.",
                    faces=len(added.faces),
                    people=len(batch.faces),
                )
            )
        if added.known:
            said.append(UserError("{count} were enrolled already.", count=added.known))
        self._say_left_out(batch, *said)


def _left_out(batch: Batch) -> list[UserError]:
    """Say which pictures were left out, and why."""
    said = [
        UserError("{file}: {reason}", file=file, reason=reason)
        for file, reason in batch.refused[:SHOWN]
    ]
    if not said:
        return []
    if more := len(batch.refused) - len(said):
        said.append(UserError("And {count} more.", count=more))
    return [UserError("Left out: {count}.", count=len(batch.refused)), *said]
