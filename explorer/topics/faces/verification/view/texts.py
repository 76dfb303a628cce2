"""What the views say in words and numbers."""

from __future__ import annotations

from explorer.core.i18n import mark, tr
from explorer.topics.faces.verification.against import MOST_PEOPLE, Against
from explorer.topics.faces.verification.lab import Lab
from explorer.topics.faces.verification.learning import THRESHOLD, Learned, Score
from explorer.topics.faces.verification.pair import Pair
from explorer.topics.faces.verification.survey import skipped_text

METHODS = {
    THRESHOLD: mark("threshold"),
    "absolute": mark("|a − b|"),
    "chi_square": mark("χ²"),
}


NAME = 24
"""Letters of a name at most: a folder may be called anything."""


def short(name: str) -> str:
    """Return a name, cut where it is long."""
    return name if len(name) <= NAME else name[: NAME - 1] + "…"


def percent(share: float) -> str:
    """Return a share as percent."""
    return f"{100 * share:.1f} %"


def verdict(pair: Pair) -> str:
    """Say the distance, and whether it is one person."""
    if pair.distance is None:
        return tr("There is nothing to compare: a face is needed in both pictures.")
    values = {"distance": f"{pair.distance:.3f}", "threshold": f"{pair.threshold:.2f}"}
    if pair.same:
        return tr("Distance {distance}, not above {threshold}: taken for one person.", **values)
    return tr("Distance {distance}, above {threshold}: taken for two people.", **values)


def remarks(pair: Pair) -> str:
    """Say what is wrong with the pictures, and how the numbers come about."""
    said = []
    for letter, side in (("A", pair.a), ("B", pair.b)):
        said += [f"{letter}: {problem}" for problem in side.problems]
        count = len(side.looked.faces)
        if count > 1:
            said.append(
                tr("{letter}: {count} faces; click the one to compare.", letter=letter, count=count)
            )
    if pair.euclidean is not None and pair.distance is not None:
        said.append(
            tr(
                "Both vectors have length 1: |f(a) − f(b)| = {euclidean}, and its square is 2 × "
                "{distance}.",
                euclidean=f"{pair.euclidean:.3f}",
                distance=f"{pair.distance:.3f}",
            )
        )
    return "\n".join(said)


def marked(pair: Pair, place: int) -> str:
    """Say one number of both embeddings; the general remarks where none is marked."""
    a, b, difference = pair.a.vector, pair.b.vector, pair.difference
    if place < 0 or a is None or b is None or difference is None:
        return remarks(pair)
    return tr(
        "Number {number}: f(a) {a}, f(b) {b}, |difference| {difference}.",
        number=place,
        a=signed(a[place]),
        b=signed(b[place]),
        difference=f"{difference[place]:.3f}",
    )


def lab_caption(lab: Lab) -> str:
    """Say what the threshold makes of the pairs."""
    at, best = lab.at, lab.measured.best
    enrolled = lab.measured.enrolled
    said = tr(
        "{pictures} pictures of {people} people. At {threshold}, {accepts} of {different} pairs of "
        "two people are accepted ({accept_rate}), and {rejects} of {same} pairs of one person "
        "rejected ({reject_rate}). Fewest of both: at {best}.",
        pictures=len(enrolled.people),
        people=enrolled.count,
        threshold=f"{lab.threshold:.2f}",
        accepts=lab.false_accepts,
        different=at.different,
        accept_rate=percent(float(at.false_accept_rate[0])),
        rejects=lab.false_rejects,
        same=at.same,
        reject_rate=percent(float(at.false_reject_rate[0])),
        best=f"{best:.3f}",
    )
    return f"{said} {skipped_text(enrolled.skipped)}".strip()


def one(against: Against) -> str:
    """Say what comes of one comparison."""
    name = short(against.enrolled.names[against.owner])
    if against.own is None:
        return tr("There is no other picture of {name} to compare with.", name=name)
    text = (
        mark("Is this {name}? Distance {distance}: accepted.")
        if against.verified
        else mark("Is this {name}? Distance {distance}: rejected, wrongly.")
    )
    return tr(text, name=name, distance=f"{against.own:.3f}")


