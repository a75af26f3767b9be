# Two commands set everything up: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

help:            ## this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/' | sort

demo: $(VENV)/.run         ## the whole job on a fresh embedded store, files under var/demo
	$(BIN)/returnonce demo --out var/demo --no-serve

test: $(VENV)/.dev         ## the whole suite; what is skipped says so
	$(BIN)/python -m pytest -n 2 --dist worksteal -rs

check: $(VENV)/.dev        ## ruff, types, import contracts, the catalogue, stale docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/returnonce catalogue check
	$(BIN)/python -m docs.generate --check

docs: $(VENV)/.dev         ## write the generated reference pages anew
	$(BIN)/python -m docs.generate

bench: $(VENV)/.dev        ## the bulk job beside a plain pandas one, time and memory
	$(BIN)/python -m tests.bench.run

judges: $(VENV)/.dev       ## the sector's own validators on a clean made-up council; JUDGED='--children 1000' for more
	$(BIN)/python -m tests.judges.run $(JUDGED)

soak: $(VENV)/.dev         ## long campaigns
	$(BIN)/python -m pytest -m soak

clean:           ## forget the environment and everything under var/
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/.run: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet -c constraints.txt --group dev
	touch $@

.PHONY: help demo test check docs bench judges soak clean
