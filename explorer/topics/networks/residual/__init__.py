"""Residual blocks: shortcuts, why the identity is easy, and what they do for depth."""
