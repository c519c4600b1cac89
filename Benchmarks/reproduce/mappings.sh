#!/usr/bin/env bash
# Published numbers on mappings: runs of five seeds, one JSON each in results/mappings/. What is there is not done again.
#   mappings.sh [NAME…]     some of: sinusoid frequency kinematics dynamics
# SIM_TRAIN may name the tool; RUNS the folder for the run folders.
set -euo pipefail
cd "$(dirname "$0")/../.."
tool=${SIM_TRAIN:-.build/release/sim-train}
runs=${RUNS:-runs/mappings}
results=Benchmarks/reproduce/results/mappings
mkdir -p "$results" "$runs"

run() { # run NAME SEED OPTION…
  local name=$1 seed=$2; shift 2
  local result="$results/$name-$seed.json" folder="$runs/$name-$seed"
  [ -s "$result" ] && return
  if [ -d "$folder/checkpoint" ]; then
    "$tool" --resume "$folder" --threads 1 --json --quiet > "$runs/$name-$seed.part"
  else
    "$tool" --seed "$seed" --threads 1 --output "$folder" --json --quiet "$@" > "$runs/$name-$seed.part"
  fi
  mv "$runs/$name-$seed.part" "$result"
}

for what in "${@:-sinusoid frequency kinematics dynamics}"; do
  for part in $what; do
    for seed in 1 2 3 4 5; do
      case $part in
        sinusoid)
          for algorithm in maml pretrain recurrent attention; do
            run "sinusoid-$algorithm" $seed --env mapping/sinusoid --algorithm $algorithm
          done ;;
        frequency)
          for algorithm in maml maml++ meta-sgd; do
            run "frequency-$algorithm" $seed --env mapping/sinusoid-frequency --algorithm $algorithm
          done ;;
        kinematics|dynamics)
          for algorithm in maml++ meta-sgd pretrain; do
            run "$part-$algorithm" $seed --env mapping/$part --algorithm $algorithm
          done ;;
      esac
    done
  done
done
