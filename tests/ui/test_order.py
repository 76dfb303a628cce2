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
