#!/bin/sh
# How long the window's frames take while it adapts, drawn by software on a display without a screen: a key is
# pressed again and again, so that adapting never stops. Prints a line for each case. Needs Xvfb and xdotool.
# Usage, after `make view` or `make test-view`: Benchmarks/window.sh [seconds of each case]
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-12}
swift build -c release --traits Viewer --scratch-path .build-view --product sim-view > /dev/null
view=$(swift build -c release --traits Viewer --scratch-path .build-view --show-bin-path)/sim-view
folder=$(mktemp -d)
number=$((90 + $$ % 1000))
Xvfb ":$number" -screen 0 1280x800x24 -nolisten tcp > /dev/null 2>&1 &
server=$!
trap 'kill $server; rm -rf "$folder"' EXIT
export DISPLAY=":$number"
sleep 1

# measure NAME ENVIRONMENT KEY
measure() {
  "$view" --env "$2" --output "$folder" --seconds "$seconds" 2> "$folder/lines" &
  process=$!
  until xdotool search --onlyvisible --name '^limber$' > /dev/null 2>&1; do sleep 0.1; done
  while kill -0 $process 2> /dev/null; do
    if [ -n "$3" ]; then xdotool key "$3" 2> /dev/null || true; fi
    sleep 0.3
  done
  wait $process
  echo "$1: $(paste -s -d ';' "$folder/lines")"
}
measure "reach, not adapting" reach ""
measure "reach, 1 step again and again" reach 1
measure "reach, 3 steps again and again" reach 3
measure "reach, 9 steps again and again" reach 9
measure "navigate, 3 steps again and again" navigate 3
