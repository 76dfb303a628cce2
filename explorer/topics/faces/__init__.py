"""Faces: recognition, verification, and how an embedding is learned."""
