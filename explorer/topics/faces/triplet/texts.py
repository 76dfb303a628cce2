"""What the views say in words and numbers."""

from __future__ import annotations

from explorer.core.i18n import mark, tr
from explorer.nets.triplet_progress import Plan, Progress
from explorer.topics.faces.triplet.passing import Passing
from explorer.topics.faces.triplet.result import Result
from explorer.vision.triplet import KINDS, Triplet

CHOICES = {"random": mark("random"), "semi_hard": KINDS["semi_hard"], "hard": KINDS["hard"]}
MEANINGS = {
    "easy": mark("Easy: the negative is farther away by the margin or more. It teaches nothing."),
    "semi_hard": mark(
        "Semi-hard: the negative is farther away than the positive, but not by the margin."
    ),
    "hard": mark("Hard: the negative is no farther away than the positive."),
}
COLLAPSED = 0.05
"""Share of the margin: a loss so near to it, and squared distances so small, are one place."""


def decimal(value: float, digits: int = 3) -> str:
    """Return a number with at most so many digits behind the point, and a proper minus."""
    text = f"{round(value, digits) + 0.0:.{digits}f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def percent(share: float) -> str:
    """Return "81 %"."""
    return f"{100 * share:.0f} %"


def formula(triplet: Triplet) -> str:
    """Return the loss and its numbers in two lines, the same in every language."""
    near, far, margin, loss = (
        decimal(value)
        for value in (triplet.distance_ap, triplet.distance_an, triplet.margin, triplet.loss)
    )
    return f"L = max(d(A,P) − d(A,N) + α, 0)\n   = max({near} − {far} + {margin}, 0) = {loss}"


def plane_text(result: Result) -> str:
    """Say what kind of triplet it is, what descent does, and what f = 0 would do."""
    return "\n".join((f"{_kind(result.triplet)} {_step(result)}", _trivial(result)))


def _kind(triplet: Triplet) -> str:
    if triplet.kind == "easy" and triplet.margin == 0:
        return tr("Easy: without a margin, no farther away than the positive is enough.")
    return tr(MEANINGS[triplet.kind])


def _step(result: Result) -> str:
    if result.moves.any():
        return tr(
            "The arrows show one step of descent, {scale} times as long.", scale=scale(result)
        )
    if result.triplet.loss:
        return tr("There is no gradient where all three are one point: descent does not leave it.")
    if result.steps:
        return tr("After {steps} steps of descent the loss is 0.", steps=result.steps)
    return tr("Without a loss there is no gradient.")


def _trivial(result: Result) -> str:
    without, with_margin = (decimal(value) for value in result.trivial)
    if result.triplet.margin == 0:
        return tr(
            "Without a margin f = 0 is enough: all distances are 0, and the loss is {loss}.",
            loss=without,
        )
    return tr(
        "f = 0 for all pictures: without the margin a loss of {without}, with it one of {loss}.",
        without=without,
        loss=with_margin,
    )


SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
LONGEST = 1.5
"""Units of the plane that the longest arrow has at most, where it is drawn longer than it is."""


def scale(result: Result) -> int:
    """Return how many times as long as the step its arrows are drawn."""
    longest = float((result.moves**2).sum(axis=1).max() ** 0.5)
    return max((one for one in SCALES if one * longest <= LONGEST), default=1)


def passing_text(passing: Passing) -> str:
    """Say that the weights are there once."""
    trained = tr("After {steps} steps of training.", steps=passing.steps)
    if not passing.steps:
        trained = tr("Not trained yet: the weights are random.")
    return "\n".join(
        (
            tr(
                "The same {count} parameters for all three pictures, counted once: not 3 × {count} "
                "= {three}. Descent adds what the three paths say of each weight.",
                count=f"{passing.parameters:,}",
                three=f"{3 * passing.parameters:,}",
            ),
            f"{trained} {_kind(passing.triplet)}",
        )
    )


def side_text(plan: Plan, side: str) -> str:
    """Say on which triplets a network is trained."""
    return tr(CHOICES[plan.mined(side)])


def unseen_text(plan: Plan) -> str:
    """Name the digits that are kept aside."""
    return ", ".join(str(digit) for digit in plan.unseen)


def training_text(progress: Progress) -> str:
    """Say what the networks have come to."""
    if not progress.steps:
        return tr(
            "Where two networks with the same random weights put {count} test digits. Neither "
            "will see a {digits}. Press Play.",
            count=len(progress.pictures.labels),
            digits=unseen_text(progress.plan),
        )
    if collapsed(progress):
        return tr(
            "On hard triplets all digits come to lie in nearly one place: f = constant, and the "
            "loss is the margin. FaceNet therefore takes semi-hard ones."
        )
    active = {side: percent(float(values[-10:].mean())) for side, values in progress.active.items()}
    return tr(
        "Triplets with a loss, last 10 steps: {random} of the random ones, {mined} of the chosen "
        "ones; the others teach nothing. Recognition is from one example of each digit, mean of "
        "{draws} draws; guessing gives 10 %.",
        random=active["random"],
        mined=active["mined"],
        draws=len(progress.pictures.examples),
    )


def collapsed(progress: Progress) -> bool:
    """Whether hard triplets make the second network put all digits into one place."""
    if progress.plan.mining != "hard" or progress.steps < progress.steps_an_epoch:
        # Untrained networks put them near each other, too.
        return False
    margin, loss = progress.plan.margin, float(progress.smoothed["mined"][-1])
    spread = float(progress.points["mined"].std(axis=0).max())
    return margin > 0 and abs(loss - margin) < COLLAPSED * margin and spread**2 < COLLAPSED * margin
