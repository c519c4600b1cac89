#!/usr/bin/env bash
# Every number of the table: all algorithms on four environments. Some hours on two cores, less with few SEEDS.
#   SEEDS=3 Benchmarks/reproduce/all.sh
set -euo pipefail
here="$(dirname "$0")"
for environment in navigate reach reach-torque reach-broken; do
  for algorithm in scratch pretrain oracle reptile fomaml maml meta-sgd anil promp; do
    "$here/run.sh" "$environment" "$algorithm" "${SEEDS:-3}"
  done
done
python3 "$here/summary.py"
