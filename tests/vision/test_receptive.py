"""Receptive fields: published sizes, and the pixels that the gradient reaches."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explorer.vision.receptive import Field, join


def test_the_fields_of_alexnet_and_vgg():
    # Araujo et al., Distill 2019, table: AlexNet v2 at its last pooling 195 pixels, jump 32;
    # VGG-16 212 and 32.
    alex = Field()
    for window in ((11, 4, 2), (3, 2, 0), (5, 1, 2), (3, 2, 0), *[(3, 1, 1)] * 3, (3, 2, 0)):
        alex = alex.through(*window)
    assert (alex.size, alex.jump) == (195, 32)
    vgg = Field()
    for depth in (2, 2, 3, 3, 3):
        for window in (*[(3, 1, 1)] * depth, (2, 2, 0)):
            vgg = vgg.through(*window)
    assert (vgg.size, vgg.jump) == (212, 32)


layers = st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(layers, min_size=1, max_size=4), st.data())
def test_the_gradient_reaches_exactly_the_field(chain, data):
    network, field = nn.Sequential(), Field()
    for window, stride, padding, dilation in chain:
        conv = nn.Conv1d(1, 1, window, stride, padding, dilation, bias=False)
        nn.init.ones_(conv.weight)
        network.append(conv)
        field = field.through(window, stride, padding, dilation)
    x = torch.ones(1, 1, 150, dtype=torch.float64, requires_grad=True)
    y = network.double()(x)[0, 0]
    position = data.draw(st.integers(0, len(y) - 1))
    y[position].backward()
    reached = torch.nonzero(x.grad[0, 0])[:, 0]
    first, end = field.at(position)
    if len(reached):
        inside = reached[(reached >= 0)]
        assert int(inside.min()) >= max(first, 0) and int(inside.max()) < min(end, 150)
        # The two ends are reached, where they are no padding.
        if first >= 0:
            assert int(reached.min()) == first
        if end <= 150:
            assert int(reached.max()) == end - 1


def test_branches_join_to_the_widest():
    three, five = Field().through(3, 1, 1), Field().through(5, 1, 2)
    assert join([Field(), three, five]) == five
    with pytest.raises(ValueError, match="strides"):
        join([Field(), Field().through(2, 2, 0)])
