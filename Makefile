# make run   the store, production build, one port
# make dev   the same with hot reload
# make test  everything, a browser included
# make lint  ruff, the type checker, the house rules

PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

# Node comes from requirements.txt; nothing else is fetched or asked for.
export REFLEX_USE_NPM = 1
export REFLEX_TELEMETRY_ENABLED = false
export REFLEX_CHECK_LATEST_VERSION = false
export REFLEX_HTTP_CLIENT_BIND_ADDRESS = 0.0.0.0

.PHONY: run dev test lint clean

run: .venv/run
	@$(BIN)/reflex run --env prod --loglevel warning

dev: .venv/run
	@$(BIN)/reflex run --frontend-port $$(( $${PORT:-3000} )) --backend-port $$(( $${PORT:-3000} + 1 ))

.venv/run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

clean:
	rm -rf .web .venv assets/external
