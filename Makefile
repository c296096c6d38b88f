# Commands for people: `make demo`, `make demo-loop` and `make test`. They do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO_OUT := .cache/demo

.PHONY: demo demo-loop test coverage test-slow mutants check update bench clean

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "ddd needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "the venv module is missing (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY) ## the main job on the example repository
	@echo '$$ ddd extract --temporal examples/ansible_baseline'
	@$(BIN)/ddd extract --temporal examples/ansible_baseline | sed -n '/^Schedules/,/^$$/p'
	@mkdir -p .cache
	@echo '$$ ddd generate-runbooks examples/ansible_baseline --output $(DEMO_OUT)'
	@$(BIN)/ddd generate-runbooks examples/ansible_baseline --output $(DEMO_OUT)
	@echo
	@sed -n '1,60p' $(DEMO_OUT)/daily.md
	@echo '[…] the whole page: $(DEMO_OUT)/daily.md'
	@echo
	@echo '$$ ddd validate-maintenance-coverage examples/ansible_baseline'
	@$(BIN)/ddd validate-maintenance-coverage examples/ansible_baseline || [ $$? -eq 1 ]

demo-loop: $(READY) ## the ledger with a real Prometheus and Alertmanager: undone work is told, done work ends it
	@$(BIN)/python -m tests.ledger.demo_loop

test: $(READY) ## the tests
	@$(BIN)/python -m pytest -n auto -m 'not slow'

coverage: $(READY) ## the tests, with branch coverage: a third slower
	@$(BIN)/python -m pytest -n auto -m 'not slow' --cov --cov-report=term

test-slow: $(READY) ## whole corpora, much hostile text, five hundred examples for each oracle
	@$(BIN)/python -m pytest -m slow
	@DDD_ORACLE_EXAMPLES=500 $(BIN)/python -m pytest tests/cadence tests/agenda

mutants: $(READY) ## mutation testing of what decides the score; half an hour and more on two free cores
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[mutants]'
	@$(BIN)/python tools/mutants.py

check: $(READY) ## lint, types, architecture
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

update: $(READY) ## rewrite every golden file; the diff is the review
	@$(BIN)/ruff format --quiet src tests bench
	@$(BIN)/python -m tests.corpus_cases
	@$(BIN)/python -m tests.example_output
	@$(BIN)/python -m tests.sources_page
	@$(BIN)/python -m tests.templates_page
	@$(BIN)/python -m tests.report_snapshots

bench: $(READY) ## ddd against ripgrep, git status, semgrep and bandit; ONLY="rescan startup" for some of it
	@$(BIN)/python -m bench $(ONLY)

clean:
	rm -rf $(VENV) .cache .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
