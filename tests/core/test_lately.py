from explorer.core.lately import Lately


def test_what_was_asked_for_last_stays() -> None:
    made = []
    lately = Lately(10)

    def ask(name: str, size: int) -> str:
        return lately.get(name, lambda: made.append(name) or name.upper(), lambda _: size)

    assert [ask("a", 4), ask("b", 4), ask("a", 4)] == ["A", "B", "A"]
    assert made == ["a", "b"] and lately.size == 8
    ask("c", 4)
    assert lately.size == 8
    ask("a", 4)
    assert made == ["a", "b", "c"]
    ask("b", 4)
    assert made == ["a", "b", "c", "b"]


def test_one_thing_is_kept_however_large() -> None:
    lately = Lately(10)
    first = lately.get("a", object, lambda _: 100)
    assert lately.get("a", object, lambda _: 100) is first and lately.size == 100
    lately.get("b", object, lambda _: 1)
    assert lately.size == 1 and lately.get("a", object, lambda _: 100) is not first
