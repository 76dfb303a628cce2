"""Draw a filter, watch edges appear."""
