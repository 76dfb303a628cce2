"""Opening, pasting and saving, as the window offers it for every topic."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QMenu, QWidget

from explorer.core.errors import UserError
from explorer.core.files import check_target, write_atomic, write_json
from explorer.core.i18n import tr
from explorer.core.jobs import Outcome
from explorer.core.paths import absolute
from explorer.core.settings import Settings
from explorer.core.store import Store
from explorer.ui import dialogs
from explorer.ui.permission import with_camera_permission
from explorer.ui.services import Services

if TYPE_CHECKING:
    from explorer.ui.topic_view import TopicView

MEDIA = "*.png *.jpg *.jpeg *.bmp *.gif *.tif *.tiff *.webp *.mp4 *.avi *.mov *.mkv *.webm *.m4v"
KINDS = {".png": "PNG", ".svg": "SVG", ".csv": "CSV", ".json": "JSON", ".py": "Python"}


class FileCommands:
    """Mixed into the window: each public method is the slot of a command."""

    topic: TopicView | None
    topic_id: str
    services: Services
    settings: Store[Settings]

    def ask_file(self) -> None:
        """Ask for a picture or video and open it."""
        kinds = f"{tr('Pictures and videos')} ({MEDIA});;{tr('All files')} (*)"
        if path := dialogs.ask_open(self, self.settings, tr("Open picture or video"), kinds):
            self.open_source(path)

    def ask_folder(self) -> None:
        """Ask for a folder of pictures and open it."""
        if path := dialogs.ask_folder(self, self.settings, tr("Open folder")):
            self.open_source(path)

    def open_source(self, spec: str) -> None:
        """Show ``spec`` (a path, "camera:N", or "" for the demo reel) in the topic."""
        # What was said about the last source is over.
        self.bar.clear_error()
        if self.topic and not self.topic.takes_pictures:
            self.notify(UserError("This topic works without pictures."))
        elif self.topic:
            self.topic.open_source(absolute(spec))

    def ask_camera(self) -> None:
        """Offer the cameras of this machine by name."""
        from explorer.sources.cameras import list_cameras

        def listed(outcome: Outcome) -> None:
            if outcome.error or not outcome.value:
                self.notify(
                    UserError(
                        "No camera was found. Connect one, or check that it is allowed. A video, "
                        "a folder of pictures or the demo reel can stand in for it."
                    ),
                    retry=self.ask_camera,
                )
                return
            menu = QMenu(self)
            for camera in outcome.value:
                action = menu.addAction(camera.name)
                spec = f"camera:{camera.index}"
                action.triggered.connect(lambda _checked=False, spec=spec: self.open_source(spec))
            button = self.tools.widgetForAction(self.commands["camera"])
            menu.popup(button.mapToGlobal(QPoint(0, button.height())))

        with_camera_permission(
            self,
            lambda: self.services.io.submit("cameras", lambda _token: list_cameras(), listed),
            lambda: self.notify(UserError("The system does not allow the use of the camera.")),
        )

    def paste(self) -> None:
        """Open the picture or file that is on the clipboard."""
        # An empty clipboard may have no data at all.
        self.take(QGuiApplication.clipboard().mimeData() or QMimeData())

    def take(self, data: QMimeData) -> None:
        """Open dropped or pasted data: a file, or a picture itself."""
        paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if paths:
            self.open_source(paths[0])
            if len(paths) > 1:
                self.notify(
                    UserError("Only the first of {count} files was opened.", count=len(paths)),
                    error=False,
                )
        elif data.hasImage():
            self._take_image(QImage(data.imageData()))
        elif data.hasUrls():
            self.notify(UserError("Only files of this machine can be opened; save it first."))
        elif not (data.hasText() and self.topic and self.topic.take_text(data.text())):
            self.notify(UserError("There is no picture on the clipboard."))

    def _take_image(self, image: QImage) -> None:
        from explorer.sources.kept import keep_picture
        from explorer.ui.widgets.image_canvas import to_pixels

        if image.isNull():
            self.notify(UserError("There is no picture on the clipboard."))
            return
        self._attempt(lambda: self.open_source(str(keep_picture(to_pixels(image)))))

    def save_picture(self) -> None:
        """Save what is on screen as PNG or, where it is drawn, as SVG."""
        image, drawing = self._picture(), self.topic.drawing() if self.topic else None
        if image is None:
            return
        suffixes = (".png", ".svg") if drawing else (".png",)
        if path := self._ask_save(tr("Save picture"), "picture", *suffixes):
            vector = drawing is not None and path.suffix.lower() == ".svg"
            data = svg(drawing) if vector else png(image)
            self._attempt(lambda: write_atomic(path, data), path)

    def save_numbers(self) -> None:
        """Save the result as CSV or JSON, by the suffix of the name."""
        # Taken before the dialog: a live picture goes on behind it.
        numbers = self.topic.numbers() if self.topic else None
        if self.topic is None or numbers is None:
            self.notify(UserError("There is no result to save yet."))
            return
        table = self.topic.table()
        if path := self._ask_save(tr("Save numbers"), "numbers", ".csv", ".json"):
            self._attempt(lambda: save_numbers(numbers, table, path), path)

    def save_code(self) -> None:
        """Save a script that repeats the result."""
        work = self._code()
        if work and (path := self._ask_save(tr("Save code"), self.topic_id, ".py")):
            self._run_code(
                work,
                lambda code: write_atomic(path, code.encode()),
                UserError("Saved {path}: run it with Python.", path=path),
            )

    def copy_code(self) -> None:
        """Copy a script that repeats the result."""
        if work := self._code():
            self._run_code(
                work,
                QGuiApplication.clipboard().setText,
                UserError("The code is on the clipboard: run it with Python."),
            )

    def copy_picture(self) -> None:
        """Copy what is on screen."""
        if image := self._picture():
            QGuiApplication.clipboard().setImage(image)
            self.notify(UserError("The picture is on the clipboard."), error=False)

    def import_weights(self) -> None:
        """Ask for a file of weights and take it."""
        # What reads weights is not needed for the first paint.
        from explorer.ui.importing import Importing

        Importing(self, self.services, self._weights_came).start()

    def show_weights(self) -> None:
        """Show which weights are there, and fetch, import or delete some."""
        from explorer.ui.weights_window import WeightsWindow

        shown = WeightsWindow(self, self.services, self._weights_came)
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.show()

    def _weights_came(self) -> None:
        # Whichever topic is in front by then may have waited for them.
        if self.topic:
            self.topic.weights_came()

    def open_session(self) -> None:
        """Ask for a session file and restore it."""
        if path := dialogs.ask_open(self, self.settings, tr("Open session"), "JSON (*.json)"):
            self._attempt(lambda: self.host.read_session(Path(path)))

    def save_session(self) -> None:
        """Save the states of all topics."""
        if path := self._ask_save(tr("Save session"), "session", ".json"):
            self._attempt(lambda: self.host.write_session(path), path)

    def _ask_save(self, title: str, name: str, *suffixes: str) -> Path | None:
        """Ask where to save; None when the user cancels, or when it cannot be there."""
        kinds = ";;".join(f"{KINDS[suffix]} (*{suffix})" for suffix in suffixes)
        given = dialogs.ask_save(self, self.settings, title, name + suffixes[0], kinds)
        if not given:
            return None
        path = Path(given)
        return path if self._attempt(lambda: check_target(path, suffixes)) else None

    def _picture(self) -> QImage | None:
        image = self.topic.picture() if self.topic else None
        if image is None:
            self.notify(UserError("There is no picture to save yet."))
        return image

    def _code(self) -> Callable[[], str] | None:
        if self.topic is None or self.topic.numbers() is None:
            self.notify(UserError("There is no result to save yet."))
            return None
        return self.topic.code()

    def _run_code(
        self, work: Callable[[], str], use: Callable[[str], None], done: UserError
    ) -> None:
        # A script needs the network's numbers again: off the GUI thread.
        def written(outcome: Outcome) -> None:
            if outcome.error:
                self.notify(outcome.error)
            elif self._attempt(lambda: use(outcome.value)):
                self.notify(done, error=False)

        self.services.inference.submit("code", lambda _token: work(), written)

    def _attempt(self, action: Callable[[], None], path: Path | None = None) -> bool:
        try:
            action()
        except UserError as error:
            self.notify(error)
            return False
        if path:
            self.notify(UserError("Saved {path}.", path=path), error=False)
        return True


def png(image: QImage) -> bytes:
    """Encode an image as PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def svg(drawing: QWidget) -> bytes:
    """Draw a widget as SVG."""
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(drawing.size())
    generator.setViewBox(drawing.rect())
    generator.setResolution(drawing.logicalDpiX())
    drawing.render(generator)
    return bytes(buffer.data().data())


def save_numbers(numbers: dict[str, Any], table: list[list[Any]], path: Path) -> None:
    """Write ``numbers`` as JSON or, with any other suffix, ``table`` as CSV.

    Raises
    ------
    UserError
        The file cannot be written.
    """
    if path.suffix.lower() == ".json":
        write_json(path, numbers)
        return
    text = io.StringIO()
    csv.writer(text).writerows(table)
    # The mark makes spreadsheets read the file as UTF-8.
    write_atomic(path, text.getvalue().encode("utf-8-sig"))
