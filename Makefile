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

# What the contract run takes: OPERATION=user_create SEED=1 PROFILE=deep ID=<failure> TEST=coverage,fuzz
export OPERATION SEED PROFILE ID TEST

.PHONY: help
help: ## list the tasks
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- environment ------------------------------------------------------------------------------------
$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed. Please run: make PYTHON=/path/to/python3.11 ..." >&2; exit 3; }
	@test ! -L $(VENV) || { echo "$(VENV) is a link to an environment that others use, and older than $<." \
		"Please run: $(BIN)/pip install --require-hashes -r $< && touch $@" >&2; exit 3; }
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

# --- the API ----------------------------------------------------------------------------------------
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: run
run: $(STAMP) ## start the API with demo data on http://127.0.0.1:8000 (HOST=, PORT=)
	@$(MANAGE) migrate --verbosity 0
	@SECURITY_LOG_LEVEL=WARNING EMAIL_URL=dummymail:// $(MANAGE) seed_demo # nobody reads demo mail
	@echo "Swagger UI  http://$(HOST):$(PORT)/api/docs/"
	@echo "ReDoc       http://$(HOST):$(PORT)/api/redoc/"
	@echo "Admin site  http://$(HOST):$(PORT)/admin/"
	@echo "Health      http://$(HOST):$(PORT)/health/   http://$(HOST):$(PORT)/ready/"
	@echo "WebSocket   ws://$(HOST):$(PORT)/ws/notifications/"
	@echo "Stop with Ctrl-C."
	@exec $(BIN)/uvicorn crm.asgi:application --host $(HOST) --port $(PORT) --log-level warning --no-server-header \
		--ws-max-size 65536

.PHONY: schema
schema: $(STAMP) ## export openapi/schema.yaml
	@$(MANAGE) spectacular --validate --fail-on-warn --file openapi/schema.yaml

.PHONY: asyncapi
asyncapi: $(STAMP) ## export openapi/asyncapi.yaml, the messages of the socket
	@$(MANAGE) asyncapi --validate --file openapi/asyncapi.yaml

.PHONY: asyncapi-check
asyncapi-check: $(STAMP) ## fail when openapi/asyncapi.yaml is stale or not valid AsyncAPI 3
	@$(MANAGE) asyncapi --validate | diff -u openapi/asyncapi.yaml - \
		|| { echo "openapi/asyncapi.yaml is out of date. Please run: make asyncapi" >&2; exit 1; }

.PHONY: schema-check
schema-check: $(STAMP) ## fail when openapi/schema.yaml is stale or not valid OpenAPI 3.1
	@$(MANAGE) spectacular --validate --fail-on-warn | diff -u openapi/schema.yaml - \
		|| { echo "openapi/schema.yaml is out of date. Please run: make schema" >&2; exit 1; }
	@$(BIN)/openapi-spec-validator --subschema-errors all openapi/schema.yaml >/dev/null \
		|| { $(BIN)/openapi-spec-validator --subschema-errors all openapi/schema.yaml; exit 1; }

# --- checks -----------------------------------------------------------------------------------------
CODE := crm apps hooks contract_tests manage.py

.PHONY: check
check: lint types schema-check asyncapi-check migrations-check deploy-check ## everything that reads the code without running it

.PHONY: format
format: $(STAMP) ## format the code and mend what ruff can mend
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

.PHONY: lint
lint: $(STAMP) ## ruff (format and rules) and the import contracts
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "Please run: make format" >&2; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo 2>&1 || exit 1

.PHONY: types
types: export POSTGRES_CLUSTER := test
types: $(STAMP) ## mypy, strict
	@$(BIN)/mypy crm apps hooks contract_tests

.PHONY: migrations-check
migrations-check: $(STAMP) ## fail when a model changed without a migration
	@$(MANAGE) makemigrations --check --dry-run --verbosity 0 \
		|| { echo "A model changed. Please run: .venv/bin/python manage.py makemigrations" >&2; exit 1; }

.PHONY: deploy-check
deploy-check: $(STAMP) ## Django's deployment checks under production settings
	@$(MANAGE) signing_key_create .data/signing/deploy-check.pem
	@PRODUCTION=1 SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(48))') \
		JWT_SIGNING_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(48))') \
		ALLOWED_HOSTS=crm.example DATABASE_URL=postgres://crm:crm@127.0.0.1/crm CACHE_URL=rediscache://127.0.0.1/0 \
		SIGNING_KEY_FILE=.data/signing/deploy-check.pem DOCUMENTS_DIR=/srv/crm/documents \
		$(MANAGE) check --deploy --fail-level WARNING

