"""The triplet loss: on three points of a plane, and in a Siamese network that learns."""
