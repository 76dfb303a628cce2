"""The faces topic: recognition, and the commands that change the gallery."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot

from explorer.core.errors import UserError
from explorer.core.i18n import tr
from explorer.core.store import Store
from explorer.topics.faces.faces.process import Processed
from explorer.topics.faces.faces.state import State
from explorer.topics.faces.faces.view.curating import Curating
from explorer.topics.faces.faces.view.enrolling import Enrolling
from explorer.topics.faces.faces.view.recognition import RecognitionView
from explorer.ui import dialogs
from explorer.ui.services import Services


class View(RecognitionView):
    """Recognises faces, and lets people be enrolled, renamed, merged and deleted."""

    def __init__(self, store: Store[State], services: Services) -> None:
        super().__init__(store, services)
        self.enrolling = Enrolling(services, self.keeper, self.run, self.looker, self.open_source)
        self.curating = Curating(self, services, self.keeper, self.gallery)
        # Whether the live picture stands still for a name that is being typed.
        self._held = False
        self.bar.asked.connect(self.enrol)
        self.bar.another_asked.connect(self.enrol_another)
        self.bar.name.textEdited.connect(self._typing)
        self.gallery.allowed.connect(self.curating.allow_pictures)
        self.gallery.people.people.renamed.connect(self.curating.renamed)

    def begin_name(self) -> None:
        """Go to the field in which the open face gets its name."""
        self.bar.name.setFocus()
        self.bar.name.selectAll()

    @Slot(str)
    def _typing(self, text: str) -> None:
        """Let a live picture stand still: the name is meant for the face that is there now."""
        source = self.flow.source
        if text and source and source.live and self.flow.flowing:
            self.hold()
            self._held = True
        elif not text:
            self._go_on()

    @Slot()
    def enrol(self) -> None:
        """Enrol the open face under the name in the field; of who has the name already."""
        self._enrol(another=False)

    @Slot()
    def enrol_another(self) -> None:
        """Enrol the open face as another person, whoever has the name already."""
        self._enrol(another=True)

    def _enrol(self, *, another: bool) -> None:
        if self.processed is None or self.result is None:
            self.services.notify(UserError("There is no picture yet."))
            return
        now = Processed(
            self.processed.frame,
            self.store.state,
            self.keeper.content.known,
            self.processed.looked,
            self.result,
        )
        name = self.bar.name.text()
        self._attempt(lambda: self.enrolling.enrol_face(now, name, another, self._enrolled))

    def _enrolled(self) -> None:
        self.bar.name.clear()
        self.canvas.setFocus()
        self._go_on()

    def _go_on(self) -> None:
        """Let a picture go on that stood still for a name."""
        if self._held:
            self._held = False
            self.commands.set_checked("freeze", False)
            self.set_frozen(False)

    def enrol_file(self) -> None:
        """Ask for a picture of one person, who gets the name in the field."""
        if not self.bar.name.text().strip():
            self.begin_name()
            self.services.notify(UserError("Type the name first, then choose the picture."))
            return
        title = tr("Enrol from a picture")
        if path := dialogs.ask_open(self, self.services.settings, title, ""):
            name = self.bar.name.text()
            self._attempt(lambda: self.enrolling.enrol_file(Path(path), name, self._enrolled))

    def enrol_folder(self) -> None:
        """Ask for a folder: of one person, or with a sub-folder for each."""
        title = tr("Enrol a folder: sub-folders are people")
        if path := dialogs.ask_folder(self, self.services.settings, title):
            self._attempt(lambda: self.enrolling.enrol_folder(Path(path), self.bar.name.text()))

    def enrol_samples(self) -> None:
        """Enrol the people who come with the program."""
        self.enrolling.enrol_samples()

    def rename(self) -> None:
        """Edit the name of the person who is chosen."""
        self.set_view("gallery")
        self.gallery.people.rename()

    def merge(self) -> None:
        """Make one of the people who are chosen."""
        self.curating.merge()

    def delete(self) -> None:
        """Delete the people who are chosen."""
        self.curating.delete()

    def delete_faces(self) -> None:
        """Delete the faces that are chosen of a person."""
        self.curating.delete_faces()

    def run_folder(self) -> None:
        """Recognise all pictures of a folder and save a table."""
        self.curating.run_folder(self.run, self.looker, self.store.state)

    def import_gallery(self) -> None:
        """Add what another gallery exported."""
        self.curating.import_gallery()

    def export_gallery(self) -> None:
        """Write everything into one file."""
        self.curating.export_gallery()

    def erase(self) -> None:
        """Erase everything for good, once the user has confirmed it."""
        self.curating.erase(self.run)

    def _attempt(self, work: Callable[[], None]) -> None:
        try:
            work()
        except UserError as error:
            self.services.notify(error)
