"""One detection opened into its numbers, step by step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

from explorer.core.i18n import label_name, mark, tr
from explorer.topics.detection.yolo.result import Result, detection
from explorer.ui.colours import CATEGORIES
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
            text = tr("No box is open: there is no detection. Lower the score threshold.")
        elif self._result.decode is None:
            text = _decoded_only(self._result)
        else:
            text = explained(self._result.decode)
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


def explained(decode: Decode) -> str:
    """Return the steps of a decoding as rich text."""
    shift = (decode.scale - 1) / 2
    x1, y1, x2, y2 = decode.box
    best = decode.classes[0]
    height, width = decode.input_size
    scaled = "" if decode.scale == 1 else f"·{decode.scale:g} − {shift:.3g}"
    lines = [
        f"<h3>{label_name(best.name)} {best.score:.3f}</h3>",
        _section("place"),
        tr("grid {rows} × {columns}", rows=decode.rows, columns=decode.columns)
        + ", "
        + _place(decode.slot.row, decode.slot.column, decode.slot.anchor),
        tr(
            "cell {width} × {height} of {input} input pixels",
            width=f"{decode.stride[0]:g}",
            height=f"{decode.stride[1]:g}",
            input=f"{width} × {height}",
        ),
        _section("middle"),
        _values(tx=decode.tx, ty=decode.ty),
        f"b<sub>x</sub> = (σ({decode.tx:.3f}){scaled} + {decode.slot.column}) / {decode.columns}"
        f" = <b>{decode.bx:.4f}</b>",
        f"b<sub>y</sub> = (σ({decode.ty:.3f}){scaled} + {decode.slot.row}) / {decode.rows}"
        f" = <b>{decode.by:.4f}</b>",
        f"σ(t<sub>x</sub>) = {decode.sx:.4f}, σ(t<sub>y</sub>) = {decode.sy:.4f}",
        _section("size"),
        _values(tw=decode.tw, th=decode.th),
        f"b<sub>w</sub> = e<sup>{decode.tw:.3f}</sup> · {decode.anchor[0]:g} / {width}"
        f" = <b>{decode.bw:.4f}</b>",
        f"b<sub>h</sub> = e<sup>{decode.th:.3f}</sup> · {decode.anchor[1]:g} / {height}"
        f" = <b>{decode.bh:.4f}</b>",
        _section("picture"),
        f"x {x1:.1f} … {x2:.1f}, y {y1:.1f} … {y2:.1f}",
        _section("score"),
        f"p<sub>c</sub> = σ({decode.to:.3f}) = <b>{decode.pc:.4f}</b>",
        f"{decode.pc:.4f} · {best.probability:.4f} = <b>{best.score:.4f}</b>",
    ]
    body = "<br>".join(lines).replace("</h3><br>", "</h3>").replace("<br><h4", "<h4")
    return body.replace("</h4><br>", "</h4>") + _bars(decode.classes)


def _section(name: str) -> str:
    return f'<h4 style="margin-bottom:2px">{tr(HEADINGS[name])}</h4>'


def _values(**values: float) -> str:
    return ", ".join(f"{k[0]}<sub>{k[1:]}</sub> = {v:.4f}" for k, v in values.items())


def _bars(classes: tuple[ClassScore, ...]) -> str:
    rows = []
    for entry, colour in zip(classes, CATEGORIES, strict=False):
        length = max(1, round(BAR * entry.probability))
        bar = (
            f'<table cellspacing="0" cellpadding="0"><tr>'
            f'<td bgcolor="{colour.name()}" width="{length}" height="10"></td></tr></table>'
        )
        rows.append(
            f"<tr><td>{label_name(entry.name)}&nbsp;</td>"
            f'<td align="right">σ({entry.logit:.2f}) = {entry.probability:.4f}&nbsp;</td>'
            f"<td>{bar}</td></tr>"
        )
    title = tr("P(class | object)")
    return f'<h4 style="margin-bottom:2px">{title}</h4><table>{"".join(rows)}</table>'
