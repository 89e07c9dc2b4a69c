# What can be done here: `make help`. Needs only python3 (3.11 or newer) and make.

SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$name; break; fi; done)
export PORT ?= 8000
PYTEST_ARGUMENTS ?=

READY = .venv/installed .venv/machine-checked

.PHONY: help setup run test check bench format messages lock web worker beat identity-provider engines-start engines-stop

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## the virtual environment in .venv with the pinned packages
	@:

run: $(READY) ## the whole portal on this machine (PORT=8000); Ctrl-C ends it
	@exec .venv/bin/python manage.py run_portal --port "$(PORT)"

test: $(READY) ## every test (PYTEST_ARGUMENTS=... adds options of pytest)
	@exec .venv/bin/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGUMENTS)

check: $(READY) ## linters, import contracts, deployment, migrations and translations
	@exec .venv/bin/python -m pytest tests/architecture tests/operations/test_checks.py $(PYTEST_ARGUMENTS)

bench: $(READY) ## how fast the pages are, as ratios against a floor
	@exec .venv/bin/python -m tests.bench

format: $(READY) ## put Python files into the house style
	.venv/bin/python -m ruff check --fix .
	.venv/bin/python -m ruff format .

messages: $(READY) ## write new sentences into the catalogues of fr, de and lb, and compile them
	@exec .venv/bin/python manage.py catalogues

# One service each, as in docker-compose.yml; they find the engines of `make engines-start`,
# or those that DATABASE_URL and REDIS_URL name.

web: $(READY) ## only the web server
	@exec .venv/bin/python -m gunicorn cns_portal.wsgi --workers 2 --threads 4

worker: $(READY) ## only the Celery worker
	@exec .venv/bin/python -m celery -A cns_portal worker --concurrency 2 --loglevel INFO

beat: $(READY) ## only the Celery beat
	@exec .venv/bin/python -m celery -A cns_portal beat --pidfile= --loglevel INFO

identity-provider: $(READY) ## only the simulated identity provider
	@exec .venv/bin/python manage.py run_identity_provider

engines-start: $(READY) ## the embedded PostgreSQL and Redis, until `make engines-stop`
	@exec .venv/bin/python -m cns_portal.embedded start

engines-stop: ## end them
	@exec .venv/bin/python -m cns_portal.embedded stop

UV_COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --quiet \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml

lock: ## pin the packages anew after a change of pyproject.toml (needs uv)
	$(UV_COMPILE) --output-file requirements/production.txt
	$(UV_COMPILE) --all-extras --output-file requirements/development.txt

.venv/installed: requirements/development.txt
	@if [ -z "$(PYTHON)" ]; then \
		echo "The portal needs Python 3.11 or newer; this machine has: $$(python3 --version 2>&1)." >&2; \
		exit 1; fi
	@echo "Installing the packages into .venv (a minute or two, once) ..."
	@[ -x .venv/bin/python ] || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement requirements/development.txt
	@.venv/bin/python -c 'import os, pathlib, site; \
		pathlib.Path(site.getsitepackages()[0], "cns_portal.pth").write_text(os.getcwd() + "\n")'
	@touch $@

.venv/machine-checked: .venv/installed
	@.venv/bin/python -m cns_portal.demo.machine
	@touch $@
