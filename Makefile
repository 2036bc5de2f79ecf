# `make lab` opens the lessons, `make test` runs every test. Both need Python 3.11-3.13 with pip,
# and make; nothing else. Paths are relative throughout, because make splits names at spaces and
# the checkout's own path may contain some.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
CACHE := $(CURDIR)/.cache

# Nothing is written outside the checkout: every tool keeps its settings and caches in .cache.
export PIP_CACHE_DIR := $(CACHE)/pip
export UV_CACHE_DIR := $(CACHE)/uv-packages
export npm_config_cache := $(CACHE)/npm
export JUPYTER_CONFIG_DIR := $(CACHE)/jupyter/config
export JUPYTER_DATA_DIR := $(CACHE)/jupyter/data
export JUPYTER_RUNTIME_DIR := $(CACHE)/jupyter/runtime
export JUPYTERLAB_SETTINGS_DIR := $(CACHE)/jupyter/lab/settings
export JUPYTERLAB_WORKSPACES_DIR := $(CACHE)/jupyter/lab/workspaces
export IPYTHONDIR := $(CACHE)/ipython
export MPLCONFIGDIR := $(CACHE)/matplotlib
export COVERAGE_FILE := $(CACHE)/coverage
export HYPOTHESIS_STORAGE_DIRECTORY := $(CACHE)/hypothesis
export XDG_CACHE_HOME := $(CACHE)/xdg
export JUPYTER_PLATFORM_DIRS := 1
export PYTHONUTF8 := 1
# Container images forbid it; then every kernel and every run would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

# A Python of a tested version, else a newer one, else the one .venv was made with.
define PICK_PYTHON
pick() { for p in $(if $(PYTHON),"$(PYTHON)") python3 python3.13 python3.12 python3.11 python $(PY); do \
  "$$p" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= $$1)" >/dev/null 2>&1 \
  && { printf '%s' "$$p"; return; }; done; }; \
python=$$(pick '(3, 13)'); [ -n "$$python" ] || python=$$(pick '(4, 0)'); \
[ -n "$$python" ] || { \
  echo "No Python 3.11, 3.12 or 3.13 found. Install one (https://www.python.org/downloads/)," >&2; \
  echo "or name one:  make lab PYTHON=/path/to/python3.12" >&2; exit 1; }
endef

.PHONY: help
help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

.PHONY: env
env: # what a learner needs
	@$(PICK_PYTHON); "$$python" tools/environment.py learner

.PHONY: env-tests
env-tests: # what the tests need as well
	@$(PICK_PYTHON); "$$python" tools/environment.py tests

.PHONY: lab
lab: env ## open the lessons in JupyterLab (more options: make lab ARGS="--port=9000")
	@$(PY) tools/lab.py $(ARGS)

# What needs a plugin stands here and not in pyproject.toml, which a learner's pytest reads too.
PYTEST = $(PY) -m pytest --timeout=300 --numprocesses=auto --maxprocesses=4 --dist=loadfile \
  $(if $(findstring notebooks,$(ARGS)),--nbval --nbval-current-env --nbval-cell-timeout=120,-p no:nbval)

.PHONY: check
check: lint ## at every save: lint, unit tests, JavaScript; no browser, no kernel (ARGS=tests/connections)
	$(PYTEST) -m "not browser" --hypothesis-profile=check $(ARGS)

.PHONY: test
test: lint ## lint, then all tests: unit, lessons, JavaScript, browser (ARGS="-k pooling")
	$(PYTEST) --lessons $(ARGS)

.PHONY: lint
lint: env-tests ## style, types and spelling
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(if $(wildcard cnnbp/__init__.py),$(PY) -m mypy)
	$(PY) -m codespell_lib

.PHONY: format
format: env-tests ## lay the code out as `make lint` wants it
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

.PHONY: notebooks
notebooks: env-tests ## run all lessons in fresh kernels and store their outputs (ARGS="04" for one)
	$(PY) -m tools.notebooks $(ARGS)

.PHONY: bundle
bundle: ## build what the browser loads from cnnbp/widgets/frontend (needs Node)
	@$(PICK_PYTHON); "$$python" tools/bundle.py

.PHONY: site
site: env-tests ## build the lessons as pages that need no Python and no network (needs Node)
	$(PY) -m tools.site.build $(ARGS)

.PHONY: lite
lite: env-tests ## build JupyterLab with Python in the browser (needs Node; PYODIDE=/path: no other server)
	$(PY) -m tools.lite $(if $(PYODIDE),--pyodide "$(PYODIDE)")

.PHONY: lock
lock: env-tests ## resolve the lists of packages anew, with the hash of every file
	$(PY) -m tools.lock

.PHONY: slides
slides: env-tests ## build the lessons as slides with live explorers, one file each (needs Node)
	$(PY) -m tools.slides $(ARGS)

.PHONY: benchmark
benchmark: env-tests ## measure and print the tables of tests/benchmarks/README.md
	$(PY) -m pytest tests/benchmarks -q -s --override-ini=python_files=bench_*.py $(ARGS)

.PHONY: screenshots
screenshots: env-tests ## make the README's pictures of the explorer, light and dark
	$(PY) -m tools.screenshots

.PHONY: clean
clean: ## remove .venv, caches and everything built
	rm -rf .venv .cache .hypothesis site slides lite build dist
	rm -rf cnnbp/widgets/frontend/node_modules tools/site/node_modules tools/lite/node_modules
	find cnnbp tests notebooks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
