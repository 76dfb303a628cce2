"""Live detection, from raw heads to final boxes."""