# --- the fuzzer -------------------------------------------------------------------------------------
# make itself answers 2 for every failure; `python -m contract_tests` tells them apart: 0 clean, 1 findings,
# 2 engine, 3 environment.
.PHONY: contract
contract: $(STAMP) ## fuzz every operation against its contract; OPERATION= SEED= PROFILE=deep TEST= narrow or deepen it
	@$(PY) -m contract_tests run

.PHONY: replay
replay: $(STAMP) ## show stored failures and the regression corpus again; ID= one of them
	@$(PY) -m contract_tests replay

.PHONY: seeds
SEEDS ?= 10
seeds: $(STAMP) ## run the random tests with SEEDS=300 seeds of their own: a clean build must never alarm
	@for number in $$(seq $(SEEDS)); do \
		echo "== $$number of $(SEEDS)"; SEED= $(PY) -m contract_tests run --test fuzz,stateful || exit; done

# --- tests ------------------------------------------------------------------------------------------
COVERAGE_ALERT := 75
COVERAGE_GATE := 90

.PHONY: proofs
proofs: $(STAMP) ## plant each defect of contract_tests/defects and see that it is found; DEFECT=lost_update only one
	@$(PY) -m pytest contract_tests/tests/test_proofs.py -m proof --quiet $(if $(DEFECT),-k '[$(DEFECT)]')

test proofs: export POSTGRES_CLUSTER := test
# The algorithm stays Argon2id; a test run need not pay for its cost.
test proofs: export ARGON2_TIME_COST := 1
test proofs: export ARGON2_MEMORY_COST := 8
test proofs: export ARGON2_PARALLELISM := 1

.PHONY: test
test: $(STAMP) ## application tests, the harness's proofs, then the whole contract under code coverage
	@echo "== application tests" && $(PY) -m pytest apps crm --quiet
	@echo "== proofs: planted defects must be found" && $(PY) -m pytest contract_tests -m proof --quiet
	@echo "== the contract, under code coverage" && $(BIN)/coverage erase && $(BIN)/coverage run -m contract_tests
	@$(MAKE) --no-print-directory coverage

.PHONY: coverage
coverage: ## report the coverage of the last `make test`: console, reports/coverage/, alert and gate
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage html --quiet --directory reports/coverage && $(BIN)/coverage json --quiet -o reports/coverage.json
	@$(BIN)/coverage report
	@total=$$($(BIN)/coverage report --format=total); \
	if [ "$$total" -lt $(COVERAGE_ALERT) ]; then \
		echo "ALERT: coverage through the API is $$total %, below $(COVERAGE_ALERT) %." >&2; fi; \
	if [ "$$total" -lt $(COVERAGE_GATE) ]; then \
		echo "Coverage through the API is $$total %; the gate is $(COVERAGE_GATE) %. See reports/coverage/index.html" >&2; \
		exit 1; fi; \
	echo "Coverage through the API: $$total % (gate $(COVERAGE_GATE) %). HTML: reports/coverage/index.html"

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
lint-schema: ## lint both documents in openapi/ with Redocly and Spectral (needs node 20.19+ or 22+; skipped without)
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
	@$(SCHEMA_LINT_BIN)/spectral lint --ruleset $(SCHEMA_LINT)/.spectral-asyncapi.yaml --fail-severity hint openapi/asyncapi.yaml

# --- bench ------------------------------------------------------------------------------------------
.PHONY: bench
bench: $(STAMP) ## CPU for each test case: floor, ours and stock Schemathesis; writes reports/bench.json
	@PYTHONHASHSEED=0 $(PY) -m contract_tests.bench

# --- second engine ----------------------------------------------------------------------------------
EXAMPLES ?= 100

.PHONY: second-engine
second-engine: $(STAMP) ## Schemathesis' own engine on the same world, in process (nightly); EXAMPLES= for each operation
	@PYTHONHASHSEED=0 $(PY) -m contract_tests.second_engine --max-examples $(EXAMPLES)

# --- docs -------------------------------------------------------------------------------------------
.PHONY: docs
docs: $(STAMP) ## write docs/reference/operations.md and problem-codes.md from openapi/schema.yaml
	@$(PY) -m contract_tests.reference

.PHONY: docs-check
docs-check: $(STAMP) ## fail when the generated reference is stale or a setting is not explained
	@$(PY) -m contract_tests.reference --check

check: docs-check
