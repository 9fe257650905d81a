# The goals of the project. `make help` lists them; `make packs` and `make test` set up what they need themselves.

python := .venv/bin/python
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

##@ Use

.PHONY: help
help: ## List the goals
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {print "\n" substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install what building needs: system libraries, fonts, the environment .venv
	@setup/prepare.sh packs

.PHONY: packs
packs: setup ## Set up and build every pack, in every language and format, into out/
	@$(python) generate.py build

.PHONY: serve
serve: setup ## Open the workbench: figures, releases, lists, review, building and approval in a browser
	@$(python) generate.py serve

.PHONY: sample
sample: setup ## Build a demonstration list of 160 fictitious projects into out/sample/, every page marked
	@$(python) -m tools.sampling

##@ Check

.PHONY: setup-test
setup-test: setup
	@setup/prepare.sh test

.PHONY: test
test: setup-test ## Set up and run the tests
	@$(python) -m pytest --numprocesses auto --dist loadfile

.PHONY: lint
lint: setup-test ## Style, types and layers: ruff, mypy --strict, import-linter
	@$(python) -m ruff check .
	@$(python) -m ruff format --check --quiet .
	@$(python) -m mypy
	@.venv/bin/lint-imports

.PHONY: check
check: lint sound test ## Everything that must hold before a change goes in: lint, types, fresh catalogues, sound content, tests

.PHONY: sound
sound: setup ## Fresh catalogues and sound content
	@$(python) generate.py catalog --check
	@$(python) generate.py check

.PHONY: proof
proof: setup-test ## Build and verify; tamper, inject faults, fuzz; print what was proved and caught
	@$(python) tests/proof/proof.py

.PHONY: bench
bench: setup ## Measure the engine against its goals (case=reading: only that); results in out/bench/
	@$(python) -m venv --system-site-packages .cache/peers && { \
		ls .venv/lib/python*/site-packages -d | sed "s|^|$$PWD/|" > $$(ls -d .cache/peers/lib/python*/site-packages)/engine.pth; \
		.cache/peers/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt || true; }
	@$(python) -m bench $(if $(case),--case $(case))

.PHONY: quality
quality: setup-test setup-pages ## Build every pack and pass every file through every gate, one line each
	@$(python) generate.py build
	@$(python) -m tools.quality out

.PHONY: pages
pages: setup-pages ## Turn every page of every Word file and PDF into an image, with contact sheets, in out/pages/
	@$(python) generate.py build
	@$(python) -m tools.quality.pages out

.PHONY: setup-pages
setup-pages: setup
	@setup/prepare.sh pages

##@ Maintain

.PHONY: lock
lock: ## Refresh requirements*.lock after a change to requirements*.in
	@setup/lock.sh

.PHONY: clean
clean: ## Remove what was built and the caches; keep the environment
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find out -mindepth 1 ! -name .gitkeep -delete
