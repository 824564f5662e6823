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

# --- schema lint ------------------------------------------------------------------------------------
# Node is optional: a machine without it skips this with a message, and CI has it.
SCHEMA_LINT := openapi/lint
SCHEMA_LINT_BIN := $(SCHEMA_LINT)/node_modules/.bin
NODE_FITS := node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major >= 22 || (major === 20 && minor >= 19) ? 0 : 1)'

$(SCHEMA_LINT)/node_modules/.package-lock.json: $(SCHEMA_LINT)/package-lock.json
	@echo "Installing the schema linters in $(SCHEMA_LINT)/node_modules (once) ..." >&2
	@npm ci --prefix $(SCHEMA_LINT) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.PHONY: lint-schema
lint-schema: ## lint openapi/schema.yaml with Redocly and Spectral (needs node 20.19+ or 22+; skipped without)
	@if ! command -v node >/dev/null || ! command -v npm >/dev/null || ! $(NODE_FITS); then \
		echo "lint-schema: skipped, because node 20.19 or newer (with npm) is not installed. Nothing was checked."; \
	else \
		$(MAKE) --no-print-directory lint-schema-with-node; \
	fi

.PHONY: lint-schema-with-node
lint-schema-with-node: $(SCHEMA_LINT)/node_modules/.package-lock.json
	@REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
		$(SCHEMA_LINT_BIN)/redocly lint --config $(SCHEMA_LINT)/redocly.yaml --format stylish openapi/schema.yaml
	@$(SCHEMA_LINT_BIN)/spectral lint --ruleset $(SCHEMA_LINT)/.spectral.yaml --fail-severity hint openapi/schema.yaml
