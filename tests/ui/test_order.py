import subprocess
import sys

import pytest

pytestmark = pytest.mark.qt

SCRIPT = """
import sys
import explorer.core.preload as preload
seen = []
preload.before_qt = lambda: seen.append("PySide6" in sys.modules)
import {module}
assert seen == [False], seen
assert "PySide6.QtWidgets" in sys.modules
"""


@pytest.mark.parametrize("module", ["explorer.ui.window", "explorer.ui.application"])
def test_the_libraries_of_torch_are_loaded_before_qt(module: str) -> None:
    subprocess.run([sys.executable, "-c", SCRIPT.format(module=module)], check=True)


def test_the_first_paint_waits_for_no_numbers() -> None:
    heavy = ("numpy", "cv2", "PIL", "safetensors", "torch", "onnxruntime")
    code = (
        "import sys, explorer.app, explorer.ui.window\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
