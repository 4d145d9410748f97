# Go and Node are enough for `make run` and `make test`; `make verify` and `make deploy` also need python3 3.11 or newer, and
# `make verify` and `make conformance` a JDK, 17 or newer, and Maven.
# Every tool is pinned here or in infra/tools/requirements.txt and lives in .cache/ of the checkout: nothing is installed globally.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# As the functions are built: what they and everything else share is compiled once.
export CGO_ENABLED := 0

STATICCHECK_VERSION := v0.8.2
# v1.9.0 asks for a module version that the module mirror does not always serve.
GOVULNCHECK_VERSION := v1.8.0
PYTHON ?= python3
STAGE ?= dev
# Seconds that `make fuzz` spends on all adapters together, and as many on the other targets.
FUZZ_SECONDS ?= 60

# Of `make day`.
SHIPMENTS ?= 100000

# Of `make sim`: how many seeds; SEED=n is one of them again, with its history, and WITHOUT=part without a protection.
SEEDS ?= 1000

CACHE := $(CURDIR)/.cache
STATICCHECK := $(CACHE)/staticcheck-$(STATICCHECK_VERSION)/staticcheck
GOVULNCHECK := $(CACHE)/govulncheck-$(GOVULNCHECK_VERSION)/govulncheck
VENV := $(CACHE)/venv
CHECKOV := $(CACHE)/checkov
BROWSER := infra/browser/node_modules

# sam asks AWS for nothing here: the region only fills ${AWS::Region}. Its own settings stay in the checkout as well.
# MAKEFLAGS is cleared because sam runs make again, which is no sub-make of this one.
SAM := env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL SAM_CLI_TELEMETRY=0 __SAM_CLI_APP_DIR=$(CACHE)/sam $(VENV)/bin/sam
OFFLINE := AWS_DEFAULT_REGION=us-east-1

# The Lambdas, by their logical ids in template.yaml; each is built from functions/<lower-case id>.
FUNCTIONS := Webhook Ingest Relay Notify Feedback Orders Track Survey Schedule Poll Content Watch
# sam says where a function's bootstrap goes; by hand it goes here.
ARTIFACTS_DIR ?= $(CACHE)/build/$*

.PHONY: help run test verify conformance browser screenshots bench load day sim build fuzz lint vuln race template deploy clean $(FUNCTIONS:%=build-%)

help: ## This list
	@awk -F ':.*## ' '/^[a-z<>A-Z-]+:.*## /{printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '  make %-18s %s\n' 'build-<Function>' 'One of them: $(FUNCTIONS)'

run: ## The whole system on this machine (PORT=8080), Ctrl-C ends it
	@go build -o $(CACHE)/bin/local ./infra/local
	@exec $(CACHE)/bin/local

test: ## Every test that this machine can run; says what it cannot run and why
	@infra/tools/test

# Beside the race detector, which leaves a core idle now and then, runs what waits for others: the database of vulnerabilities, pip,
# Maven and other people's engines. Their end-to-end part takes too long for every push.
# Each shows its output when it is done, one after the other (an older make runs one after the other).
verify: lint ## What CI runs after `make test`
	@echo '== the race detector, and beside it template.yaml, govulncheck and second opinions'
	@$(MAKE) --no-print-directory $(if $(filter output-sync,$(.FEATURES)),--jobs=2 --output-sync=target) PART=store,queue race template vuln conformance
	@$(MAKE) --no-print-directory fuzz
	@$(MAKE) --no-print-directory browser

# DYNAMODB_ENDPOINT=... and SQS_ENDPOINT=... let another engine judge, AWS included: infra/conformance/README.md.
conformance: ## Second opinions by DynamoDB Local and ElasticMQ on store, queues, stories (PART=store, queue or e2e)
	@echo '== second opinions'
	@go build -o $(CACHE)/bin/conformance ./infra/conformance
	@exec $(CACHE)/bin/conformance $(PART)

# Playwright drives a Chromium that is there already, and downloads none.
browser: $(BROWSER)/.ready ## What shoppers do, in Chromium: every page and state, axe, keyboard, right to left (RUN=expression)
	@echo '== browser'
	@go run ./infra/browser $(if $(RUN),-run '$(RUN)')

screenshots: $(BROWSER)/.ready ## The same, with a picture of every state in .cache/screenshots
	@go run ./infra/browser -screenshots .cache/screenshots $(if $(RUN),-run '$(RUN)')
	@echo 'look at .cache/screenshots'

bench: ## The budgets, measured and printed beside their limits
	@go run ./infra/bench

load: ## Bursts of pushes, lookups and polls on the running system, on 1x, 4x and 16x data (SECONDS=60 SIZES="1 4 16" BALLAST=50 WORKERS=8)
	@go run ./infra/bench load

