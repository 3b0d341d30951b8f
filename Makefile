# Everything runs from here. PORT= and DATA_DIR= are passed on to what is started.

PYTHON ?= python3
BIN := .venv/bin
NPM := npm --no-fund --no-audit --no-update-notifier
TEST_PROCESSES ?= 2
export PORT DATA_DIR

WEB_SOURCES := $(shell find frontend/src frontend/public -type f \
	-not -path 'frontend/src/i18n/*/*.ts' 2>/dev/null) \
	$(wildcard frontend/*.html frontend/*.json frontend/*.ts)

.PHONY: help demo serve install frontend lint types openapi unit web e2e test bench web-bench faults fuzz lock clean
.NOTPARALLEL:

help:
	@echo "make demo [PORT=8000] [DATA_DIR=var/demo]   a demo clinic in the browser"
	@echo "make test                                   every check"
	@echo "make install frontend lint types openapi unit web e2e bench web-bench faults serve lock clean"

demo: install frontend
	@$(BIN)/clinica demo

serve: install frontend
	@$(BIN)/clinica serve

# --- what must be there first

install: .venv/.installed ; @:

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing the Python packages…"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

frontend: frontend/.stamp-built frontend/tryton/.stamp-built ; @:

frontend/.stamp-built: frontend/.stamp-installed $(WEB_SOURCES) scripts/compress.mjs
	@echo "Building the front end…"
	@cd frontend && $(NPM) run --silent build -- --logLevel warn > /dev/null
	@node scripts/compress.mjs frontend/dist
	@touch $@

frontend/tryton/.stamp-built: frontend/tryton/.stamp-installed frontend/tryton/build.mjs scripts/compress.mjs
	@cd frontend/tryton && $(NPM) run --silent build
	@node scripts/compress.mjs frontend/tryton/dist
	@touch $@

%/.stamp-installed: %/package-lock.json
	@node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' || \
		{ echo "Node 20 or newer is needed: see https://nodejs.org"; exit 1; }
	@echo "Installing the packages of $*…"
	@cd $* && $(NPM) ci --loglevel=error > /dev/null
	@touch $@

# --- checks

test: install frontend lint types openapi unit web e2e
	@echo "Everything is in order."

lint: install
	$(BIN)/ruff check .

types: install
	$(BIN)/mypy

openapi: install
	$(BIN)/clinica openapi --check

unit: install frontend
	$(BIN)/pytest -n $(TEST_PROCESSES) --dist loadfile

web: frontend
	cd frontend && $(NPM) run --silent lint && $(NPM) run --silent typecheck && $(NPM) run --silent test

e2e: install frontend
	@scripts/find-browser > /dev/null
	cd frontend && E2E_CLINICS=$(TEST_PROCESSES) CHROMIUM="$$(../scripts/find-browser)" PATH="$(CURDIR)/$(BIN):$$PATH" \
		$(NPM) run --silent e2e

bench: install frontend
	$(BIN)/python -m bench.run

# What patients and staff wait for, in a slowed browser; timings never fail
web-bench: install frontend
	@cd frontend && export CHROMIUM="$$(../scripts/find-browser)" PATH="$(CURDIR)/$(BIN):$$PATH" && \
		node bench/web.mjs && node bench/staff.mjs && node bench/queue.mjs

# 1,000 messages, two senders killed 20 times, a provider in trouble: each arrives once
faults: install
	FAULT_MESSAGES=1000 FAULT_KILLS=20 $(BIN)/pytest -q -s tests/faults

# Many requests as each role: no server error, no answer that is not promised; and how long refusals take
fuzz: install
	$(BIN)/pytest -q -m long tests

lock: install
	$(BIN)/python scripts/lock.py
	cd frontend && $(NPM) install --package-lock-only --silent
	node scripts/complete-npm-lock.mjs frontend/package-lock.json

clean:
	rm -rf .venv var frontend/node_modules frontend/dist frontend/tryton/node_modules frontend/tryton/dist
	rm -f frontend/.stamp-* frontend/tryton/.stamp-*
