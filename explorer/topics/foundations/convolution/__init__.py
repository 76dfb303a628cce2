"""Convolution of one channel, one window at a time."""