def many(against: Against) -> str:
    """Say what comes of comparing with all."""
    names, found = against.enrolled.names, against.recognised
    nearest = float(against.distances.min())
    values = {"count": len(against.gallery), "distance": f"{nearest:.3f}"}
    if found is None:
        return tr("Who of {count} is this? Nearest at {distance}: unknown.", **values)
    text = (
        mark("Who of {count} is this? {name}, at {distance}. Within the threshold: {accepted}.")
        if found == against.owner
        else mark(
            "Who of {count} is this? {name}, at {distance}: wrong. Within the threshold: "
            "{accepted}."
        )
    )
    return tr(text, name=short(names[found]), accepted=against.accepted, **values)


def passes(against: Against) -> list[list[str]]:
    """Return the costs side by side."""
    count = against.passes
    one_pass = against.enrolled.pass_seconds
    times = (
        [""] * 2 if one_pass is None else [duration(count[k] * one_pass) for k in ("one", "all")]
    )
    pairs = (
        (tr("passes, nothing kept"), f"{count['one']}", f"{count['all']}"),
        (tr("time of these"), *times),
        (tr("passes, embeddings kept"), f"{count['one_kept']}", f"{count['all_kept']}"),
        (tr("comparisons"), "1", f"{len(against.gallery)}"),
        (
            tr("time of the comparisons"),
            duration(against.seconds_one),
            duration(against.seconds_all),
        ),
    )
    return [
        ["", tr("1 against 1"), tr("1 against {count}", count=len(against.gallery))],
        *map(list, pairs),
    ]


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.2g} µs" if seconds < 1e-5 else f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.0f} ms"


def signed(value: float) -> str:
    """Return a number with three digits and a proper minus."""
    return f"{value:.3f}".replace("-", "−")


def gallery_caption(against: Against, accuracy_one: float, people: int, together: float) -> str:
    """Say what the accuracy of one comparison means for a gallery."""
    said = tr(
        "If one comparison is right with probability {one}, all {people} are with {one}^{people} = "
        "{all}.",
        one=f"{accuracy_one:g}",
        people=people,
        all=f"{together:.3g}",
    )
    if against.accuracy is None:
        return f"{said} " + tr(
            "Not measured here: with more than {most} people it takes too long.", most=MOST_PEOPLE
        )
    if not len(against.accuracy.all):
        return said
    return f"{said} " + tr(
        "Measured here with {count} people: one comparison {one}, all of them {all}. "
        "One to the power of {count} would be {independent}: errors come together.",
        count=len(against.accuracy.all),
        one=percent(float(against.accuracy.one[-1])),
        all=percent(float(against.accuracy.all[-1])),
        independent=percent(float(against.accuracy.independent[-1])),
    )


def scores(learned: Learned) -> list[list[str]]:
    """Return how well each method does, on people it was trained on and on others."""
    titles = [tr("trained on"), tr("held out"), tr("false accepts"), tr("false rejects")]
    rows = [["", *titles]]
    for name, text in METHODS.items():
        trained, tested = learned.trained[name], learned.tested[name]
        rows.append(
            [tr(text), percent(trained.accuracy), percent(tested.accuracy), *_counts(tested)]
        )
    return rows


def _counts(score: Score) -> tuple[str, str]:
    return (
        tr("{count} of {all}", count=score.false_accepts, all=score.different),
        tr("{count} of {all}", count=score.false_rejects, all=score.same),
    )


def classifier_caption(learned: Learned) -> str:
    """Say who is trained on and who held out, and what to compare."""
    return tr(
        "Learnt from {pairs} pairs, half of them of one person, of {train} people; judged on "
        "{judged} pairs of the {test} held out ({names}). Percent: right, the mean over both kinds "
        "of pairs. The threshold is the best for those trained on: {threshold}.",
        pairs=learned.chosen,
        train=len(learned.train_people),
        test=len(learned.test_people),
        judged=learned.tested[THRESHOLD].same + learned.tested[THRESHOLD].different,
        names=", ".join(map(short, learned.test_people[:6]))
        + ("…" if len(learned.test_people) > 6 else ""),
        threshold=f"{learned.threshold:.3f}",
    )
