# The set-up asks first and installs only what is missing.
SWIFT := swift
FLAGS := --explicit-target-dependency-import-check error
APT := $(if $(filter 0,$(shell id -u)),,sudo )apt-get
PACKAGES := libbox2d-dev libopenblas-dev libssl-dev libcairo2-dev libgif-dev pkg-config

.PHONY: reproduce docs protos families pictures films deps train view test test-view bench format lint smoke sanitize

deps:
	@missing=""; for p in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "installing$$missing"; \
	  $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends $$missing; fi

train: deps
	$(SWIFT) run -c release $(FLAGS) sim-train $(ARGS)

# The window needs SDL2; everything else does without.
view: PACKAGES += libsdl2-dev
view: deps
	$(SWIFT) run -c release --traits Viewer --scratch-path .build-view sim-view $(ARGS)

test: deps
	$(SWIFT) build --build-tests $(FLAGS)
	$(SWIFT) test --skip-build

# The window, played by synthetic keys and mouse on a display without a screen; films as MP4.
test-view: PACKAGES += libsdl2-dev xvfb xdotool ffmpeg
test-view: deps
	$(SWIFT) build --build-tests --traits Viewer --scratch-path .build-view $(FLAGS)
	$(SWIFT) test --skip-build --traits Viewer --scratch-path .build-view --filter 'ViewerTests|ViewTests|RecordTests'

# What a user does first, in release mode, small: train, then roll out the policy.
smoke: deps
	rm -rf .build-smoke && mkdir -p .build-smoke
	$(SWIFT) build -c release $(FLAGS)
	.build/release/sim-train --iterations 3 --quiet --output .build-smoke/run
	.build/release/sim-rollout --policy .build-smoke/run/policy.safetensors --tasks 8 --json
	rm -rf .build-smoke

# Data races where threads meet, memory errors where C begins.
sanitize: deps
	$(SWIFT) build --build-tests --sanitize=thread --scratch-path .build-thread
	$(SWIFT) test --skip-build --sanitize=thread --scratch-path .build-thread --filter 'MetaLearningTests|ExperimentsTests|ThreadsTests'
	$(SWIFT) build --build-tests --sanitize=address --scratch-path .build-address
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --skip-build --sanitize=address --scratch-path .build-address \
	  --filter 'PhysicsTests|ScenesTests|AutodiffTests|GymTests'

# The published numbers, from training to tables: some hours on two cores.
reproduce: deps
	Benchmarks/reproduce/full.sh
	Benchmarks/reproduce/table.sh

bench: deps
	$(SWIFT) run -c release --package-path Benchmarks sim-bench $(ARGS)

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

# Writes what is printed from the code: the pages of Environments/docs, its tables and the schema.
docs: deps
	$(SWIFT) build --build-tests $(FLAGS)
	LIMBER_WRITE_DOCUMENTS=1 $(SWIFT) test --skip-build --filter DocumentTests

# Swift from event.proto; needs Debian's protobuf-compiler. The plugin is that of the swift-protobuf in use.
protos:
	$(SWIFT) build --product protoc-gen-swift
	protoc --plugin="$$($(SWIFT) build --show-bin-path)/protoc-gen-swift" --swift_opt=UseAccessLevelOnImports=true \
	  --proto_path=Sources/Experiments/Tracking --swift_out=Sources/Experiments/Tracking event.proto

# Each family: success of its expert and of chance on 200 held-out tasks, and steps a second of chance on one core.
families: deps
	@$(SWIFT) build -c release $(FLAGS) --product sim-rollout
	@bin="$$($(SWIFT) build -c release --show-bin-path)/sim-rollout"; \
	field() { sed "s/.*\"success\":{\"after\":{[^}]*\"mean\":\([0-9.]*\)}.*/\1/"; }; \
	speed() { sed "s/.*\"stepsPerSecond\":\([0-9]*\).*/\1/"; }; \
	printf '%-16s %8s %8s %10s\n' family expert random steps/s; \
	for name in $$("$$bin" --list | cut -d' ' -f1); do \
	  printf '%-16s %8s %8s %10s\n' "$$name" \
	    "$$("$$bin" --env "$$name" --policy expert --tasks 200 --episodes 1 --json | field)" \
	    "$$("$$bin" --env "$$name" --policy random --tasks 200 --episodes 1 --json | field)" \
	    "$$("$$bin" --env "$$name" --policy random --tasks 20 --episodes 64 --threads 1 --json | speed)"; done

# The pictures of the README, from the shipped policies; the same bytes on the same machine.
pictures: deps
	$(SWIFT) build -c release $(FLAGS) --product sim-rollout
	mkdir -p Assets
	@bin="$$($(SWIFT) build -c release --show-bin-path)/sim-rollout"; \
	set -ex; \
	"$$bin" --policy Policies/reach.safetensors --tasks 1 --seed 6 --record Assets/reach.gif > /dev/null; \
	"$$bin" --policy Policies/reach.safetensors --tasks 1 --seed 6 --record Assets/reach.png > /dev/null; \
	"$$bin" --list --record Assets/environments.png > /dev/null; \
	ls -l Assets

# Every family, solved by its expert, as GIF and (where ffmpeg is) MP4 in films/.
films: deps
	$(SWIFT) build -c release $(FLAGS) --product sim-rollout
	mkdir -p films
	@bin="$$($(SWIFT) build -c release --show-bin-path)/sim-rollout"; \
	types=gif; if command -v ffmpeg > /dev/null; then types="gif mp4"; fi; \
	for name in $$("$$bin" --list | cut -d' ' -f1); do for type in $$types; do \
	  "$$bin" --env "$$name" --policy expert --tasks 1 --episodes 1 --record "films/$$name.$$type" > /dev/null || exit 1; \
	done; done; ls -l films
