"""CNN Explorer: convolutional neural networks made visible."""

import os

__version__ = "0.1.0"

# For large arrays numpy asks Linux for large pages. Where memory is in pieces, Linux tidies it up
# first, and a picture takes five times as long (numpy issue 31590). Read when numpy is imported.
os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")
