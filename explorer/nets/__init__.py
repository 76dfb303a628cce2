"""Networks as plain torch modules, and what runs them."""

import os

# Read by torch when it is first imported: operators that Apple's GPU lacks run on the CPU.
os.environ.setdefault("PYTORCH_ENABLE_MPS_FALLBACK", "1")
