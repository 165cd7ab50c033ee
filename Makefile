# The two commands of this project; both make all they need, with Python 3.11 or newer and make.

PYTHON ?= python3
BIN = .venv/bin

.PHONY: run test clean

run: .venv/run.stamp  ## extract the sample reports, or SOURCE=folder OUT=folder
	$(BIN)/figextract run $(or $(SOURCE),data/raw) $(or $(OUT),data/out)

test: .venv/test.stamp  ## everything that CI checks
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "figextract needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python pyproject.toml
	@echo "installing figextract into .venv, once"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/test.stamp: .venv/bin/python pyproject.toml
	@echo "installing figextract and what its tests need into .venv, once"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ .venv/run.stamp

clean:
	rm -rf .venv data/out
