#!/usr/bin/env bash
# The numbers of the README, at full length: MAML++ on navigate with a policy as wide as the paper's, on reach and
# reach-broken with more tasks than the tool takes by itself, and the oracle of reach. Half an hour on two cores.
set -euo pipefail
here="$(dirname "$0")"
more=(--iterations 130 --set tasks.perIteration=40 --set update.maxDivergence=0.05)
"$here/run.sh" full navigate maml++ "${SEEDS:-3}" --set model.hidden=[100,100] --iterations 90 --set learner.stageWeights=[0,6,1,1]
"$here/run.sh" full reach maml++ "${SEEDS:-3}" "${more[@]}"
"$here/run.sh" full reach oracle "${SEEDS:-3}"
"$here/run.sh" full reach-broken maml++ 1 "${more[@]}" --set model.normalize=false --set learner.rates=[0.3,0.15,0.1]
python3 "$here/summary.py" full
