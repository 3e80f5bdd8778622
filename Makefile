# `make demo` and `make test` are all a newcomer needs; both make the virtual environment first.

PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check docs bench bench-site site clean

demo: $(VENV)/installed
	$(BIN)/sla-nl demo

test: check
	$(BIN)/pytest
	$(BIN)/python -m tests.site

site: $(VENV)/installed-dev
	$(BIN)/python -m tests.site --stay

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/installed-dev
	$(BIN)/python -m tests.docs

bench: $(VENV)/installed-dev
	$(BIN)/python -m tests.bench

bench-site: $(VENV)/installed-dev
	$(BIN)/python -m tests.site -q -s $(wildcard tests/site/bench_*.py)

clean:
	rm -rf $(VENV) demo.html

$(VENV)/installed: setup.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@
