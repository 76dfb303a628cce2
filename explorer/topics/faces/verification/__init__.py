"""One person or two: embeddings of faces compared."""
