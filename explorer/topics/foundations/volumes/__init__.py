"""Convolution over volumes: the channels of one filter summed, many filters stacked."""
