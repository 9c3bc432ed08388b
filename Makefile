# `make` alone lists what there is. Each target makes the environment that it needs, once.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8501
IN := .venv/bin/python
RUN := .venv/.ready
DEV := .venv/.ready-dev
# Tests start many processes: each would compile the product again where bytecode is not kept.
KEEP := PYTHONDONTWRITEBYTECODE=
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help run demo test lint bench soak mutants

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(RUN) ## starts the portal on the demo and prints its address (PORT=8501)
	@$(IN) -m pilotage run --port $(PORT)

demo: $(RUN) ## puts the demo back as it was: thirteen months, four vendors, everything judged
	@$(IN) -m pilotage demo --reset

test: $(DEV) ## installs what the tests need and passes them all
	@$(KEEP) $(IN) -m pytest -n auto

lint: $(DEV) ## style, types and the direction of imports
	@$(IN) -m ruff check .
	@$(IN) -m ruff format --check .
	@$(IN) -m mypy
	@.venv/bin/lint-imports

bench: $(DEV) ## the README's speed table, as ratios measured here
	@$(IN) -m benchmarks

soak: $(DEV) ## the long campaigns, in full
	@PILOTAGE_SOAK=1 $(KEEP) $(IN) -m pytest -n auto -m soak

mutants: $(DEV) ## changes the engine line by line; lists the changes that no test notices
	@$(IN) -m mutmut run; $(IN) tools/mutants.py

$(RUN): requirements.txt requirements.lock tools/environment.sh
	@sh tools/environment.sh requirements.txt && touch $@

$(DEV): requirements-dev.txt requirements.txt requirements.lock tools/environment.sh
	@sh tools/environment.sh requirements-dev.txt && touch $(RUN) $@
