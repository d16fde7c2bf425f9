# Two commands do all: `make demo` sets up and shows, `make test` sets up and proves.
# They need only make and Python 3.11 or newer with venv and pip.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.run-installed
DEV    := $(VENV)/.dev-installed
CLAIM  := emd-predicts-poor-blinatumomab-response

NODE   := tests/node/node_modules
WEB    := src/evigraph/web
YASQE  := $(WEB)/node_modules/@zazuko/yasqe/build

.PHONY: demo test lint bench lock clean peers assets

demo: $(RUN)
	@mkdir -p build
	@$(BIN)/evigraph build
	@$(BIN)/evigraph export --format trig --output build/graph.trig --force
	@$(BIN)/evigraph view claim $(CLAIM) --output build/$(CLAIM).html --force
	@echo
	@$(BIN)/evigraph trace $(CLAIM) --format table
	@echo
	@echo "The graph is in build/graph.trig, the picture in build/$(CLAIM).html."
	@echo "Next: $(BIN)/evigraph query --list    $(BIN)/evigraph find HSCT    $(BIN)/evigraph --help"

test: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile

# The independent CSL processor that tests compare with and Comunica, a client of the server, where Node.js is
# installed; the tests that need them are skipped without it.
peers: $(NODE)

$(NODE): tests/node/package-lock.json
	cd tests/node && npm ci --no-audit --no-fund --silent
	@touch $@

# The editor of the SPARQL page with the licenses of all that is in it; the wheel carries them. Needs Node.js;
# without them the page has a plain field.
assets: $(WEB)/assets/yasqe.js

$(WEB)/assets/yasqe.js: $(WEB)/package-lock.json $(WEB)/editor/LICENSE-yasqe
	cd $(WEB) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@mkdir -p $(WEB)/assets
	cp $(YASQE)/yasqe.min.css $(WEB)/assets/yasqe.css
	cd $(WEB) && find editor node_modules -iname 'licen[sc]e*' -type f | LC_ALL=C sort \
	  | while read -r file; do printf '== %s\n\n' "$$file"; cat "$$file"; printf '\n\n'; done > assets/LICENSES.txt
	grep -v '^//# sourceMappingURL' $(YASQE)/yasqe.min.js > $@

bench: $(DEV)
	$(BIN)/python -m benchmarks

$(RUN): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "evigraph needs Python 3.11 or newer; set PYTHON=")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUN)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Locks hold names, versions and hashes, no address; needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --group build --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf build dist .evigraph .mypy_cache .pytest_cache .ruff_cache
