# Minhu. `make run` builds and starts everything; `make test` runs everything that must pass. The work is done by scripts/.
.PHONY: help run build engine pages binary test check dev proof simulate clean
.DEFAULT_GOAL := help
SHELL := /bin/bash

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: build ## build what changed and start everything (MINHU_HOME, MINHU_ADDR, … see bin/minhu standalone --help)
	@exec bin/minhu standalone

build: ## engine, pages and the binary, each only when its sources changed
	@scripts/build.sh all

engine: ## the workflow engine alone (bin/minhu-engine)
	@scripts/build.sh engine

pages: ## the web pages alone (ui/dist)
	@scripts/build.sh pages

binary: ## the program alone (bin/minhu)
	@scripts/build.sh binary

test: ## install what tests need, build, run all tests; the last line counts them
	@scripts/test.sh

check: ## quick: vet and tests without the race detector (PKG=./internal/store/... for some)
	@scripts/check.sh $(PKG)

dev: build ## start everything, and the pages' development server beside it
	@scripts/dev.sh

simulate: binary ## builds the simulated year beside the program: bin/minhu simulate --file matters.csv
	@go build -o bin/minhu-simulate ./cmd/simulate

proof: build ## the long proofs: kill seeds, bench; not part of make test
	@scripts/proof.sh

clean: ## remove what was built; data in var/ stay
	@rm -rf bin ui/dist/* ui/node_modules && touch ui/dist/.gitkeep
