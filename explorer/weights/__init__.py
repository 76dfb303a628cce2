"""Which weights exist, where they come from, and how they are checked.

`store` is the way in: status, locate, fetch, import_file.
"""
