"""The mathematics of vision on numpy arrays: no Qt."""
