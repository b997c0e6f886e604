# Two commands do all the set-up: `make run` and `make test`. They need python3 (3.11 or newer), git and make.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
BASE   := $(VENV)/.base-$(shell cat requirements/tools.txt requirements/base.txt pyproject.toml | cksum | cut -d' ' -f1)
DEV    := $(VENV)/.dev-$(shell cat requirements/base.txt requirements/dev.txt | cksum | cut -d' ' -f1)
# Every package comes as a checked wheel; autograd-gamma, of lifelines, is published as source only.
WHEELS := --require-hashes --only-binary :all: --no-binary autograd-gamma

.PHONY: help run test trust science check lint lock messages bench clean
help:
	@echo "make run     serve the demo network at http://localhost:$(PORT)"
	@echo "make test    everything that can be tested on this machine"
	@echo "make trust   the proofs of what Tejido promises, about 20 minutes"
	@echo "make science  published and R-checked studies through the engine, number by number (CASES=folder for more studies)"
	@echo "make lint    ruff, mypy and the borders between the apps"
	@echo "make bench   the tables of bench/"
	@echo "make messages  collect the interface texts for translation"

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Tejido needs Python 3.11 or newer, and none was found. If it has another name: make PYTHON=/path/to/python $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { echo "On Debian and Ubuntu the module venv is a package of its own: apt install python3-venv"; exit 1; }

$(BASE): $(VENV)/bin/python requirements/base.txt requirements/tools.txt
	@echo "Making the environment (once, about half a minute) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@UV_SYSTEM_CERTS=1 $(BIN)/uv pip install -q --python $(BIN)/python $(WHEELS) -r requirements/base.txt \
	 || $(BIN)/python -m pip install -q --disable-pip-version-check $(WHEELS) -r requirements/base.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/python -m pip uninstall -q -y uv
	@touch $@

$(DEV): $(BASE) requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@UV_SYSTEM_CERTS=1 $(BIN)/uv pip install -q --python $(BIN)/python $(WHEELS) -r requirements/base.txt -r requirements/dev.txt \
	 || $(BIN)/python -m pip install -q --disable-pip-version-check $(WHEELS) -r requirements/base.txt -r requirements/dev.txt
	@touch $@

run: $(BASE)
	@exec $(BIN)/tejido serve --demo --port $(PORT)

test: $(DEV)
	@$(BIN)/python tests/run.py

trust: $(DEV)
	@$(BIN)/python -m trust.run

science: $(DEV)    # CASES=folder with studies whose licence keeps them out of here
	@$(BIN)/python -m science.run $(if $(CASES),--cases $(CASES))

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

messages: $(DEV)
	cd src/tejido && ../../$(BIN)/python -m django makemessages --all --no-location --settings tejido.settings --ignore 'tests/*'
	cd src/tejido && ../../$(BIN)/python -m django compilemessages --settings tejido.settings

bench: $(DEV)
	$(BIN)/python bench/import_rows.py
	$(BIN)/python bench/pages.py
	$(BIN)/python bench/coverage.py
	$(BIN)/python bench/mixed.py      # beside lme4 where R is installed
	$(BIN)/python bench/cells.py      # beside glum where requirements/bench.txt is installed
	$(BIN)/python bench/plans.py
	$(BIN)/python bench/indicators.py
	-$(BIN)/python bench/coverage_cox.py
	-$(BIN)/python bench/spark.py      # where requirements/spark.txt and Java are installed

lock: $(DEV)    # rewrite the locks: hashes and markers, no address of any registry
	for f in tools base dev spark bench; do UV_SYSTEM_CERTS=1 $(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements/$$f.in -o requirements/$$f.txt; done
	! grep -nE 'https?://|file:|--(extra-)?index' requirements/*.txt

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache
