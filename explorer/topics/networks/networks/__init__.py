"""The classic networks at work on a picture, every layer open."""
