# The set-up asks first and installs only what is missing.
SWIFT := swift
FLAGS := --explicit-target-dependency-import-check error
APT := $(if $(filter 0,$(shell id -u)),,sudo )apt-get
PACKAGES := libbox2d-dev libopenblas-dev libssl-dev libcairo2-dev libgif-dev pkg-config

# make install: below PREFIX; DESTDIR goes before it where a package is made. VIEWER=1 gives sim-view its window.
# BUILT is a folder of tools that are built already.
PREFIX := /usr/local
DESTDIR :=
VIEWER :=
BUILT :=
TOOLS := sim-train sim-rollout sim-view

.PHONY: reproduce docs protos families pictures films deps train train-mpi view test test-view test-mpi bench build-bench format lint \
  smoke sanitize install uninstall tools test-install test-package

deps:
	@missing=""; for p in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "installing$$missing"; \
	  $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends $$missing; fi

train: deps
	$(SWIFT) run -c release $(FLAGS) sim-train $(ARGS)

# One run shared by processes, on this machine or on those of a hostfile: make train-mpi RANKS=4 HOSTS=hosts. Threads of a
# rank go where there is room, so ranks are bound to no core.
RANKS := 2
HOSTS :=
train-mpi: PACKAGES += libopenmpi-dev openmpi-bin
train-mpi: deps
	$(SWIFT) build -c release --traits MPI --scratch-path .build-mpi $(FLAGS) --product sim-train
	mpirun -q -n $(RANKS) $(if $(HOSTS),--hostfile $(HOSTS)) --oversubscribe --bind-to none \
	  $(if $(filter 0,$(shell id -u)),--allow-run-as-root) .build-mpi/release/sim-train $(ARGS)

# The window needs SDL2; everything else does without.
view: PACKAGES += libsdl2-dev
view: deps
	$(SWIFT) run -c release --traits Viewer --scratch-path .build-view sim-view \
	  $(or $(ARGS),--policy Policies/reach-rl2.safetensors)

test: deps
	$(SWIFT) build --build-tests $(FLAGS)
	$(SWIFT) test --skip-build

# What needs a trait, in one build: the window, played by synthetic keys and mouse on a display without a screen; films as
# MP4; ranks that mpirun starts.
# Two traits reach the compiler in an order that hashing decides: where it differs, all would be built again.
TRAITS := --traits Viewer,MPI --scratch-path .build-view
BUILD_TRAITS := SWIFT_DETERMINISTIC_HASHING=1 $(SWIFT) build --build-tests $(TRAITS) $(FLAGS)
test-view test-mpi: PACKAGES += libsdl2-dev libopenmpi-dev
test-view: PACKAGES += xvfb xdotool ffmpeg
test-view: deps
	$(BUILD_TRAITS)
	$(SWIFT) test --skip-build $(TRAITS) --filter 'ViewerTests|ViewTests|RecordTests'

test-mpi: PACKAGES += openmpi-bin
test-mpi: deps
	$(BUILD_TRAITS)
	$(SWIFT) test --skip-build $(TRAITS) --filter 'RanksTests|MPIRunTests'

# What a user does first, in release mode, small: train, then roll out the policy.
smoke: deps
	rm -rf .build-smoke && mkdir -p .build-smoke
	$(SWIFT) build -c release $(FLAGS)
	.build/release/sim-train --iterations 3 --quiet --output .build-smoke/run
	.build/release/sim-rollout --policy .build-smoke/run/policy.safetensors --tasks 8 --json
	rm -rf .build-smoke

# The tools with the Swift runtime inside, so that they run where there is no toolchain.
tools: PACKAGES += $(if $(VIEWER),libsdl2-dev)
tools: deps
	for tool in $(TOOLS); do $(SWIFT) build -c release $(FLAGS) --scratch-path .build-tools \
	  --static-swift-stdlib -Xlinker -s $(if $(VIEWER),--traits Viewer) --product $$tool || exit 1; done

