STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

# What tests build of cells is kept apart from what the user's notebooks build.
test race bench soak: export GOPHERBOOK_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/gopherbook-test

.PHONY: help test race bench bench-training bench-tsne bench-metrics deck best-map fuzz soak lint fmt vet notebook paper prepare

help: ## Say what can be made (the default).
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: prepare fmt vet ## Install what the tests need where it is missing, check the style, run all tests.
	go test -timeout 20m ./...

race: prepare ## Run all tests under the race detector.
	go test -race -timeout 30m ./...

bench: prepare ## Print tables of the speed of cells, then run all benchmarks: ten minutes or so.
	go test -run '^$$' -bench Latency -benchtime 1x ./clients
	go test -run '^$$' -bench 'Compute|Checks' -benchtime 1x ./kernel/session
	go test -run '^$$' -bench LongSession -benchtime 1x -timeout 30m ./clients
	go test -run '^$$' -bench . -skip 'Compute|Checks' -benchmem ./kernel/... ./plotting/... ./ptsne/...

bench-training: ## Print tables of the speed of training, against gonum, and OpenBLAS and PyTorch where installed.
	go run $(shell pkg-config --exists openblas 2>/dev/null && echo -tags openblas) ./ptsne/internal/bench

bench-tsne: ## Print a table of plain t-SNE against scikit-learn's, where that is installed: four minutes or so.
	go run ./ptsne/internal/bench tsne

bench-metrics: ## Print how long it takes to judge a map of 70,000 points: ten minutes or so.
	go run ./ptsne/internal/bench metrics

deck: ## Train the slides' network in full: 60,000 images, 100 epochs, five minutes or so on two processors.
	@dir=$$(mktemp -d) && trap 'rm -r "$$dir"' EXIT && go build -o "$$dir" ./ptsne/internal/bench && \
	$(if $(wildcard /usr/bin/time),/usr/bin/time -v) "$$dir/bench" deck

best-map: ## Train the best map of MNIST with three seeds: forty minutes or so on two processors.
	go run ./ptsne/internal/bench bestmap

# Go fuzzes one target of one package at a time.
FUZZTIME ?= 1m

fuzz: ## Run each fuzz target, FUZZTIME=10m for ten minutes (the default is one).
	@grep -r --include '*_test.go' '^func Fuzz' . | sed 's|/[^/]*:func | |; s|(.*||' | while read -r package target; do \
		echo "$$package $$target"; \
		go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s "$$package" </dev/null || exit 1; \
	done

soak: prepare ## Let two clients, interrupts, kills and nonsense have at kernels, for ten minutes at most.
	go test -tags soak -run Soak -count 1 -timeout 15m -v ./clients

# ST1005 is about the form of error texts. Keras's keep theirs.
lint: fmt vet ## Check with gofmt, go vet and staticcheck.
	@go run $(STATICCHECK) -version || { echo "staticcheck cannot be had here: left out" >&2; exit 0; }; \
	go run $(STATICCHECK) -checks inherit,-ST1005 ./...

fmt: ## Say which files gofmt would change.
	@unformatted=$$(gofmt -l .) && test -z "$$unformatted" || { echo "gofmt would change: $$unformatted" >&2; exit 1; }

vet: ## Run go vet.
	go vet ./...

notebook: ## Run the slide deck's notebook and save it with its outputs.
	go run . run notebooks/parametric_tsne.ipynb

paper: ## Run the notebook of the whole paper and save it with its outputs: three quarters of an hour on two processors.
	go run . run notebooks/the_paper.ipynb

prepare: ## Install what the tests need where it is missing.
	@bash .ci/prepare
