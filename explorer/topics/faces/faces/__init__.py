"""Faces recognised by name, and the gallery of people they are compared with."""
