# One command each; every one sets up what it needs, and is quick the second time.
#   make run ARGS="--image picture.jpg"      PYTHON=python3.12      PIP_ARGS=...
PYTHON ?=
PIP_ARGS ?=
ARGS ?=
export PYTHON PIP_ARGS
BIN := .venv/bin

.PHONY: run test bench lint test-core clean

run:
	@sh tools/environment.sh run
	@$(BIN)/python main.py $(ARGS)

# Two at a time, which take up to 2 GB each; those with windows in processes of their own: what
# hundreds of closed windows leave behind slows the others down.
WORKERS ?= 2
PYTEST := QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest
PARALLEL := $(PYTEST) --numprocesses=$(WORKERS) --dist=loadfile
WINDOWS := tests/topics/view tests/ui

test:
	@sh tools/environment.sh dev
ifeq ($(strip $(ARGS)),)
	@$(PARALLEL) $(WINDOWS:%=--ignore=%)
	@$(PARALLEL) $(WINDOWS)
else
	@$(PYTEST) $(ARGS)
endif

bench:
	@sh tools/environment.sh dev
	@QT_QPA_PLATFORM=offscreen $(BIN)/python tools/bench $(ARGS)

lint:
	@sh tools/environment.sh dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# Every topic computes, every lesson has its answers, the command line works: where Qt is not
# installed. What is computed has been compared by `test`.
test-core:
	@sh tools/environment.sh core
	@.venv-core/bin/python -m pytest -m "not qt and not index" tests/core tests/sources tests/test_cli.py $(ARGS)

clean:
	rm -rf .venv .venv-core build dist *.egg-info
