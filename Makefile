# Everything sets itself up: a machine needs Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= auto

.PHONY: demo test test-slow check format bench bench-proof clean help

help:
	@echo "make demo       run the 230 proposals of the example: the ledger, the shares, the rates"
	@echo "make test       the tests (a few minutes)"
	@echo "make check      format, lint, types, import contracts"
	@echo "make test-slow  the slower tier: many more generated runs, planted bugs, mutations"
	@echo "make bench      measurements against other libraries, by one command (some minutes)"
	@echo "make bench-proof  what proving costs: states per second against SPIN, each example, growth (some minutes)"

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "closedloop needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.made pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.made pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.run

$(VENV)/.check: $(VENV)/.made pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[check]'
	@touch $@ $(VENV)/.run $(VENV)/.test

demo: $(VENV)/.run
	@$(BIN)/closedloop run examples/deputy_proposals/process.loop examples/deputy_proposals/events_230.csv --as-of 2021-12-31

# Half of the tests to each worker, and what one has left when another is done: neighbours share what they work out.
# The tests start Python dozens of times, so that what is compiled is kept whatever the shell says.
test test-slow: export PYTHONDONTWRITEBYTECODE =
test test-slow: PYTEST = $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

test: $(VENV)/.test
	@$(PYTEST) -m "not slow"

test-slow: $(VENV)/.test
	@$(PYTEST) -m slow

check: $(VENV)/.check
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/closedloop fmt --check examples/*/*.loop benchmarks/*.loop
	@$(BIN)/closedloop check --strict examples/*/*.loop benchmarks/*.loop

format: $(VENV)/.check
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.test
	@$(BIN)/python benchmarks/run.py

bench-proof: $(VENV)/.test
	@$(BIN)/python benchmarks/proof.py

clean:
	rm -rf $(VENV) .venv-bench .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build
