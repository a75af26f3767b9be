# Two commands set everything up: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BASE ?= 0238f79
# Made anew by the commands here; nothing that anybody keeps lies in these.
MADE := var/demo var/screens var/bench var/judges var/reliability var/same-exports
ASSETS := node_modules/.package-lock.json
CLIENTS := tests/api/clients
LOCKED := --quiet --universal --generate-hashes --no-header --no-annotate
.DEFAULT_GOAL := help

help:            ## this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/' | sort

assets:          ## what browsers are sent: GOV.UK Frontend, where Node is there; without it pages are plain
	@if ! command -v npm >/dev/null; then echo "npm is not here: without GOV.UK Frontend the pages are plain."; \
	else $(MAKE) --no-print-directory --silent $(ASSETS) || echo "npm failed: without GOV.UK Frontend the pages are plain."; fi

screens: $(VENV)/.dev assets  ## twelve pictures of the demonstration's pages anew, under docs/screens
	$(BIN)/python -m tests.api.pages.day_screens

every-screen: $(VENV)/.dev assets  ## a picture of every page, at a desk and on a telephone, under var/screens
	$(BIN)/python -m tests.api.pages.screenshots

pictures: $(VENV)/.dev assets demo screens  ## the pictures of README anew, under docs/pictures and docs/screens
	$(BIN)/python -m docs.fan_out_picture var/demo/summary.txt

demo: $(VENV)/.run assets         ## the whole job on a fresh embedded store, files under var/demo
	$(BIN)/returnonce demo --out var/demo --no-serve
	@echo "See it in a browser, on a day on which things happen: $(BIN)/returnonce demo --serve"

# Tests work on small tables, of which threads make work and no speed; make long leaves polars its own.
test: $(VENV)/.dev assets         ## the quick suite; what is skipped says so
	POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n 3 --dist worksteal -rs

check: $(VENV)/.dev        ## ruff, types, import contracts, dead code, the catalogue, stale docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/returnonce catalogue check
	$(BIN)/python -m docs.generate --check

docs: $(VENV)/.dev         ## write the generated reference pages anew
	$(BIN)/python -m docs.generate

bench: $(VENV)/.dev        ## the bulk job beside a plain one and other tools: time and memory; BENCH=--quick for a small one
	$(BIN)/python -m bench.run $(BENCH)

judges: $(VENV)/.dev       ## the sector's own validators on a clean made-up council; JUDGED='--children 1000' for more
	$(BIN)/python -m judges.run $(JUDGED)

same-exports: $(VENV)/.dev  ## does the demonstration write the bytes of another commit? BASE=0238f79
	$(BIN)/python -m campaigns.same_exports $(BASE)

overlap: $(VENV)/.dev      ## how well the overlap finder does: precision and recall, by confidence
	$(BIN)/python -m bench.overlap

long: $(VENV)/.dev clients ## tests that take minutes: crashes, properties, whole years, made-up requests
	$(BIN)/python -m pytest -n 3 --dist worksteal -rs --hypothesis-profile long -m '(long or hypothesis) and not soak'

clients: $(VENV)/.dev      ## what judges the OpenAPI document and makes clients of it, for make long: 140 MB, so nowhere else
	@if ! command -v npm >/dev/null; then echo "npm is not here: no TypeScript client is made, and no linter of npm's asked."; \
	else $(MAKE) --no-print-directory --silent $(CLIENTS)/node_modules/.package-lock.json || echo "npm failed: their tests skip."; fi
	@$(MAKE) --no-print-directory --silent $(VENV)/clients/.done || echo "pip failed: no Python client is made."

$(CLIENTS)/node_modules/.package-lock.json: $(CLIENTS)/package.json $(CLIENTS)/package-lock.json
	cd $(CLIENTS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

$(VENV)/clients/.done: $(CLIENTS)/requirements.txt $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --upgrade --target $(VENV)/clients -r $(CLIENTS)/requirements.txt
	touch $@

fuzz: $(VENV)/.dev       ## requests made up from the OpenAPI document
	API_CASES=$${API_CASES:-1000} $(BIN)/python -m pytest -m 'long and not soak' tests/api/test_openapi_cases.py

lock:            ## the hashes of everything that constraints.txt pins, under locks/; needs uv (pip install uv)
	@for each in service dev; do uv pip compile pyproject.toml locks/build.in --extra notify $$([ $$each = dev ] && echo '--group dev') \
	  -c constraints.txt $(LOCKED) -o locks/$$each.txt; done
	@uv pip compile locks/release.in -c constraints.txt $(LOCKED) -o locks/release.txt
	@uv pip compile locks/beside.in --no-deps -c constraints.txt $(LOCKED) -o locks/beside.txt

release: $(VENV)/.run      ## wheel, source, SBOM, locks and their SHA256SUMS in dist/, at the tag of the version; RELEASE=draft anywhere
	$(BIN)/python -m release.build $(if $(filter draft,$(RELEASE)),--draft)

soak: $(VENV)/.dev         ## long campaigns; PART=gate for one part, each within the hour
	$(BIN)/python -m campaigns.run $(PART)

clean:           ## forget the environment and what the commands above made under var/; a store in var/ stays
	rm -rf $(VENV) node_modules $(CLIENTS)/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis $(MADE)
	@if [ -e var ] && ! rmdir var 2>/dev/null; then echo "var/ holds more than was made here, and stays: $$(ls var | tr '\n' ' ')"; fi

$(ASSETS): package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

$(VENV)/.run: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet -c constraints.txt --group dev
	# Apart from the environment, in which they would slow every command down: pysdmx reads data with them in a test.
	$(BIN)/python -m pip install --quiet --upgrade --no-deps -c constraints.txt --target $(VENV)/pandas pandas pyarrow
	touch $@

.PHONY: help assets screens every-screen pictures demo test check docs bench judges same-exports overlap long clients fuzz lock release soak clean
