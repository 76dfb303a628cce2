"""Landmarks of faces, as a network's output vector."""
