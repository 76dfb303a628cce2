"""What the views say in words and numbers."""

from __future__ import annotations

from torch import nn

from explorer.core.i18n import mark, tr
from explorer.nets.classifiers import Classifier
from explorer.nets.opened import Opened
from explorer.nets.outputs import BUDGET
from explorer.nets.own_model import Step
from explorer.topics.networks.networks import ideas
from explorer.topics.networks.networks.changes import first_filters
from explorer.topics.networks.networks.embedding import Embedding
from explorer.topics.networks.networks.names import explained
from explorer.topics.networks.networks.process import PICTURES
from explorer.topics.networks.networks.result import Result
from explorer.topics.networks.networks.switches import ORDER, fits
from explorer.vision.similarity import THRESHOLD

MB = 2**20

KINDS = {
    "input": mark("Input"),
    "conv": mark("Convolution"),
    "dense": mark("Dense"),
    "norm": mark("Batch normalisation"),
    "lrn": mark("Local response normalisation"),
    "activation": mark("Activation"),
    "max_pool": mark("Max pooling"),
    "average_pool": mark("Average pooling"),
    "dropout": mark("Dropout"),
    "flatten": mark("Flatten"),
    "add": mark("Sum with the shortcut"),
    "concat": mark("Concatenation"),
    "other": mark("Other"),
}


def size(shape: tuple[int, ...]) -> str:
    """Return "55 × 55 × 64" for (C, H, W), "4096" for (n,)."""
    if len(shape) == 1:
        return str(shape[0])
    channels, height, width = shape
    return f"{height} × {width} × {channels}"


def number(value: float) -> str:
    """Return a number with four digits that count."""
    text = f"{value:.4g}"
    return text.replace("-", "\N{MINUS SIGN}")


def kind(opened: Opened, name: str, of: str) -> str:
    """Return what a layer is, with the size of its window or the function's name."""
    module = opened.traced.modules.get(name)
    if isinstance(module, Step):
        return module.operation
    text = tr(KINDS[of])
    if isinstance(module, nn.Conv2d) and module.groups == module.in_channels > 1:
        text = tr("Depthwise convolution")
    if isinstance(module, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d):
        window = module.kernel_size
        rows, columns = (window, window) if isinstance(window, int) else window
        return f"{text} {rows} × {columns}"
    if of in ("activation", "other"):
        return type(module).__name__
    return text


def layer(result: Result) -> str:
    """Say what the open layer gives."""
    opened, name = result.opened, result.layer.name
    what = kind(opened, name, result.layer.kind)
    text = tr("{layer}, {kind}: {size}.", layer=explained(name), kind=what, size=size(result.shape))
    if count := opened.parameters[name]:
        text += " " + tr("Parameters: {count}.", count=f"{count:,}")
    return text


def channel(result: Result) -> str:
    """Say what the large map holds."""
    shown = result.channel
    text = tr(
        "Channel {number}: mean {mean}, from {least} to {most}.",
        number=shown.number,
        mean=number(shown.mean),
        least=number(shown.least),
        most=number(shown.most),
    )
    if shown.values.size == 1:
        return text
    row, column = result.place
    return f"{text} " + tr(
        "At row {row}, column {column}: {value}.",
        row=row,
        column=column,
        value=number(result.value),
    )


def at(result: Result, row: int, column: int) -> str:
    """Return one value of the large map with its place."""
    value = number(float(result.channel.values[row, column]))
    return tr("At row {row}, column {column}: {value}.", row=row, column=column, value=value)


def _title(classifier: Classifier) -> str:
    """Return "AlexNet (2012)", or the name of a file."""
    return f"{classifier.title} ({classifier.year})" if classifier.year else classifier.title


def network(result: Result) -> str:
    """Say what the network is, and which layer is open."""
    loaded = result.opened.loaded
    text = tr(
        "{network}: {layers} layers, {count} parameters here, {published} in all. "
        "In memory of this picture: {memory} of {budget} MB of activations, {pictures} of {most} "
        "MB of pictures of layers.",
        network=_title(loaded.classifier),
        layers=len(result.opened.traced.layers),
        count=f"{result.parameters:,}",
        published=f"{loaded.classifier.parameters:,}",
        memory=f"{result.run.memory / MB:.1f}",
        budget=f"{BUDGET / MB:.0f}",
        pictures=f"{result.run.pictures.size / MB:.1f}",
        most=f"{PICTURES / MB:.0f}",
    )
    lines = [text, layer(result), *ideas.told(loaded.classifier.name, result.layer)]
    if any(fits(result.opened, result.layer, what) for what in ORDER):
        lines.append(tr("What is done here can be switched under “What it brought”."))
    return "\n".join(lines)


