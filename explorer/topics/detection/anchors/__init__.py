"""Anchor boxes: the target of a detector, anchors by k-means, prediction beside target."""
