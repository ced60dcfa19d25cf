# make help lists the targets. Only python3, make and the package registries are needed.

PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := 0.13.9
WORKERS ?= 4

.DEFAULT_GOAL := help
.PHONY: help pictures install run test test-faults test-pooler test-clients check bench format lock openapi client prisma clean browser

help:            ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

install: .venv/installed  ## .venv with the locked dependencies and .venv/bin/mentorat

.venv/installed: requirements.lock pyproject.toml Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@echo "installing the dependencies"
	@test -x .tools/bin/uv || ($(PYTHON) -m venv .tools && .tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION))
	@test -x $(BIN)/python || .tools/bin/uv --system-certs venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv
	@VIRTUAL_ENV=.venv .tools/bin/uv --system-certs pip sync --quiet --compile-bytecode --require-hashes requirements.lock
	@VIRTUAL_ENV=.venv .tools/bin/uv --system-certs pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q -j 0 src
	@touch $@

run: install     ## everything on one screen: database, demo people, site and worker
	@exec $(BIN)/mentorat run

browser: install node_modules/installed
	@$(BIN)/python tools/browser.py

node_modules/installed: package.json package-lock.json
	@npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

test: browser    ## the whole suite, in parallel, on a real PostgreSQL and a real Chromium
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-faults: install  ## slower: races, kill -9, a database that goes away, bad mail servers, every property at length
	@$(BIN)/python -m pytest -o addopts= --import-mode=importlib -s -q tests/faults
	@HISTORIES=1600 $(BIN)/python -m pytest -s -q --timeout 600 tests/accounts/test_histories.py
	@THOROUGH=1 $(BIN)/python -m pytest -q -n $(WORKERS) --timeout 900 $$(grep -l "tests.examples" -r tests --include="test_*.py")

test-pooler: install  ## the database's tests once more, through a real PgBouncer in transaction mode
	@$(BIN)/python tools/pooler.py

check: install   ## format, lint, types, imports, sizes, languages, SQL, OpenAPI, Prisma
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > .venv/imports.txt || (cat .venv/imports.txt; exit 1)
	@$(BIN)/python tools/sizes.py
	@$(BIN)/python tools/refusals.py
	@$(BIN)/python tools/messages.py
	@$(BIN)/python tools/migrations_sql.py
	@$(BIN)/mentorat openapi | diff -u docs/openapi.json - || (echo "docs/openapi.json is old: make openapi"; exit 1)
	@$(BIN)/mentorat prisma schema | diff -u prisma/schema.prisma - || (echo "prisma/schema.prisma is old: make prisma"; exit 1)

test-clients: install  ## docs/prisma.md and docs/nextjs.md as written: Prisma, the typed client, a Next.js app in Chromium
	@$(BIN)/python tools/browser.py
	@$(BIN)/python -m tools.clients

pictures: browser ## pictures of every page of a running site, for docs/images/pages (ORIGIN=…)
	@$(BIN)/python tools/pictures.py $(ORIGIN)

bench: install   ## ratios to the database's own limit, side by side; writes bench/results.json
	@$(BIN)/python -m bench

format: install  ## let ruff write the layout
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

lock: install    ## resolve the dependencies anew
	@.tools/bin/uv --system-certs pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet \
		--python-version 3.11 pyproject.toml --group dev --output-file requirements.lock

openapi: install ## write docs/openapi.json
	@$(BIN)/mentorat openapi > docs/openapi.json

client:          ## write the types of clients/typescript from docs/openapi.json
	@cd clients/typescript && npm ci --silent && npm run --silent generate

prisma: install  ## write prisma/schema.prisma
	@$(BIN)/mentorat prisma schema > prisma/schema.prisma

clean:           ## forget the environment and the private database
	rm -rf .venv .tools node_modules clients/*/node_modules examples/*/node_modules .mentorat
