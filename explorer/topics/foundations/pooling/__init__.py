"""Max and average pooling, one window at a time."""
