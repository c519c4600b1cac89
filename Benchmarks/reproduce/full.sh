#!/usr/bin/env bash
# The numbers of the README, at full length: MAML on navigate, reach and reach-broken with more tasks than the tool
# takes by itself, and the oracle of reach. Half an hour on two cores.
set -euo pipefail
here="$(dirname "$0")"
more=(--iterations 130 --set tasksPerIteration=40 --set maxDivergence=0.05)
"$here/run.sh" full navigate maml "${SEEDS:-3}" --set tasksPerIteration=60 --set curvatureTasks=15
"$here/run.sh" full reach maml "${SEEDS:-3}" "${more[@]}"
"$here/run.sh" full reach oracle "${SEEDS:-3}"
"$here/run.sh" full reach-broken maml 1 "${more[@]}"
python3 "$here/summary.py" full
