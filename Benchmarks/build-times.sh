#!/usr/bin/env bash
# What a clean release build costs, target by target, and what the benchmarks and the window compile again.
# Each target is built by itself, after those that it needs; planning a build that has nothing to do is
# subtracted. Prints seconds of the clock and of the processor. Takes some ten minutes of an idle machine.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
swift=${SWIFT:-swift}
TIMEFORMAT='%R %U %S'

# seconds BUILD-ARGUMENT…: clock and processor
seconds() {
  { time $swift build -c release "$@" > "$folder/log" 2>&1 || { tail -20 "$folder/log" >&2; exit 1; }; } 2>&1 |
    awk '{ print $1, $2 + $3 }'
}
row() { printf '%-40s %8.1f %8.1f\n' "$@"; }

$swift package resolve > /dev/null
mapfile -t targets < <($swift package dump-package | python3 -c '
import json, sys
for target in json.load(sys.stdin)["targets"]:
    if target["type"] in ("regular", "executable") and target["name"] != "TestSupport": print(target["name"])')

printf '%-40s %8s %8s\n' 'clean release build, s' clock processor
first=${targets[0]}
seconds --scratch-path "$folder/main" --target "$first" > "$folder/first"
read -r idle idle_processor < <(seconds --scratch-path "$folder/main" --target "$first")
row "$first, with fetching and planning" $(cat "$folder/first")
for target in "${targets[@]:1}"; do
  read -r clock processor < <(seconds --scratch-path "$folder/main" --target "$target")
  row "$target" "$(echo "$clock - $idle" | bc)" "$(echo "$processor - $idle_processor" | bc)"
done
read -r clock processor < <(seconds --scratch-path "$folder/main")
row 'the rest: linking the tools' "$clock" "$processor"
row 'nothing to do' "$idle" "$idle_processor"

# Each has a build folder of its own, so all that it shares with the above is compiled again.
row 'all at once' $(seconds --scratch-path "$folder/all")
row 'all at once, trait Viewer' $(seconds --traits Viewer --scratch-path "$folder/view")
row 'the package Benchmarks' $(seconds --package-path Benchmarks --scratch-path "$folder/bench")
