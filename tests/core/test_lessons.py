import pytest

from explorer.core import fields, lessons
from explorer.topics import TOPICS, find
from explorer.weights.store import MissingWeightsError

LESSONS = {topic.id: lessons.load(topic.id) for topic in TOPICS}
STEPS = [
    pytest.param(topic, step, id=f"{topic}-{place}")
    for topic, steps in LESSONS.items()
    for place, step in enumerate(steps, start=1)
]


@pytest.mark.parametrize(("topic", "step"), STEPS)
def test_every_step_can_be_set_up_and_its_answer_is_computed(topic, step) -> None:
    module = find(topic).load("state")
    assert bool(step.ask) == bool(step.answer)
    state = fields.change(module.State(), step.set)
    try:
        result = module.compute(state).to_json()
    except MissingWeightsError:
        # The step offers to fetch them; it can ask nothing.
        assert not step.ask
        return
    if step.ask:
        answer = lessons.look_up(result, step.answer)
        assert lessons.agrees(lessons.shown(answer), answer)
        assert not lessons.agrees("no idea", answer)


def test_every_topic_of_the_foundations_has_a_lesson_that_asks() -> None:
    for topic in TOPICS:
        if topic.chapter == "Foundations":
            assert sum(bool(step.ask) for step in LESSONS[topic.id]) >= 3, topic.id


@pytest.mark.parametrize(
    ("guess", "answer"),
    [
        ("4", 4),
        ("4.0", 4),
        ("4 × 4", [4, 4]),
        ("4, 4", [4, 4]),
        ("4x4", [4, 4]),
        ("it is −2", -2),
        ("-2", -2.0),
        ("0.333", 1 / 3),
        ("1960", 1960),
        ("1,960", 1960),
        ("1 960", 1960),
        ("0 30 30 0", [0, 30, 30, 0]),
    ],
)
def test_a_right_guess_agrees(guess: str, answer: object) -> None:
    assert lessons.agrees(guess, answer)


@pytest.mark.parametrize(
    ("guess", "answer"),
    [("5", 4), ("", 4), ("4", [4, 4]), ("2", -2), ("0.3", 1 / 3), ("1959", 1960), ("x", 0)],
)
def test_a_wrong_guess_does_not(guess: str, answer: object) -> None:
    assert not lessons.agrees(guess, answer)


@pytest.mark.parametrize("path", ["nothing", "output.7", "output.0.0"])
def test_a_path_that_leads_nowhere_is_told(path: str) -> None:
    with pytest.raises((LookupError, TypeError)):
        lessons.look_up({"output": [1]}, path)
