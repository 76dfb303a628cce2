"""A picture of the window with a topic in it, where there may be no screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.core import i18n, settings
from explorer.core.files import check_target, write_atomic
from explorer.core.jobs import SyncRunner
from explorer.core.store import Store
from explorer.topics import TOPICS, find

if TYPE_CHECKING:
    from explorer.ui.topic_view import TopicView


def snapshot(
    topic: str,
    state: Any,
    size: tuple[int, int],
    output: Path,
    *,
    scale: float = 1.0,
    theme: str = "light",
    language: str = "en",
) -> None:
    """Save the window with ``topic`` in ``state`` as a picture.

    Parameters
    ----------
    size : (width, height), points
    output : Path
        A PNG file; ``scale`` times as many pixels as ``size``.

    Raises
    ------
    UserError
        The state cannot be computed or the file not be written; it is no PNG file.
    """
    check_target(output, (".png",))
    if scale != 1:
        os.environ["QT_SCALE_FACTOR"] = str(scale)
    i18n.set_language(language)
    from explorer.sources.still import SingleReader
    from explorer.ui import theme as themes
    from explorer.ui.application import application
    from explorer.ui.files import png
    from explorer.ui.services import Services
    from explorer.ui.window import Window

    app = application("offscreen")
    themes.apply(theme)
    errors: list[object] = []
    services = Services(
        inference=SyncRunner(),
        io=SyncRunner(),
        post=lambda function: function(),
        reader=SingleReader,
        settings=Store(settings.Settings()),
        notify=lambda message, **_: errors.append(message),
        writes=False,
    )

    def build(name: str) -> TopicView:
        view: TopicView = find(name).load("view").View(Store(state), services)
        return view

    window = Window(TOPICS, services, build, None)
    window.setMinimumSize(0, 0)
    # Of the size that is asked for, however small.
    window.setMinimumSize(1, 1)
    window.resize(*size)
    window.show()
    window.open_topic(topic)
    # Lays out and paints what was added since the window was shown; then comes what
    # waits for the paint.
    app.processEvents()
    app.processEvents()
    if window.topic:
        window.topic.rehearse()
        app.processEvents()
    image = window.grab()
    window.hide()
    # What a topic says beside its last good picture is the answer here.
    problem = getattr(window.topic, "problem", None)
    for error in (*errors, problem and problem.error):
        if isinstance(error, Exception):
            raise error
    write_atomic(output, png(image.toImage()))