# Puts tools, data and completions below PREFIX, and the list of what it put into share/limber/installed; folders
# that it had to make stand in the list with a slash.
install: $(if $(BUILT),,tools)
	@set -eu; to="$(DESTDIR)$(PREFIX)"; built="$(or $(BUILT),.build-tools/release)"; \
	list=$$(mktemp); trap 'install -m 644 "$$list" "$$to/share/limber/installed"; rm -f "$$list"' EXIT; \
	folder() { [ -d "$$to/$$1" ] || { folder "$$(dirname "$$1")"; mkdir "$$to/$$1"; echo "$$1/" >> "$$list"; }; }; \
	put() { folder "$$(dirname "$$3")"; install -m "$$1" "$$2" "$$to/$$3"; echo "$$3" >> "$$list"; }; \
	complete() { "$$built/$$1" --generate-completion-script "$$2" > "$$list.script"; put 644 "$$list.script" "$$3"; \
	  rm -f "$$list.script"; }; \
	[ ! -f "$$to/share/limber/installed" ] || $(MAKE) -s uninstall; \
	mkdir -p "$$to"; folder share/limber; \
	for tool in $(TOOLS); do \
	  put 755 "$$built/$$tool" "bin/$$tool"; \
	  complete $$tool bash "share/bash-completion/completions/$$tool"; \
	  complete $$tool zsh "share/zsh/site-functions/_$$tool"; \
	  complete $$tool fish "share/fish/vendor_completions.d/$$tool.fish"; \
	done; \
	for file in $$(find Environments Policies -type f -not -name '.*' | sort); do \
	  put 644 "$$file" "share/limber/$$file"; done; \
	echo "$(TOOLS) are in $$to/bin"

# Removes what the list names, and folders that install made, unless something else lies there by now.
uninstall:
	@set -eu; to="$(DESTDIR)$(PREFIX)"; list="$$to/share/limber/installed"; \
	[ -f "$$list" ] || { echo "nothing is installed in $$to"; exit 0; }; \
	paths=$$(tac "$$list"); rm "$$list"; \
	echo "$$paths" | while IFS= read -r path; do case "$$path" in \
	  /*|*..*) ;; \
	  */) [ ! -d "$$to/$$path" ] || rmdir --ignore-fail-on-non-empty "$$to/$$path";; \
	  *) rm -f "$$to/$$path";; esac; done

# The installed tools without toolchain, checkout or variables; packages elsewhere that depend on this one.
test-install: deps
	.ci/install

test-package: deps
	.ci/package

# Data races where threads meet (the suites that run with several: a sanitizer makes debug code ten times slower), memory
# errors where C begins.
sanitize: deps
	$(SWIFT) build --build-tests --sanitize=thread --scratch-path .build-thread
	$(SWIFT) test --skip-build --sanitize=thread --scratch-path .build-thread --filter 'MetaLearningTests|ThreadsTests|StoppingTests|TrainingTests|MappingRunTests'
	$(SWIFT) build --build-tests --sanitize=address --scratch-path .build-address
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --skip-build --sanitize=address --scratch-path .build-address \
	  --filter 'PhysicsTests|ScenesTests|AutodiffTests|GymTests'

# The published numbers, from training to tables: some hours on two cores.
reproduce: deps
	Benchmarks/reproduce/full.sh
	Benchmarks/reproduce/table.sh

bench: deps
	$(SWIFT) run -c release --package-path Benchmarks sim-bench $(ARGS)

build-bench: deps
	$(SWIFT) build -c release --package-path Benchmarks

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

# Writes what is printed from the code: the pages of Environments/docs, its tables, the schema, the house.
docs: deps
	$(SWIFT) build --build-tests $(FLAGS)
	LIMBER_WRITE_DOCUMENTS=1 $(SWIFT) test --skip-build --filter 'DocumentTests|ArchitectureTests'

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
	for name in $$("$$bin" --list | cut -d' ' -f1 | grep -v /); do \
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
	"$$bin" --policy Policies/navigate-rl2.safetensors --tasks 1 --record Assets/navigate-rl2.png > /dev/null; \
	"$$bin" --list --record Assets/environments.png > /dev/null; \
	ls -l Assets

# Every family, solved by its expert, as GIF and (where ffmpeg is) MP4 in films/.
films: deps
	$(SWIFT) build -c release $(FLAGS) --product sim-rollout
	mkdir -p films
	@bin="$$($(SWIFT) build -c release --show-bin-path)/sim-rollout"; \
	types=gif; if command -v ffmpeg > /dev/null; then types="gif mp4"; fi; \
	for scene in Environments/*.yaml; do name=$$(basename $$scene .yaml); for type in $$types; do \
	  "$$bin" --env "$$name" --policy expert --tasks 1 --episodes 1 --record "films/$$name.$$type" > /dev/null || exit 1; \
	done; done; ls -l films
