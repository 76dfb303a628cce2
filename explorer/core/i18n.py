"""Translations: English sentences are the keys, a folder of JSON files per language the values.

The active language is process-wide, as it is in gettext. Qt-free, so that the
command line and error messages speak the same language as the window.
"""

from __future__ import annotations

import json
import locale
from collections.abc import Mapping
from pathlib import Path

from explorer.core.paths import resource

LANGUAGES = {"en": "English", "ko": "한국어"}

_active: dict[str, str] = {}
_labels: dict[str, str] = {}
_language = "en"


def mark(text: str) -> str:
    """Mark a literal for translation without translating it now."""
    return text


def load(language: str) -> Mapping[str, str]:
    """Return the catalogue of ``language``; English is the identity and empty."""
    catalogue: dict[str, str] = {}
    for path in files(language):
        catalogue |= json.loads(path.read_text(encoding="utf-8"))
    return catalogue


def files(language: str) -> list[Path]:
    """Return the files of a catalogue: the house, and one for each topic that needs one."""
    return [] if language == "en" else sorted(resource("i18n", language).glob("*.json"))


def load_labels(language: str) -> dict[str, str]:
    """Return the names of the COCO classes in ``language``; empty for English."""
    if language == "en":
        return {}
    pair = (resource("labels", name) for name in ("coco.txt", f"coco.{language}.txt"))
    english, translated = (path.read_text(encoding="utf-8").splitlines() for path in pair)
    return dict(zip(english, translated, strict=True))


def set_language(language: str) -> None:
    """Make ``language`` (a key of LANGUAGES) the one that `tr` answers in."""
    global _active, _labels, _language
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    _active = dict(load(language))
    _labels = load_labels(language)
    _language = language


def system_language() -> str:
    """Return the system's language where there is a translation, else English."""
    # "ko_KR", or "Korean_Korea" on Windows.
    code = (locale.getlocale()[0] or "")[:2].lower()
    return code if code in LANGUAGES else "en"


def language() -> str:
    """Return the active language code."""
    return _language


def tr(text: str, /, **values: object) -> str:
    """Translate ``text`` and fill in its ``{name}`` marks."""
    translated = _active.get(text, text)
    return translated.format(**values) if values else translated


def label_name(name: str) -> str:
    """Return the name of a class in the active language, or as it is."""
    return _labels.get(name, name)
