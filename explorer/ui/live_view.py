"""A topic that shows what becomes of each frame of a source."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QImage

from explorer.core.errors import UserError
from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.sources.base import Fading, Frame, Source, StalledError
from explorer.sources.flow import Flow
from explorer.sources.kept import keep_picture
from explorer.ui.actions import Command, Commands
from explorer.ui.services import Services
from explorer.ui.topic_view import TopicView
from explorer.ui.widgets.image_canvas import ZOOM_STEP, ImageCanvas
from explorer.ui.widgets.time_line import TimeLine

LIVE_COMMANDS = (
    Command(
        "freeze",
        "Play",
        mark("Freeze"),
        "set_frozen",
        ("F",),
        "freeze",
        True,
        back=(mark("Go on"), "play"),
    ),
    Command("stop", "Play", mark("Stop"), "stop", ("Ctrl+.",), "stop"),
    Command("previous", "Play", mark("Previous"), "step_picture", ("PgUp",), "previous", value=-1),
    Command("next", "Play", mark("Next"), "step_picture", ("PgDown",), "next", value=1),
    Command("zoom_in", "View", mark("Zoom in"), "zoom", ("Ctrl++",), value=1, begins=True),
    Command("zoom_out", "View", mark("Zoom out"), "zoom", ("Ctrl+-",), value=-1),
    Command("zoom_fit", "View", mark("Show the whole picture"), "zoom", ("Ctrl+0",), value=0),
)

HINT = mark("Open a picture, a video or a camera, or drop one here.")


class LiveView(TopicView):
    """Keeps a source flowing onto one or more canvases.

    A topic's state has a field ``image``. The topic lays out `canvas` (and what
    `add_canvas` returned) and `timeline`, and implements `show_frame`: it computes
    through ``flow.submit``, hands the result to its canvases and calls `shown`. The
    next frame comes once all canvases are painted.
    """

    names_window = True
    command_table: tuple[Command, ...] = LIVE_COMMANDS
    live_tools: tuple[str, ...] = ("freeze", "stop")
    """Commands for what flows: camera, video, demo reel."""
    series_tools: tuple[str, ...] = ("previous", "next")
    """Commands for what has several pictures: folder, video."""
    own_tools: tuple[str, ...] = ()
    """Commands that are always of use."""
    hint: str = HINT
    """What a canvas says while it is empty, to be translated."""

    def __init__(self, store: Store[Any], services: Services) -> None:
        super().__init__(store, services)
        self.flow = Flow(services.inference, services.post, self, reader=services.reader)
        self.commands = Commands(self, self.command_table)
        self.toolbar = (*self.own_tools, *self.live_tools)
        self.canvases: list[ImageCanvas] = []
        self.canvas = self.add_canvas()
        self.timeline = TimeLine()
        self.timeline.sought.connect(self._seek)
        self._started = False
        self._stale: Frame | None = None
        self._noted: Frame | None = None
        self._note: str | None = None
        # The last frame of this source, and what was said when it stood still.
        self._last: Frame | None = None
        self._standstill: UserError | None = None
        self._title = ""

    def add_canvas(self) -> ImageCanvas:
        """Return another canvas that is painted before the next frame comes."""
        canvas = ImageCanvas()
        canvas.painted.connect(self._painted)
        self.canvases.append(canvas)
        return canvas

    # --- what a topic fills in ----------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Compute what is to be shown of ``frame``, through ``flow.submit``."""
        raise NotImplementedError

    def show_details(self, frame: Frame) -> None:
        """Show what belongs beside the canvases; while it flows, after they are painted."""
        source = self.flow.source
        self.timeline.show_place(source, frame)
        self.show_title(title(source, frame))
        if source:
            self._show_tools(source)

    def show_title(self, text: str) -> None:
        """Say in the title of the window what is on screen."""
        self._title = text
        self.titled.emit(text)

    def painted(self, seconds: float) -> None:
        """Go on: all is on screen, and drawing the last canvas took ``seconds``."""
        self.flow.request()

    def state_changed(self, state: Any, old: Any) -> None:
        """Follow the state (`refresh`); another source is taken care of after this."""

    def working(self) -> dict[str, Any]:
        """Return the fields of the state that are set back after a failure, as they worked."""
        # A source that is missing at the start stays in the session: it may come back.
        return {} if self.flow.spec is None else {"image": self.flow.spec}

    @property
    def pending(self) -> bool:
        """Whether the picture of the present state has yet to come."""
        return self.flow.spec is not None and self.flow.spec != self.store.state.image

    # --- life ---------------------------------------------------------------

    def start(self) -> None:
        """Open the source, or go on after `leave`."""
        if not self._started:
            self._started = True
            # After all controls, which show a state before it turns out not to work.
            self.store.subscribe(self._changed)
            self.canvas.setFocus()
            self.restart()
        elif self.flow.resting:
            if self._title:
                self.titled.emit(self._title)
            self.wake()

    def wake(self) -> None:
        """Read on after a rest."""
        self.flow.wake()

    def leave(self) -> None:
        """Let go of a camera; anything else stands still."""
        self._take_back_note()
        self.flow.rest()

    def tick(self) -> None:
        """Let a hanging source be noticed."""
        self.flow.check()

    def shut(self) -> None:
        """Stop the source."""
        self.flow.halt()

    def restart(self) -> None:
        """Open the present source again, from its beginning."""
        self.flow.open(self.store.state.image)

    @Slot()
    def try_again(self) -> None:
        """Repeat what failed."""
        if self.flow.waiting:
            self.refresh()
        else:
            self.restart()

    def weights_came(self) -> None:
        """Compute the frame that waited for them."""
        if self.flow.waiting:
            self.try_again()

    def refresh(self) -> None:
        """Compute the present frame again, as the state is now."""
        if self.flow.frame:
            self.show_frame(self.flow.frame)

    # --- from the flow ------------------------------------------------------

    def opened(self, spec: str) -> None:
        """Begin anew with another source."""
        self._take_back_note()
        self._last = None
        self.commands.set_checked("freeze", False)
        if self.timeline.slider.hasFocus():
            # It may be hidden now, and the focus would jump to some other control.
            self.canvas.setFocus()
        self.source_opened.emit(spec)

    def arrived(self, frame: Frame) -> None:
        """Show a new frame."""
        last, self._last = self._last, frame
        # A camera that is stuck goes on giving its one picture.
        stuck = isinstance(self._standstill, StalledError)
        if not stuck or (last and not np.array_equal(frame.pixels, last.pixels)):
            self._move_on()
        self.show_frame(frame)

    def failed(self, error: BaseException) -> None:
        """Say what went wrong; go back to what worked."""
        self.show_hint(HINT)
        if isinstance(error, StalledError):
            self._standstill = error
            self.services.notify(error)
            return
        state, working = self.store.state, self.working()
        if all(getattr(state, name) == value for name, value in working.items()):
            self.services.notify(error, retry=self.try_again)
            return
        self.services.notify(error)
        self.store.amend(**working)

    def ended(self) -> None:
        """Hold the last picture of a video."""
        source = self.flow.source
        if source and source.live:
            self.commands["freeze"].setChecked(True)
            ended = UserError("The video has ended; go on to see it again.")
            self._standstill = ended
            self.services.notify(ended, error=False)

    def _move_on(self) -> None:
        """Take back what was said about a source that stood still."""
        if self._standstill:
            self.overcome.emit(self._standstill)
            self._standstill = None

    def _take_back_note(self) -> None:
        """Take back what was said about a source that is not looked at any more."""
        if self._note:
            self.overcome.emit(self._note)
            self._note = None

    # --- on screen ----------------------------------------------------------

    def shown(self, frame: Frame) -> None:
        """Take note that the canvases show what was computed from ``frame``."""
        self._stale = frame
        # Said once: whatever is computed again from the same frame, it is no news.
        if frame.note and frame is not self._noted:
            self._note = frame.note
            self.services.notify(frame.note, error=False)
        self._noted = frame
        if not (self.flow.flowing or self.flow.resting):
            self._catch_up()
            self.answered.emit()

    def show_hint(self, hint: str) -> None:
        """Say ``hint``, translated, on empty canvases."""
        self.hint = hint
        for canvas in self.canvases:
            canvas.set_hint(tr(hint))

    @Slot(float)
    def _painted(self, seconds: float) -> None:
        if not any(canvas.due for canvas in self.canvases):
            self.painted(seconds)
            # The next frame is being computed while the rest of this one is shown.
            self._catch_up()

    def _catch_up(self) -> None:
        frame, self._stale = self._stale, None
        if frame:
            self.show_details(frame)

    def show_no_source(self) -> None:
        """Offer nothing that goes with a source: what is on screen comes from none."""
        self.timeline.hide()
        self._show_tools(None)

    def _show_tools(self, source: Source | None) -> None:
        live = self.live_tools if source and source.live else ()
        series = self.series_tools if source and (source.length or 0) > 1 else ()
        for name in (*self.live_tools, *self.series_tools):
            self.commands[name].setEnabled(name in (*live, *series))
        tools = (*self.own_tools, *live, *series)
        if self.toolbar != tools:
            self.toolbar = tools
            self.tools_changed.emit()

    # --- from the user ------------------------------------------------------

    def _changed(self, state: Any, old: Any) -> None:
        self.state_changed(state, old)
        if state.image != old.image:
            back = state.image == self.flow.spec
            self.flow.switch(state.image)
            if back:
                # Another one was on its way, and this one gives no new frame.
                self.refresh()

    @Slot(int)
    def _seek(self, index: int) -> None:
        self.flow.seek(index)

    @Slot(bool)
    def set_frozen(self, frozen: bool) -> None:
        """Hold or go on; after the end or a stop open the source again."""
        if frozen:
            self.hold()
            self._leave_fade()
        elif self.flow.over:
            self.restart()
        else:
            self.flow.freeze(False)

    def hold(self) -> None:
        """Freeze on the very frame that is on screen."""
        self.commands.set_checked("freeze", True)
        self.flow.freeze(True)

    def _leave_fade(self) -> None:
        source, frame = self.flow.source, self.flow.frame
        if frame and isinstance(source, Fading):
            clear = source.clear_from(frame.index)
            if clear != frame.index:
                self.flow.seek(clear)

    def stop(self) -> None:
        """Let go of the camera or video; the picture stays, going on opens it again."""
        self.flow.halt()
        self.hold()
        self._move_on()
        self.timeline.hide()
        for name in (*self.live_tools, *self.series_tools):
            self.commands[name].setEnabled(name == "freeze")

    def step_picture(self, step: int) -> None:
        """Go to a neighbouring picture of a folder."""
        self.flow.step(step)

    def zoom(self, direction: int) -> None:
        """Enlarge (1), reduce (-1) or show the whole picture (0)."""
        for canvas in self.canvases:
            if direction:
                canvas.zoom_by(ZOOM_STEP**direction)
            else:
                canvas.fit()

    # --- for the window -----------------------------------------------------

    def named(self, state: Any, frame: Frame | None) -> Callable[[], Any]:
        """Return the work that gives ``state`` with a file that shows ``frame``.

        It runs off the GUI thread: a frame that has no file of its own, or not that of
        the state, is written into one.
        """
        source = self.flow.source
        single = source is not None and not source.live and source.length == 1

        def work() -> Any:
            if frame is None or single:
                return state
            return dataclasses.replace(state, image=str(keep_picture(frame.pixels)))

        return work

    def picture(self) -> QImage | None:
        """Return the picture with what is drawn on it, in its own size."""
        return self.canvas.render_picture()

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.commands.retranslate()
        self.timeline.retranslate()
        self.show_hint(self.hint)
        if self._title and self.flow.frame:
            self.show_title(title(self.flow.source, self.flow.frame))


def title(source: Source | None, frame: Frame) -> str:
    """Return what is on screen, in words and numbers."""
    height, width, _ = frame.pixels.shape
    parts = [source.title if source and source.live else frame.name, f"{width} × {height}"]
    if source and not source.live and (source.length or 0) > 1:
        parts.insert(1, f"{frame.index + 1}/{source.length}")
    return " – ".join(parts)
