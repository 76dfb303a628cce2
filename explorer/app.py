"""The composition root: reads the arguments, builds services and window, owns the shutdown."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from explorer import cli
from explorer.core import fields, i18n, paths, session, settings
from explorer.core.errors import UserError
from explorer.core.jobs import Outcome, ThreadRunner
from explorer.core.screen import has_screen
from explorer.core.store import Store
from explorer.snapshot import snapshot
from explorer.topics import FIRST, TOPICS, find

if TYPE_CHECKING:
    from explorer.sources.reader import Reader
    from explorer.ui.topic_view import TopicView
    from explorer.ui.window import Window

PATIENCE = 2.0


def main(argv: list[str] | None = None) -> NoReturn:
    """Run the program; never returns."""
    arguments = cli.parse(sys.argv[1:] if argv is None else argv)
    try:
        if arguments.command:
            cli.run(arguments)
            status = 0
        elif has_screen():
            status = open_window(arguments)
        else:
            status = show_without_screen(arguments)
    except UserError as error:
        print(f"cnn-explorer: {error}", file=sys.stderr)
        status = 2
    raise SystemExit(status)


def show_without_screen(arguments: Any) -> int:
    """Say that there is no screen and show the main job as a picture."""
    topic = arguments.topic or FIRST
    spec = cli.source_of(arguments)
    state = find(topic).load("state").State()
    if spec:
        state = cli.with_picture(topic, state, spec)
    output = Path("snapshot.png")
    snapshot(topic, state, (1280, 800), output, language=arguments.language or "en")
    print(f"There is no screen, so no window was opened. Look at {output.resolve()}.")
    return 0


def choose_language(chosen: str) -> None:
    """Set the language: ``chosen``, or the system's where that is "auto" and known."""
    i18n.set_language(i18n.system_language() if chosen == "auto" else chosen)


def open_window(arguments: Any) -> int:
    """Open the window and run until it is closed; return the exit status."""
    source = cli.source_of(arguments)
    topic = find(arguments.topic) if arguments.topic else None
    if topic and source is not None:
        cli.with_picture(topic.id, topic.load("state").State(), source)
    preferences, problems = settings.load(paths.config_dir() / "settings.json")
    choose_language(arguments.language or preferences.language)
    from explorer.ui.application import application

    app = application()
    desktop = Desktop(Store(preferences))
    desktop.install_exception_hook()
    desktop.start(arguments.topic, source, problems)
    status = app.exec()
    if not desktop.stopped:
        # A thread ignores its token; leaving it to the interpreter would crash.
        sys.stdout.flush()
        os._exit(status)
    return status


def make_reader(*arguments: Any, **options: Any) -> Reader:
    """Return a `Reader`; imported late, as numpy and OpenCV would hold up the first paint."""
    from explorer.sources.reader import Reader

    return Reader(*arguments, **options)


