"""The networks of the classic papers, and the ideas that each of them brought."""
