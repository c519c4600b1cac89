#!/bin/sh
# How long the window's frames take, drawn by software on a display without a screen, and how long they take while an
# adaptation runs beside them: a key is pressed many times a second. Needs Xvfb and xdotool (make test-view installs
# them).
# Usage: Benchmarks/window.sh [seconds of each case]
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-12}
swift build -c release --traits Viewer --scratch-path .build-view --product sim-view > /dev/null
view=$(swift build -c release --traits Viewer --scratch-path .build-view --show-bin-path)/sim-view
folder=$(mktemp -d)
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3> "$folder/display" > /dev/null 2>&1 &
server=$!
trap 'kill $server; rm -rf "$folder"' EXIT
until [ -s "$folder/display" ]; do sleep 0.1; kill -0 $server; done
DISPLAY=":$(cat "$folder/display")"
export DISPLAY

# measure NAME ENVIRONMENT [KEY]
measure() {
  "$view" --env "$2" --output "$folder" --seconds "$seconds" 2> "$folder/lines" &
  process=$!
  while kill -0 $process 2> /dev/null; do
    if [ -n "${3-}" ]; then xdotool key --delay 40 "$3" "$3" "$3" "$3" 2> /dev/null || true; else sleep 0.2; fi
  done
  wait $process || { cat "$folder/lines" >&2; exit 1; }
  echo "$1"
  sed 's/^/  /' "$folder/lines"
}
measure "reach, not adapting" reach
measure "reach, 1 step again and again" reach 1
measure "reach, 3 steps again and again" reach 3
measure "reach, 9 steps again and again" reach 9
measure "navigate, 3 steps again and again" navigate 3
