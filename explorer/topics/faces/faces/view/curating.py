"""What is done to the gallery as a whole, and to the people who are chosen in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from explorer.core.errors import UserError
from explorer.core.files import check_target
from explorer.core.i18n import tr
from explorer.core.jobs import Outcome
from explorer.gallery.exchange import SUFFIX
from explorer.gallery.names import clean_name
from explorer.gallery.records import Added
from explorer.nets.face_looker import Looker
from explorer.topics.faces.faces.state import State
from explorer.topics.faces.faces.survey import list_pictures, recognise_all
from explorer.topics.faces.faces.view.gallery_panel import GalleryPanel
from explorer.topics.faces.faces.view.keeper import Keeper
from explorer.topics.faces.faces.view.long_run import LongRun
from explorer.topics.faces.faces.view.texts import short
from explorer.ui import dialogs
from explorer.ui.files import save_numbers
from explorer.ui.services import Services


class Curating(QObject):
    """Asks where needed, changes the gallery, and says what was done.

    Parameters
    ----------
    parent : QWidget
    services : Services
    keeper : Keeper
    gallery : GalleryPanel
        Where people and faces are chosen.
    """

    def __init__(
        self, parent: QWidget, services: Services, keeper: Keeper, gallery: GalleryPanel
    ) -> None:
        super().__init__(parent)
        self._parent, self._services = parent, services
        self._keeper, self._people, self._faces = keeper, gallery.people, gallery.faces

    def _say(self, text: UserError) -> None:
        self._services.notify(text, error=False)

    @Slot(int, str)
    def renamed(self, person: int, name: str) -> None:
        """Give a person another name."""
        try:
            clean = clean_name(name)
        except UserError as error:
            self._services.notify(error)
            return
        if any(found.id == person and found.name == clean for found in self._keeper.content.people):
            return
        self._keeper.change(
            lambda: self._keeper.shelf.rename(person, clean), lambda _: self._say_shared(clean)
        )

    def _say_shared(self, name: str) -> None:
        """Say that somebody else has the name, too."""
        people = sum(found.name == name for found in self._keeper.content.people)
        if people > 1:
            self._say(
                UserError(
                    "{people} people are called {name} now. Merge makes one of them.",
                    people=people,
                    name=short(name),
                )
            )

    def merge(self) -> None:
        """Give all faces of those who are chosen to the first of them."""
        into, *others = self._people.selected()
        numbers = tuple(person.id for person in others)
        self._keeper.change(
            lambda: self._keeper.shelf.merge(numbers, into.id),
            lambda _: self._say(
                UserError(
                    "{count} people are one now: {name}. Undo parts them.",
                    count=1 + len(numbers),
                    name=short(into.name),
                )
            ),
        )

    def delete(self) -> None:
        """Delete those who are chosen."""
        chosen = self._people.selected()
        numbers = tuple(person.id for person in chosen)
        names = ", ".join(short(person.name) for person in chosen[:3]) + (
            "…" if len(chosen) > 3 else ""
        )
        self._keeper.change(
            lambda: self._keeper.shelf.delete(numbers),
            lambda _: self._say(
                UserError(
                    "Deleted: {names}. The data are erased from the disk; undo can bring them "
                    "back until the program ends.",
                    names=names,
                )
            ),
        )

    def delete_faces(self) -> None:
        """Delete the faces that are chosen; the person with the last of them."""
        (person,), faces = self._people.selected(), self._faces.selected()
        if len(faces) == person.faces:
            self.delete()
            return
        numbers = tuple(face.id for face in faces)
        self._keeper.change(
            lambda: self._keeper.shelf.delete((), numbers),
            lambda _: self._say(
                UserError(
                    "Deleted: {count} of {all} faces of {name}. The data are erased from the "
                    "disk; undo can bring them back until the program ends.",
                    count=len(numbers),
                    all=person.faces,
                    name=short(person.name),
                )
            ),
        )

    @Slot(bool)
    def allow_pictures(self, allowed: bool) -> None:
        """Store small pictures from now on, or erase those that are stored."""

        def said(erased: int) -> None:
            if allowed:
                text = UserError("Faces that are enrolled from now on get a small picture.")
            else:
                text = UserError("{count} pictures were erased for good.", count=erased)
            self._say(text)

        self._keeper.change(lambda: self._keeper.shelf.allow_pictures(allowed), said)

    def erase(self, run: LongRun) -> None:
        """Erase everything for good, once the user has confirmed it; ``run`` ends with it."""
        text = tr(
            "Erase all names, numbers and pictures of the gallery for good? Undo cannot bring "
            "them back."
        )
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        # Enter alone erases nothing.
        answer = QMessageBox.question(self._parent, tr("Erase everything?"), text, yes | no, no)
        if answer == yes:
            run.cancel()
            self._keeper.erase(lambda: self._say(UserError("Everything is erased.")))

    def import_gallery(self) -> None:
        """Ask for a file and add what it holds."""
        kinds = f"ZIP (*{SUFFIX})"
        title = tr("Import a gallery")
        path = dialogs.ask_open(self._parent, self._services.settings, title, kinds)
        if path:
            self._keeper.change(
                lambda: self._keeper.shelf.import_file(Path(path)), self._say_imported
            )

    def _say_imported(self, added: Added) -> None:
        self._say(
            UserError(
                "Imported. New people: {people}, new faces: {faces}, there already: {known}.",
                faces=len(added.faces),
                people=len(added.people),
                known=added.known,
            )
        )

    def export_gallery(self) -> None:
        """Ask for a file and write everything into it."""
        path = self._ask_save(tr("Export the gallery"), f"gallery{SUFFIX}", f"ZIP (*{SUFFIX})")
        if path:
            self._keeper.change(
                lambda: self._keeper.shelf.export(path),
                lambda _: self._say(UserError("Saved {path}.", path=path)),
            )

    def run_folder(self, run: LongRun, looker: Looker, state: State) -> None:
        """Ask for a folder and for a file; recognise all pictures and save the rows."""
        title = tr("Recognise a folder")
        folder = dialogs.ask_folder(self._parent, self._services.settings, title)
        if not folder:
            return
        try:
            files = list_pictures(folder)
        except UserError as error:
            self._services.notify(error)
            return
        path = self._ask_save(tr("Save numbers"), "faces.csv", "CSV (*.csv)")
        if path is None:
            return
        table: list[list[Any]] = []
        steps = recognise_all(looker, files, self._keeper.content.known, state, table)
        run.begin(steps, len(files), lambda: self._save(table, path))

    def _save(self, table: list[list[Any]], path: Path) -> None:
        def saved(outcome: Outcome) -> None:
            if outcome.error:
                self._services.notify(outcome.error)
            else:
                self._say(UserError("Saved {path}.", path=path))

        self._services.io.submit(
            "faces-table", lambda _token: save_numbers({}, table, path), saved, essential=True
        )

    def _ask_save(self, title: str, name: str, kinds: str) -> Path | None:
        given = dialogs.ask_save(self._parent, self._services.settings, title, name, kinds)
        if not given:
            return None
        path = Path(given)
        try:
            check_target(path, (Path(name).suffix,))
        except UserError as error:
            self._services.notify(error)
            return None
        return path
