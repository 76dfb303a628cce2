"""Playing through the steps of a state: play, pause, forth, back, scrub."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from explorer.core.i18n import mark, tr
from explorer.core.store import Store
from explorer.ui import theme
from explorer.ui.actions import Command
from explorer.ui.widgets.choice_box import ChoiceBox

# Slots of `StepCommands`, for the table of a topic that steps.
STEP_COMMANDS = (
    Command("play", "Play", mark("Play"), "play", ("P",), "play"),
    Command("step_back", "Play", mark("Step back"), "step", ("PgUp",), "previous", value=-1),
    Command("step_forth", "Play", mark("Step forth"), "step", ("PgDown",), "next", value=1),
    Command("step_first", "Play", mark("First step"), "step_to", ("Ctrl+Home",), "first", value=0),
    Command("step_last", "Play", mark("Last step"), "step_to", ("Ctrl+End",), "last", value=-1),
)
SPEEDS = (1, 2, 4, 8, 16, 32)
MOST_TICKS = 50
"""A second; beyond that, a tick goes several steps on."""


class PlayerBar(QWidget):
    """Moves the ``step`` field of a store through ``count`` steps.

    Playing and scrubbing are one step of undo. Playing ends with the last step, and
    when the bar is hidden.

    Parameters
    ----------
    store : Store
    name : str
    commands : sequence of Command
        Like `STEP_COMMANDS`, in which a topic may have other keys and texts.
    speeds : sequence of int
        Steps a second.
    speed : int
        The one to begin with.
    """

    def __init__(
        self,
        store: Store[Any],
        name: str = "step",
        *,
        commands: Sequence[Command] = STEP_COMMANDS,
        speeds: Sequence[int] = SPEEDS,
        speed: int = 4,
    ) -> None:
        super().__init__()
        self._store, self._name = store, name
        self._commands, self._speeds = commands, speeds
        self.count = 1
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.place = QLabel()
        self.speed = ChoiceBox(self._set_speed)
        self._rate = speed
        self.timer = QTimer(self)
        self.timer.timeout.connect(self._tick)
        self._buttons: dict[str, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for command in commands:
            button = self._buttons[command.id] = QToolButton()
            button.setAutoRaise(True)
            slot, value = getattr(self, command.slot), command.value
            if value is None:
                button.clicked.connect(slot)
            else:
                button.clicked.connect(lambda _checked=False, slot=slot, v=value: slot(v))
        for name in ("step_first", "step_back", "play", "step_forth", "step_last"):
            layout.addWidget(self._buttons[name])
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.place)
        layout.addWidget(self.speed)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(store.end_gesture)
        store.subscribe(lambda _new, _old: self._show())
        self.retranslate()

    @property
    def playing(self) -> bool:
        """Whether steps follow by themselves."""
        return self.timer.isActive()

    @property
    def at(self) -> int:
        """The step on screen; a state beyond the end means the last."""
        return min(int(getattr(self._store.state, self._name)), self.count - 1)

    def set_count(self, count: int) -> None:
        """Say how many steps there are."""
        self.count = max(1, count)
        self._show()

    @Slot()
    def play(self) -> None:
        """Play on, from the beginning after the end, or pause."""
        if self.playing:
            self.stop()
            return
        if self.at == self.count - 1:
            self._go(0)
        self._set_speed(self._rate)
        self.timer.start()
        self._show_icons()

    def stop(self) -> None:
        """Pause."""
        self.timer.stop()
        self._store.end_gesture()
        self._show_icons()

    def step(self, by: int) -> None:
        """Go ``by`` steps on; the ends stop."""
        self.stop()
        self._go(self.at + by)

    def step_to(self, place: int) -> None:
        """Go to a step; -1 is the last."""
        self.stop()
        self._go(place % self.count)

    def _go(self, place: int) -> None:
        place = min(max(place, 0), self.count - 1)
        self._store.update(self._name, **{self._name: place})

    @Slot()
    def _tick(self) -> None:
        self._go(self.at + max(1, self._rate // MOST_TICKS))
        if self.at == self.count - 1:
            self.stop()

    @Slot(int)
    def _slid(self, place: int) -> None:
        self._go(place)

    def _set_speed(self, rate: int) -> None:
        self._rate = rate
        self.timer.setInterval(round(1000 / min(rate, MOST_TICKS)))
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Pause: nobody looks."""
        if self.playing:
            self.stop()
        super().hideEvent(event)

    def _show(self) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, self.count - 1)
            self.slider.setValue(self.at)
        self.place.setText(self.place_text())
        self.speed.show_entries(
            [(rate, tr("{rate} per second", rate=rate)) for rate in self._speeds], self._rate
        )

    def place_text(self) -> str:
        """Say which step is on screen."""
        return f"{self.at + 1} / {self.count}"

    def _show_icons(self) -> None:
        for command in self._commands:
            self._buttons[command.id].setIcon(theme.icon(command.icon))
        if self.playing:
            self._buttons["play"].setIcon(theme.icon("freeze"))

    def retranslate(self) -> None:
        """Take all texts from the active language and icons from the palette."""
        for command in self._commands:
            button = self._buttons[command.id]
            button.setToolTip(f"{tr(command.text)} ({command.keys[0]})")
            button.setAccessibleName(tr(command.text))
        self.slider.setAccessibleName(tr("Step"))
        self.speed.setAccessibleName(tr("Speed"))
        self._show_icons()
        self._show()


class StepCommands:
    """Mixed into a `StageView` with a `PlayerBar`: the slots of `STEP_COMMANDS`."""

    player: PlayerBar

    def refuse(self, error: BaseException) -> None:
        """Pause, as the next step would wipe what is said."""
        if self.player.playing:
            self.player.stop()
        super().refuse(error)

    def play(self) -> None:
        """Play on or pause."""
        self.player.play()

    def step(self, by: int) -> None:
        """Go ``by`` steps on."""
        self.player.step(by)

    def step_to(self, place: int) -> None:
        """Go to a step; -1 is the last."""
        self.player.step_to(place)
