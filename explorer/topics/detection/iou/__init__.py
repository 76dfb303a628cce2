"""Intersection over union of two boxes."""
