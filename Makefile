# `make demo` and `make test` need Python 3.11 or newer with pip, and nothing else; both set up .venv by themselves.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo test fix sweep bench bench-scan bench-models bench-lookalikes bench-bulk bench-report soak-bulk soak-scan fixtures clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: .venv/ready ## convert real fixtures into pdf2form-out/ and say where to look
	$(BIN)/pdf2form convert fixtures/seed-service fixtures/seed-portal fixtures/planted-total -o pdf2form-out
	$(BIN)/pdf2form inspect fixtures/seed-portal/reportlab-lines.pdf --page 2 -o pdf2form-out/inspect.png
	@echo
	@echo "Look at pdf2form-out/indicators.csv (every indicator with its place on the page),"
	@echo "        pdf2form-out/diff.csv (printed against recomputed), pdf2form-out/records/ (JSON)"
	@echo "    and pdf2form-out/inspect.png (what was read on a page)."

test: .venv/dev ## everything CI runs: style, types, layers, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n logical --dist worksteal

fix: .venv/dev ## let ruff mend style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

sweep: .venv/dev ## the page break at every line of every sweep form, in every manner (about ten minutes)
	$(BIN)/python -m tests.sweep

bench: .venv/bench ## speed and accuracy beside the peers and the PDFium floor (needs a C compiler)
	$(BIN)/python -m bench
	$(BIN)/python -m bench.long
	$(BIN)/python -m bench.verify

bench-scan: .venv/bench ## scans: accuracy, silent errors, time, beside rapidocr and tesseract (half an hour; needs the fonts)
	$(BIN)/python -m bench.scan --peers --time

bench-models: .venv/bench ## recognition models beside each other on crops of lines, alone and in batches (minutes; needs the fonts)
	$(BIN)/python -m bench.scan_models

bench-lookalikes: .venv/bench ## characters told by the places where they differ, in faces that these were not measured on (ten minutes; needs the fonts)
	$(BIN)/python -m bench.lookalikes

bench-bulk: .venv/bench ## many documents: processes, isolation, memory, resuming over 100,000 (a quarter of an hour; wants a quiet machine)
	$(BIN)/python -m bench.bulk

bench-report: .venv/bench ## the report over 10,000 forms: time, memory, size, and how soon its pages open (minutes; needs Chromium)
	$(BIN)/python -m bench.report_scale

soak-bulk: .venv/dev ## 2,000 documents with poison: a run killed ten times against an undisturbed one, and on a cluster
	$(BIN)/python -m tests.bulk

soak-scan: .venv/bench ## memory of one worker over 500 scanned pages
	$(BIN)/python -m bench.scan --soak

fixtures: .venv/fixtures ## make the fixture PDFs anew (needs LibreOffice, Chromium and the fonts of CONTRIBUTING.md)
	$(BIN)/python -m fixtures.make
	$(BIN)/python -m fixtures.disclosure
	$(BIN)/python -m fixtures.negatives
	$(BIN)/python -m fixtures.traps
	$(BIN)/python -m fixtures.scans --committed
	$(BIN)/python -m fixtures.departments --scan

clean: ## remove what make made
	rm -rf .venv pdf2form-out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("pdf2form needs Python 3.11 or newer; say make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/dev .venv/bench .venv/fixtures: .venv/%: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$*]'
	touch $@
