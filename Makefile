# The set-up asks first and installs only what is missing.
SWIFT := swift
FLAGS := --explicit-target-dependency-import-check error
APT := $(if $(filter 0,$(shell id -u)),,sudo )apt-get
PACKAGES := libbox2d-dev libopenblas-dev libssl-dev pkg-config

.PHONY: deps train test bench format lint smoke

deps:
	@missing=""; for p in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "installing$$missing"; \
	  $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends $$missing; fi

train: deps
	$(SWIFT) run -c release $(FLAGS) sim-train $(ARGS)

test: deps
	$(SWIFT) build --build-tests $(FLAGS)
	$(SWIFT) test --skip-build

bench: deps
	$(SWIFT) run -c release --package-path Benchmarks sim-bench $(ARGS)

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