class Desktop:
    """Services and window of one run of the program.

    Parameters
    ----------
    preferences : Store of Settings
    """

    def __init__(self, preferences: Store[settings.Settings]) -> None:
        from explorer.ui import theme
        from explorer.ui.bridge import Bridge
        from explorer.ui.qt_texts import translate_qt
        from explorer.ui.services import Services
        from explorer.ui.window import Window

        theme.apply(preferences.state.theme)
        translate_qt()
        self.settings = preferences
        self.states: dict[str, Store[Any]] = {}
        self.stopped = True
        self._bridge = Bridge()
        self._saved: object = None
        self._told = False
        self._session_file = paths.config_dir() / "session.json"
        self._settings_file = paths.config_dir() / "settings.json"
        inference = ThreadRunner("inference", self._bridge.post)
        io = ThreadRunner("io", self._bridge.post)
        self.services = Services(
            inference=inference,
            io=io,
            post=self._bridge.post,
            reader=make_reader,
            settings=preferences,
            notify=lambda *args, **kwargs: self.window.notify(*args, **kwargs),
        )
        self.window: Window = Window(TOPICS, self.services, self._build, self)

    def _build(self, name: str) -> TopicView:
        view: TopicView = find(name).load("view").View(self.store(name), self.services)
        return view

    def start(self, topic: str | None, source: str | None, problems: list[str]) -> None:
        """Show the window at once; open the topic when it is on screen."""
        front = self.prepare(topic, source, problems)
        self.window.painted.connect(lambda: self.open(front, problems))
        self.window.restore_geometry()
        self.window.show()

    def prepare(self, topic: str | None, source: str | None, problems: list[str]) -> str:
        """Restore the last session, add what is wrong with it to ``problems``; return the topic."""
        front = FIRST
        wrong: list[str] = []
        try:
            front = self._restore(self._session_file, wrong)
        except FileNotFoundError:
            pass
        except UserError as error:
            wrong.append(str(error))
        if wrong:
            # This run is about to write its own.
            problems += [*wrong, *settings.keep_damaged(self._session_file)]
        front = topic or front
        if source is not None:
            state = self.store(front).state
            if topic is None and not any(hasattr(state, name) for name in cli.PICTURES):
                # The session ended in a topic without pictures.
                front = FIRST
            store = self.store(front)
            store.replace(cli.with_picture(front, store.state, source))
        # Where this run begins is no step to take back.
        self.states.update({name: Store(store.state) for name, store in self.states.items()})
        # Marked before it can get the focus, which would open the first of the list.
        self.window.navigation.select(front)
        return front

    def open(self, front: str, problems: list[str]) -> None:
        """Bring topic ``front`` up and say what went wrong on the way."""
        self.window.open_topic(front)
        if problems:
            self.window.notify(" ".join(problems))

    def store(self, name: str) -> Store[Any]:
        """Return the store of topic ``name``, made when first asked for."""
        if name not in self.states:
            self.states[name] = Store(find(name).load("state").State())
        return self.states[name]

    def _restore(self, path: Path, problems: list[str]) -> str:
        content = session.load(path)
        known = {entry.id for entry in TOPICS}
        for name, state in content.states.items():
            if name in known:
                restored, wrong = fields.from_json(find(name).load("state").State, state)
                problems += [f"{i18n.tr(find(name).title)}: {problem}" for problem in wrong]
                self.store(name).replace(restored)
        if unknown := sorted({content.topic, *content.states} - known):
            names = ", ".join(unknown)
            problems.append(str(UserError("This version has no topic {names}.", names=names)))
        return content.topic if content.topic in known else FIRST

    def read_session(self, path: Path) -> None:
        """Restore the states of a session file; each is one step of undo.

        Raises
        ------
        UserError
            The file is missing, damaged or of another kind.
        """
        problems: list[str] = []
        try:
            front = self._restore(path, problems)
        except FileNotFoundError as error:
            raise UserError("{path} does not exist.", path=path) from error
        self.window.open_topic(front)
        if problems:
            self.window.notify(" ".join(problems))

    def write_session(self, path: Path) -> None:
        """Save the states of all topics.

        Raises
        ------
        UserError
            The file cannot be written.
        """
        states = {name: store.state for name, store in self.states.items()}
        session.save(path, self.window.navigation.current() or FIRST, states)

    def _contents(self) -> tuple[str, dict[str, Any], settings.Settings]:
        states = {name: store.state for name, store in self.states.items()}
        return self.window.navigation.current() or FIRST, states, self.settings.state

    def autosave(self) -> None:
        """Save in the io thread what has changed since the last time."""
        contents = self._contents()
        if contents != self._saved:
            self._saved = contents
            self.services.io.submit("save", lambda _token: self._save(*contents), self._autosaved)

    def _autosaved(self, outcome: Outcome) -> None:
        # Said once: the next tick would only say it again.
        if outcome.error and not self._told:
            self._told = True
            self.window.notify(outcome.error)

    def _save(self, topic: str, states: dict[str, Any], chosen: settings.Settings) -> None:
        session.save(self._session_file, topic, states)
        settings.save(self._settings_file, chosen)

    def finish(self) -> None:
        """Stop the threads, then save what changed."""
        self._bridge.close()
        runners = (self.services.inference, self.services.io)
        # A list, not a generator: every thread is asked to stop.
        ended = [runner.close(PATIENCE) for runner in runners]
        self.stopped = all(ended)
        contents = self._contents()
        if contents != self._saved or self._told:
            try:
                self._save(*contents)
            except UserError as error:
                # The window is going; a terminal may still be there.
                print(f"cnn-explorer: {error}", file=sys.stderr)

    def install_exception_hook(self) -> None:
        """Log what nobody caught, and say so in the window."""
        log = paths.log_file()
        logger = logging.getLogger("cnn-explorer")
        logger.setLevel(logging.INFO)
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            # Opened at once: later, a folder that cannot be written would raise where it is used.
            logger.addHandler(logging.FileHandler(log, encoding="utf-8"))
        except OSError:
            terminal = logging.StreamHandler()
            terminal.setLevel(logging.WARNING)
            logger.addHandler(terminal)

        def hook(kind: type[BaseException], error: BaseException, trace: Any) -> None:
            if issubclass(kind, KeyboardInterrupt):
                self.services.post(self.window.close)
                return
            logger.error("unexpected", exc_info=(kind, error, trace))
            told = UserError("Something unexpected went wrong: {reason}.", reason=error)
            self.services.post(lambda: self.window.notify(told))

        sys.excepthook = hook
