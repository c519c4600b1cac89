#!/usr/bin/env bash
# Learners that adapt as they act, by their presets: three seeds (SEEDS=10 for ten), a quarter of an hour of one core each.
#   trials.sh [ENVIRONMENT…]     some of the environments below; all unless given
# What is there goes on where it was; THREADS=1 leaves cores to others and changes no bit.
set -euo pipefail
here="$(dirname "$0")"
for environment in "${@:-bandit gridworld navigate reach reach-broken reach-torque semicircle wind}"; do
  for name in $environment; do
    algorithm=rl2 more=()
    # Nobody finds a sparse reward by chance.
    [ "$name" = wind ] && algorithm=distill
    # Goals near and far make scores of 200 tasks differ by 0.06 from those of many.
    case "$name" in navigate | reach) more=(--set evaluation.tasks=1000) ;; esac
    "$here/run.sh" trials "$name" "$algorithm" "${SEEDS:-3}" "${more[@]}"
    # Chances of five arms differ so much from task to task that it takes many to tell 6.61 from 6.66.
    [ "$name" = bandit ] || continue
    rollout="$(dirname "${LIMBER_BUILT:-$here/../../.build/release/sim-train}")/sim-rollout"
    [ -x "$rollout" ] || (cd "$here/../.." && swift build -c release --product sim-rollout >&2)
    mkdir -p "$here/results/trials/bandit-40000"
    for folder in "$here/../../runs/reproduce/trials/bandit-rl2"/seed-*; do
      to="$here/results/trials/bandit-40000/$(basename "$folder").json"
      [ -s "$to" ] || "$rollout" --policy "$folder/policy.safetensors" --tasks 40000 --episodes 1 --json > "$to"
    done
  done
done
python3 "$here/trials.py"
