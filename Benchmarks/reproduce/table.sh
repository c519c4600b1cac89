#!/usr/bin/env bash
# The table of all algorithms on four environments, each with the same small budget. An hour on two cores.
set -euo pipefail
here="$(dirname "$0")"
for environment in navigate reach reach-torque reach-broken; do
  for algorithm in scratch pretrain oracle reptile fomaml maml maml++ meta-sgd anil promp; do
    # Scratch does not train, and the oracle's five times as many iterations have no inner steps.
    case $algorithm in
      scratch) budget=() ;;
      oracle) budget=(--iterations 250 --set tasks.perIteration=20) ;;
      *) budget=(--iterations 50 --set tasks.perIteration=20) ;;
    esac
    "$here/run.sh" table "$environment" "$algorithm" "${SEEDS:-3}" "${budget[@]}"
  done
done
python3 "$here/summary.py" table