def published(opened: Opened) -> str:
    """Say what a network is, without weights."""
    classifier = opened.loaded.classifier
    return tr(
        "{network}: {layers} layers, {count} parameters.",
        network=_title(classifier),
        layers=len(opened.traced.layers),
        count=f"{classifier.parameters:,}",
    )


def filters(result: Result, own: int | None) -> str:
    """Say what the filters of the layer are, and which one is the user's ``own``."""
    if result.layer.kind != "conv":
        return tr(
            "{layer} has no filters of its own; choose a convolution.", layer=result.layer.name
        )
    module = result.opened.traced.modules[result.layer.name]
    weights = module.weight
    assert not isinstance(weights, nn.Module)
    count, depth, rows, columns = weights.shape
    text = tr(
        "{layer}: {count} filters of {rows} × {columns} × {depth}.",
        layer=result.layer.name,
        count=count,
        rows=rows,
        columns=columns,
        depth=depth,
    )
    if own is not None and result.layer.name == first_filters(result.opened):
        text += " " + tr(
            "Number {number} is your own, as strong as the one it replaces.", number=own
        )
    if depth == 3:
        return f"{text} " + tr("Each on a scale of its own; grey is 0.")
    if depth == 1:
        return text
    return f"{text} " + tr(
        "Shown: filter {number}, a slice for each channel before.", number=result.channel.number
    )


def cam(result: Result) -> str:
    """Say what Grad-CAM explains."""
    loaded = result.opened.loaded
    name = loaded.labels[result.target] if loaded.labels else str(result.target)
    return tr(
        "Class: {name}. Each map of {layer} is weighted by the mean of its gradient; the sum, "
        "without what is negative, shows the places that speak for the class.",
        name=name,
        layer=result.layer.name,
    )


def top(result: Result) -> str:
    """Say why there are no classes, or what to keep in mind of them; empty where nothing."""
    loaded = result.opened.loaded
    if result.embedding:
        return embedding(result, result.embedding)
    if loaded.own and loaded.complete:
        return tr(
            "Is the ranking odd? How the pictures of its training were prepared is not in the "
            "file: try another scale of the input, or order of the colours."
        )
    if loaded.own:
        return tr(
            "{network} does not give one list of classes, so nothing can be ranked; all its "
            "layers can be looked at.",
            network=loaded.classifier.title,
        )
    if loaded.classifier.labels == "digits":
        return tr("LeNet-5 knows ten digits only: it takes whatever it sees for one of them.")
    if loaded.complete:
        return ""
    return tr(
        "These weights of {network} have convolutions only: the maps are there, but no classes.",
        network=loaded.classifier.title,
    )


def embedding(result: Result, found: Embedding) -> str:
    """Say what is given in place of classes, and how far the changes move it."""
    if found.cosine is None:
        return tr(
            "{network} has no classes but an embedding: numbers that point in nearly the same "
            "direction for all pictures of one person. It sees the largest face only.",
            network=result.opened.loaded.classifier.title,
        )
    return tr(
        "Cosine between the embedding before and after your changes: {cosine}. Unchanged it would "
        "be 1; from {threshold} on, two faces pass for one person.",
        cosine=f"{found.cosine:.4f}".replace("-", "\N{MINUS SIGN}"),
        threshold=number(1 - THRESHOLD),
    )


def compared(result: Result) -> str:
    """Say what a network is and how long it took, in a few words."""
    loaded = result.opened.loaded
    return tr(
        "{network}: {count} parameters, {time} ms for this picture. Shown: {layer}.",
        network=_title(loaded.classifier),
        count=f"{result.parameters:,}",
        time=f"{result.run.seconds * 1000:.0f}",
        layer=result.layer.name,
    )
