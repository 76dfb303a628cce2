"""Print the requirements of the tests that need no Qt, one a line."""

import tomllib
from pathlib import Path

QT = ("pyside6", "pyqtgraph", "pytest-qt")
LINTERS = ("ruff", "mypy", "import-linter")

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]
for requirement in project["dependencies"] + project["optional-dependencies"]["dev"]:
    if not requirement.lower().startswith(QT + LINTERS):
        print(requirement)
