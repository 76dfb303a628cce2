"""Sliding windows, one by one and as a convolution."""
