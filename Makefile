# Every task of the project; `make help` lists them. CI calls the same targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
MANAGE := $(PY) manage.py
STAMP := $(VENV)/.installed

# What the contract run takes: OPERATION=user_create SEED=1 PROFILE=deep ID=<failure>
export OPERATION SEED PROFILE ID

.PHONY: help
help: ## list the tasks
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- environment ------------------------------------------------------------------------------------
$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed. Please run: make PYTHON=/path/to/python3.11 ..." >&2; exit 3; }
	@echo "Setting up $(VENV) (once; about a minute) ..." >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.PHONY: setup
setup: $(STAMP) ## create .venv and install the locked dependencies (every task does it by itself)

.PHONY: lock
lock: $(STAMP) ## write requirements.txt again from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --output-file requirements.txt
