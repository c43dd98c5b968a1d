# The workshop's menu. `make` alone prints it.

PYTHON ?= python3
PORT   ?= 8000
SERVE  ?= 1

BIN   := .venv/bin
READY := .venv/ready

.DEFAULT_GOAL := menu
.PHONY: menu demo test test-all check ocr bench bench-text bench-fuzz bench-forgery bench-tamper docs format requirements clean

menu:  ## print this menu
	@awk -F '  ## ' '/^[a-z-]+:.*  ## / { split($$1, name, ":"); printf "  make %-14s%s\n", name[1], $$2 }' Makefile

demo: $(READY)  ## build the sample ledger under var/ and serve it (PORT=8000; SERVE=0 stops before serving)
	@$(BIN)/bihuan demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

# The quick tests take a little over two minutes on two cores. The long ones, the browser and PostgreSQL are
# `make test-all`; where nothing may be skipped (BIHUAN_REQUIRE_ALL=1, in CI) `make test` is that, too.
ifeq ($(BIHUAN_REQUIRE_ALL),1)
test: test-all
else
test: $(READY)  ## run the quick tests (SQLite, no browser)
	@$(KEEP_COMPILED) env -u DATABASE_URL $(BIN)/pytest $(PYTEST) -m "not postgres and not bench and not browser and not long"
	@echo "The long tests, the browser and PostgreSQL: make test-all"
endif

# First on SQLite, then on PostgreSQL what asks for a database (conftest.py). Markers that cannot run in one of the two
# run in the other; what can run in neither is skipped and named. BIHUAN_REQUIRE_ALL=1 turns a skip into a failure.
test-all: $(READY)  ## run all tests, on SQLite, in a browser and on PostgreSQL
	@echo "── SQLite ──"
	@$(KEEP_COMPILED) env -u DATABASE_URL $(BIN)/pytest $(PYTEST) -m "not postgres and not bench"
	@echo "── PostgreSQL ──"
	@$(KEEP_COMPILED) $(BIN)/python tests/support/postgres.py -- $(BIN)/pytest $(PYTEST) -m "not browser and not bench"

# Two workers for two cores; `worksteal` keeps neighbours together and still leaves no core idle.
PYTEST = -q -n 2 --dist worksteal
# Some machines keep no compiled modules; here every worker and every process under test would compile all of them.
KEEP_COMPILED = env -u PYTHONDONTWRITEBYTECODE

check: $(READY)  ## look for mistakes without running anything: style, types, imports, docs, migrations
	@$(MAKE) --no-print-directory --keep-going -j2 $(GROUPED) $(CHECKS)

CHECKS  := check-types check-style check-format check-imports check-migrations check-docs
GROUPED := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
.PHONY: $(CHECKS)
check-types:
	@$(BIN)/mypy
check-style:
	@$(BIN)/ruff check
check-format:
	@$(BIN)/ruff format --check
check-imports:
	@$(BIN)/lint-imports --no-logo
check-migrations:
	@DJANGO_SETTINGS_MODULE=config.settings $(BIN)/python -m django makemigrations --check --dry-run
check-docs:
	@$(BIN)/bihuan docs --check

bench: $(READY)  ## measure speed at 10,000 and 100,000 items
	@$(BIN)/python bench/run.py
	@$(BIN)/python bench/log.py
	@$(BIN)/python bench/outbox.py

bench-text: $(READY)  ## how well texts are sorted, merged and read (../shared/data or BIHUAN_DATA), and how fast
	@$(BIN)/python bench/text_sorting.py
	@$(BIN)/python bench/text_grouping.py
	@$(BIN)/python bench/text_reading.py

bench-fuzz: $(READY)  ## 10,000 mutated files of each kind through the readers; goes on where it broke off
	@$(BIN)/python bench/fuzz_readers.py

bench-forgery: $(READY)  ## count which doctored evidence is found, and which honest evidence is blamed
	@$(BIN)/python bench/forgery.py

bench-tamper: $(READY)  ## tamper with copies of a ledger in every way known, and print who notices
	@$(BIN)/python bench/tamper.py

ocr: $(READY)  ## add the recognition of scans and photos
	@$(INSTALL) --require-hashes -r requirements/ocr.txt

docs: $(READY)  ## write those pages of docs/ that are generated from the code
	@$(BIN)/bihuan docs

format: $(READY)  ## put code into the house style
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

# --no-emit-…: the compiled files name no registry; every machine uses the one it was set up with.
COMPILE = $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
          --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"
requirements: $(READY)  ## take the newest versions that requirements/*.in allow
	@for file in installer app dev ocr; do $(COMPILE) requirements/$$file.in --output-file requirements/$$file.txt || exit; done

clean:  ## remove what the workshop made, but never var/ (the ledger)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist src/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +


# ── set-up ──────────────────────────────────────────────────────────────────────────────────────
# Runs again only when a file it depends on changed. pip installs one package, uv, which installs the rest in seconds.
# Hashes are checked throughout; bihuan itself is linked, not copied (--editable).
# uv does not read pip's settings; whoever set up pip for a mirror or for own certificates expects them to hold.

PIP_MIRROR = $${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)}
UV         = UV_SYSTEM_CERTS=1 UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$(PIP_MIRROR)}" $(BIN)/uv
INSTALL    = $(UV) pip install --quiet --python $(BIN)/python

$(READY): requirements/installer.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Bihuan needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
	  echo "Name another one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make a virtual environment: its module ensurepip is missing."; \
	  echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up .venv …"
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.txt
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
