import ast
import json
import string
from pathlib import Path

import pytest

from explorer.core import i18n, lessons
from explorer.core.errors import UserError
from explorer.core.i18n import LANGUAGES, tr
from explorer.core.paths import PACKAGE, resource
from explorer.topics import TOPICS

MARKERS = {"tr", "mark", "UserError", "MissingWeightsError", "DiskFullError"}


def texts_in(source: str) -> set[str]:
    """The literals that a module hands to the translation."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        if name in MARKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            found.add(first.value)
    return found


def used_texts() -> set[str]:
    texts: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        texts |= texts_in(path.read_text(encoding="utf-8"))
    for topic in TOPICS:
        for step in lessons.load(topic.id):
            texts |= {text for text in (step.text, step.ask) if text}
    return texts


def marks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


OTHERS = [code for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_and_nothing_is_left_over(code: str) -> None:
    catalogue = i18n.load(code)
    assert used_texts() - set(catalogue) == set()
    assert set(catalogue) - used_texts() == set()


@pytest.mark.parametrize("code", OTHERS)
def test_no_text_is_translated_twice(code: str) -> None:
    keys = [key for path in i18n.files(code) for key in json.loads(path.read_text("utf-8"))]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("code", OTHERS)
def test_translations_fill_in_the_same_values(code: str) -> None:
    for text, translated in i18n.load(code).items():
        assert translated.strip(), text
        assert marks(translated) == marks(text), text


@pytest.mark.parametrize("code", OTHERS)
def test_every_class_has_a_name_of_its_own(code: str) -> None:
    labels = i18n.load_labels(code)
    assert len(labels) == 80
    assert len(set(labels.values())) == 80
    assert all(name.strip() for name in labels.values())


def test_a_message_on_screen_follows_a_switch_of_language() -> None:
    error = UserError("There is no field {name}.", name="x")
    english = str(error)
    i18n.set_language("ko")
    assert str(error) != english
    assert "x" in str(error)
    i18n.set_language("en")
    assert str(error) == english


def test_an_unknown_text_stays_as_it_is() -> None:
    i18n.set_language("ko")
    assert tr("never translated {n}", n=1) == "never translated 1"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        i18n.set_language("xx")


def test_resources_are_found_from_a_checkout() -> None:
    assert isinstance(resource("i18n", "ko", "house.json"), Path)
    assert resource("i18n", "ko", "house.json").is_file()
