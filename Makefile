# make run    the store: production build, one port
# make dev    the same while it is made: what is edited shows at once
# make serve  the store for a server of your own: several workers, behind a proxy
# make doctor whether everything that the store needs is there, and what to do where it isn't
# make check  the tests that need nothing but this process, no browser, no server: some rows of each table
# make test   every test, a browser included; THOROUGH=1 tries all that is generated and each row of each table
# make test-stripe  the marked browser tests on Stripe's own test mode, where its keys are set; else it says that it skipped
# make mutants  whether the tests notice mistakes: ROOM="shop orders" SEED=7 SAMPLE=40, or SAMPLE=all; MINUTES=20 a room
# make test-faults    what is killed, cut, delayed, lost and doubled at each step of a purchase
# make webhooks-retry handles again what could not be handled when Stripe reported it
# make lint   ruff, the type checker, who may import whom, biome for the scripts
# make bench  measures speed and cost beside goals and the documented flow, and writes the README's table (half an hour and more)
# make shots  the screenshots in docs/, and what shared links show

PYTHON ?= python3
BIN := .venv/bin
# Tests with browsers and servers wait as much as they work, so there may be more of them than cores.
WORKERS ?= 4
# Folders in which a browser or a server is needed by nearly all: collecting them takes as long as many tests.
IN_BROWSER := tests/browser tests/contract/browser tests/e2e tests/scale
export PATH := $(CURDIR)/$(BIN):$(PATH)

# Node comes from requirements.txt; nothing else is fetched or asked for.
export REFLEX_USE_NPM = 1
export REFLEX_TELEMETRY_ENABLED = false
export REFLEX_CHECK_LATEST_VERSION = false
export REFLEX_HTTP_CLIENT_BIND_ADDRESS = 0.0.0.0

# Where it is set, each process that a test starts would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run dev serve doctor check test test-stripe mutants test-faults webhooks-retry lint bench shots clean

run: .venv/run
	@python -m rxapp.start run
	@reflex run --env prod --loglevel warning

dev: .venv/run
	@python -m rxapp.start dev
	@python -m rxapp.dev

serve: .venv/run
	@python -m rxapp.start
	@reflex export --frontend-only --no-zip --env prod --loglevel warning
	@python -m rxapp.serve

doctor: .venv/run
	@python -m rxapp.doctor

check: .venv/test
	@QUICK=1 ROWS=4 pytest -m "not browser and not server" $(addprefix --ignore ,$(IN_BROWSER)) --numprocesses 2 --dist worksteal

test: .venv/test
	@python -m tests.postgres > /dev/null
	@python -m tests.scale.programs
	@ROWS=$(if $(THOROUGH),0,10) CHROMIUM_PATH="$$(python -m tests.chromium)" pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

test-stripe: .venv/test
	@CHROMIUM_PATH="$$(python -m tests.chromium)" python -m tests.on_stripe

mutants: .venv/test
	@CHROMIUM_PATH="$$(python -m tests.chromium)" python -m tests.mutants $(if $(ROOM),--room $(ROOM)) --seed $(or $(SEED),1) --sample $(or $(SAMPLE),40) $(if $(MINUTES),--minutes $(MINUTES))

test-faults: .venv/test
	@CHROMIUM_PATH="$$(python -m tests.chromium)" pytest tests/faults --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

webhooks-retry: .venv/run
	@python -m rxapp.checkout.retry_events

lint: .venv/test
	ruff check
	ruff format --check
	pyright
	lint-imports
	@cd tests/contract/browser && npm ci --silent
	tests/contract/browser/node_modules/.bin/biome check --error-on-warnings

bench: .venv/test
	@CHROMIUM_PATH="$$(python -m tests.chromium)" python -m bench --write

shots: .venv/test
	@CHROMIUM_PATH="$$(python -m tests.chromium)" python -m tests.screenshots

.venv/bin/python:
	@$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/python
	@echo "Fetching what the store stands on, for $(CURDIR)/.venv: a minute or two, this once."
	@pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Fetching what the tests need, for $(CURDIR)/.venv: some minutes, this once."
	@pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/run

clean:
	rm -rf .web .venv assets/external
