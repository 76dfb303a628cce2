"""One detection opened into its numbers, step by step."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

from explorer.core.i18n import label_name, mark, tr
from explorer.topics.detection.yolo.result import Result, detection
from explorer.topics.detection.yolo.view.caption import why_empty
from explorer.ui.colours import category
from explorer.vision.grid import ClassScore, Decode

HEADINGS = {
    "place": mark("Where it comes from"),
    "middle": mark("Midpoint"),
    "size": mark("Size"),
    "picture": mark("In the picture"),
    "score": mark("Score"),
}
BAR = 110


class NumbersPanel(QScrollArea):
    """Shows the decoding of the open box; every number is that of the frame on screen."""

    def __init__(self) -> None:
        super().__init__()
        self._result: Result | None = None
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setMargin(10)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(self.text)

    def show_result(self, result: Result) -> None:
        """Show the numbers of the open box of ``result``."""
        self._result = result
        if self.isVisible():
            self._write()

    def retranslate(self) -> None:
        """Say it in the active language."""
        self.text.setAccessibleName(tr("Numbers of the open box"))
        self._write()

    def showEvent(self, event: QShowEvent) -> None:
        """Write what was not written while hidden."""
        self._write()
        super().showEvent(event)

    def _write(self) -> None:
        if self._result is None:
            return
        if self._result.focus is None:
            text = f"{tr('No box is open: there is no detection.')} {why_empty(self._result)}"
        elif self._result.decode is None:
            text = _decoded_only(self._result)
        else:
            decode, names = self._result.decode, self._result.predictions.names
            colours = tuple(category(names.index(entry.name)) for entry in decode.classes)
            text = explained(decode, colours)
        self.text.setText(text)


def _decoded_only(result: Result) -> str:
    assert result.focus is not None
    found = detection(result.predictions, result.focus)
    box = ", ".join(f"{value:.1f}" for value in found.box)
    note = tr("This file gives decoded boxes only; the raw numbers stay inside it.")
    return (
        f"<h3>{label_name(found.label)} {found.score:.3f}</h3><p>{box}</p><p>{note}</p>"
        f"<p>{_place(found.slot.row, found.slot.column, found.slot.anchor)}</p>"
    )


def _place(row: int, column: int, anchor: int) -> str:
    return tr("row {row}, column {column}, anchor {anchor}", row=row, column=column, anchor=anchor)


def explained(decode: Decode, colours: tuple[QColor, ...]) -> str:
    """Return the steps of a decoding as rich text; ``colours`` are those of its classes."""
    best = decode.classes[0]
    height, width = decode.input_size
    s, shift = decode.scale, (decode.scale - 1) / 2
    x1, y1, x2, y2 = decode.box
    place = _place(decode.slot.row, decode.slot.column, decode.slot.anchor)
    cell = tr(
        "cell {width} × {height} of {input} input pixels",
        width=f"{decode.stride[0]:g}",
        height=f"{decode.stride[1]:g}",
        input=f"{width} × {height}",
    )
    grid = tr("grid {rows} × {columns}", rows=decode.rows, columns=decode.columns)
    blocks = [
        ("place", [f"{grid}, {place}", cell, tr("rows, columns and anchors count from 0")]),
        (
            "middle",
            [
                "<i>b<sub>x</sub> = (s·σ(t<sub>x</sub>) − (s−1)/2 + c<sub>x</sub>) / "
                f"{tr('columns')}</i>",
                tr("s = {value} lets a midpoint reach the edge of its cell", value=f"{s:g}"),
                f"t<sub>x</sub> = {_n(decode.tx)}, σ = {_n(decode.sx)}; "
                f"t<sub>y</sub> = {_n(decode.ty)}, σ = {_n(decode.sy)}",
                f"b<sub>x</sub> = ({s:g}·{_n(decode.sx)} − {_n(shift)} + {decode.slot.column})"
                f" / {decode.columns} = <b>{_n(decode.bx)}</b>",
                f"b<sub>y</sub> = ({s:g}·{_n(decode.sy)} − {_n(shift)} + {decode.slot.row})"
                f" / {decode.rows} = <b>{_n(decode.by)}</b>",
            ],
        ),
        (
            "size",
            [
                "<i>b<sub>w</sub> = e<sup>t<sub>w</sub></sup> · "
                f"{tr('anchor')} / {tr('input')}</i>",
                f"t<sub>w</sub> = {_n(decode.tw)}, t<sub>h</sub> = {_n(decode.th)}",
                f"b<sub>w</sub> = {_n(math.exp(decode.tw))} · {decode.anchor[0]:g} / {width}"
                f" = <b>{_n(decode.bw)}</b>",
                f"b<sub>h</sub> = {_n(math.exp(decode.th))} · {decode.anchor[1]:g} / {height}"
                f" = <b>{_n(decode.bh)}</b>",
            ],
        ),
        ("picture", [f"x {x1:.1f} … {x2:.1f}, y {y1:.1f} … {y2:.1f}".replace("-", "−")]),
        (
            "score",
            [
                f"p<sub>c</sub> = σ(t<sub>o</sub>) = σ({_n(decode.to)}) = <b>{_n(decode.pc)}</b>",
                f"p<sub>c</sub> · P({label_name(best.name)}) = {_n(decode.pc)} · "
                f"{_n(best.probability)} = <b>{_n(best.score)}</b>",
            ],
        ),
    ]
    body = "".join(_section(name) + "<br>".join(lines) for name, lines in blocks)
    title = f"<h3>{label_name(best.name)} {best.score:.3f}</h3>"
    return title + body + _bars(decode.classes, colours)


def _n(value: float) -> str:
    """Four digits after the point, or as many as matter for a small number."""
    small = 0 < abs(value) < 0.001
    return (f"{value:.2e}" if small else f"{value:.4f}").replace("-", "−")


def _section(name: str) -> str:
    return f'<h4 style="margin-bottom:2px">{tr(HEADINGS[name])}</h4>'


def _bars(classes: tuple[ClassScore, ...], colours: tuple[QColor, ...]) -> str:
    rows = []
    for entry, colour in zip(classes, colours, strict=True):
        length = max(1, round(BAR * entry.probability))
        bar = (
            f'<table cellspacing="0" cellpadding="0"><tr>'
            f'<td bgcolor="{colour.name()}" width="{length}" height="10"></td></tr></table>'
        )
        rows.append(
            f"<tr><td>{label_name(entry.name)}&nbsp;</td>"
            f'<td align="right">σ({_n(entry.logit)}) = {_n(entry.probability)}&nbsp;</td>'
            f"<td>{bar}</td></tr>"
        )
    title = tr("P(class | object)")
    return f'<h4 style="margin-bottom:2px">{title}</h4><table>{"".join(rows)}</table>'
