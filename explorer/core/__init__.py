"""State, jobs, settings and errors: no Qt, no torch."""