day: ## A day of SHIPMENTS=100000 through schedule, poll and the simulated carriers; about a quarter of an hour
	@DAY_SHIPMENTS=$(SHIPMENTS) go test -count=1 -run '^TestDay$$' -v -timeout 2h ./infra/bench/day

sim: ## Handlers over services that fail: SEEDS=1000 lives, or SEED=n again with its history (WITHOUT=part: shared/sim/README.md)
	@go test -count=1 -v -timeout 12h -run '^TestSeeds$$' ./shared/sim -args \
		$(if $(SEED),-seed $(SEED) -without '$(WITHOUT)',-seeds $(SEEDS)) | grep --line-buffered -v '^=== '

build: $(FUNCTIONS:%=build-%) ## All functions as Lambda gets them, into .cache/build/<Function>/bootstrap

# Also called by `sam build`, one target per function, with ARTIFACTS_DIR set. No time stamps, paths or ids get into the binary, so
# that an unchanged function is not deployed again. lambda.norpc drops net/rpc, a quarter of the size.
$(FUNCTIONS:%=build-%): build-%:
	GOOS=linux GOARCH=arm64 go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -tags lambda.norpc \
		-o '$(ARTIFACTS_DIR)/bootstrap' ./functions/$(shell echo $* | tr '[:upper:]' '[:lower:]')

fuzz: ## Every fuzz target (FUZZ_SECONDS=60: as long for all adapters, as long for the rest)
	@infra/tools/fuzz $(FUZZ_SECONDS)

lint: $(STATICCHECK) ## Format, go vet, staticcheck, go.mod
	@echo '== gofmt'
	@unformatted=$$(gofmt -l $$(go list -f '{{.Dir}}' ./...)); [ -z "$$unformatted" ] || { echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; }
	@echo '== go mod tidy'
	@go mod tidy -diff
	@echo '== go vet'
	@go vet ./...
	@echo '== staticcheck $(STATICCHECK_VERSION)'
	@$(STATICCHECK) ./...

# -short leaves out the end-to-end stories and the bench, which `make test` runs: there the functions are processes of their own, which
# the detector does not see, and the runner around them is under it in its own tests. go vet has been over everything by then.
race: ## All tests but end-to-end with the race detector, in random order
	@echo '== tests with the race detector'
	@CGO_ENABLED=1 go test -race -short -shuffle=on -vet=off ./...

vuln: $(GOVULNCHECK) ## Known vulnerabilities in what the binaries call, where the database answers
	@echo '== govulncheck $(GOVULNCHECK_VERSION)'
	@infra/tools/vuln $(GOVULNCHECK)

template: $(VENV)/.ready $(CHECKOV)/.ready ## template.yaml: its rules, cfn-lint, checkov, sam validate, sam build
	@echo '== template.yaml'
	@go test ./infra/deploy/... ./infra/tools/...
	@$(OFFLINE) go run ./infra/tools/findings $(VENV)/bin/cfn-lint $(CHECKOV)/bin/checkov
	@$(OFFLINE) $(SAM) validate --lint --template template.yaml
	@$(OFFLINE) $(SAM) build --parallel --template template.yaml >$(CACHE)/sam-build.log 2>&1 || { cat $(CACHE)/sam-build.log; exit 1; }
	@infra/tools/reproducible Schedule

deploy: $(VENV)/.ready ## Into your AWS account; asks its questions the first time (STAGE=dev)
	@$(SAM) build --template template.yaml
	@infra/tools/deploy $(STAGE) $(SAM)

clean: ## Removes what the targets made: .cache, .aws-sam, the node_modules below infra
	@rm -rf .cache .aws-sam infra/local/node_modules infra/local/.data infra/browser/node_modules

$(STATICCHECK):
	@GOBIN=$(@D) go install honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK_VERSION)

$(GOVULNCHECK):
	@GOBIN=$(@D) go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)

# The lock files list every package with its hashes, dependencies of dependencies included, so that pip looks up nothing else. Its
# programs are compiled when they are first used, which most never are.
define python_tools
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'sam, cfn-lint and checkov need python3 3.11 or newer with its venv module: install it, or name one with PYTHON=...'; exit 1; }
	@echo 'installing $(1) into $(patsubst $(CURDIR)/%,%,$(@D))'
	@rm -rf $(@D)
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes --requirement $<
	@touch $@
endef

$(VENV)/.ready: infra/tools/requirements.txt
	$(call python_tools,aws-sam-cli and cfn-lint)

$(CHECKOV)/.ready: infra/tools/checkov.txt
	$(call python_tools,checkov)

$(BROWSER)/.ready: infra/browser/package-lock.json
	@infra/tools/chromium
	@cd infra/browser && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
