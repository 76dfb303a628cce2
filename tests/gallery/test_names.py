import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.errors import UserError
from explorer.gallery.gallery import Gallery
from explorer.gallery.names import LONGEST, clean_name
from tests.gallery.made import face

SCRIPTS = [
    "김민지",
    "Ольга Ивановна",
    "محمد علي",
    "שרה כהן",
    "नरेंद्र",
    "สมชาย",
    "王小明",
    "さくら",
    "Ἀριστοτέλης",
    "Þóra Ýr",
    "👩‍👩‍👧 ❤️ 🇰🇷",
    "می‌خواهم",  # with a zero-width non-joiner, as Persian is written
    "O'Brien",
    '"; DROP TABLE person; --',
    "%s {name} \\ %00",
    "null",
    "0",
]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_name_of_any_script_comes_back_as_it_was(gallery: Gallery, name: str) -> None:
    person = gallery.enrol(name, [face(1)]).person
    assert person is not None
    assert gallery.person(person).name == unicodedata.normalize("NFC", name)
    assert [found.id for found in gallery.named(name)] == [person]


def test_spellings_that_look_alike_are_one_person(gallery: Gallery) -> None:
    composed, decomposed = "Zoë 한글", unicodedata.normalize("NFD", "Zoë 한글")
    assert composed != decomposed
    first = gallery.enrol(composed, [face(1)])
    second = gallery.enrol(f"  {decomposed.replace(' ', chr(0xA0) + chr(10))} ", [face(2)])
    assert second.person == first.person
    assert second.people == ()
    assert [person.faces for person in gallery.people()] == [2]


def test_capitals_make_another_name(gallery: Gallery) -> None:
    gallery.enrol("ada", [face(1)])
    assert gallery.enrol("Ada", [face(2)]).people


@pytest.mark.parametrize("name", ["", "   ", "\n\t", "\u200b", "\u200e \u00a0", "\ufeff", "\u0301"])
def test_a_name_with_nothing_to_see_is_refused(gallery: Gallery, name: str) -> None:
    with pytest.raises(UserError, match="Type a name"):
        gallery.enrol(name, [face(1)])
    assert gallery.counts() == (0, 0)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("A\0B", r"U\+0000"),
        ("A\x1bB", r"U\+001B"),
        ("A\x7f", r"U\+007F"),
        ("A\udcffB", r"U\+DCFF"),
        ("A\u202eB", r"U\+202E"),
    ],
)
def test_control_characters_are_refused_by_their_code(
    gallery: Gallery, name: str, code: str
) -> None:
    with pytest.raises(UserError, match=code):
        gallery.enrol(name, [face(1)])
    assert gallery.counts() == (0, 0)


def test_a_long_name_is_kept_whole_or_refused_with_both_numbers(gallery: Gallery) -> None:
    gallery.enrol("ß" * LONGEST, [face(1)])
    assert gallery.people()[0].name == "ß" * LONGEST
    with pytest.raises(UserError, match=r"at most 200 characters\. This one has 10000"):
        gallery.enrol("x" * 10_000, [face(2)])
    with pytest.raises(UserError, match="201"):
        gallery.rename(1, "x" * (LONGEST + 1))
    assert gallery.counts() == (1, 1)


@given(st.text(max_size=60))
def test_a_cleaned_name_stays_as_it_is_and_can_be_stored(name: str) -> None:
    try:
        clean = clean_name(name)
    except UserError:
        return
    assert clean_name(clean) == clean
    assert clean == clean.strip()
    assert clean.encode().decode() == clean
