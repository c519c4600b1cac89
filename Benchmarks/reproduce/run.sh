#!/usr/bin/env bash
# Trains one algorithm on one environment for several seeds, and keeps the raw scores.
#   Benchmarks/reproduce/run.sh BUDGET ENVIRONMENT ALGORITHM SEEDS [sim-train options…]
# writes results/BUDGET/ENVIRONMENT-ALGORITHM.csv: seed, task, adaptation steps, return, success; and in training/ beside
# it what each seed's training took. A run that was stopped goes on where it was. THREADS=1 leaves cores to others.
# LIMBER_BUILT: a sim-train that is built already.
set -euo pipefail
cd "$(dirname "$0")/../.."
budget=$1 environment=$2 algorithm=$3 seeds=$4
shift 4
[ -n "${LIMBER_BUILT:-}" ] || swift build -c release --product sim-train --explicit-target-dependency-import-check error >&2
folder=runs/reproduce/$budget/$environment-$algorithm
results=Benchmarks/reproduce/results/$budget
mkdir -p "$folder" "$results/training"
"${LIMBER_BUILT:-.build/release/sim-train}" --env "$environment" --algorithm "$algorithm" --seeds "$seeds" --output "$folder" --quiet \
  ${THREADS:+--threads "$THREADS"} --json "$@" > "$folder.json"
python3 - "$folder" "$folder.json" "$results" "$environment" "$algorithm" <<'PYTHON'
import csv, json, sys
folder, path, results, environment, algorithm = sys.argv[1:]
sweep = json.load(open(path))
assert sweep["schemaVersion"] == 2, sweep["schemaVersion"]
with open(f"{results}/{environment}-{algorithm}.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["seed", "task", "steps", "return", "success"])
    for seed in sweep["seeds"]:
        for row in csv.DictReader(open(f"{folder}/seed-{seed}/scores.csv")):
            if row["policy"] != algorithm:
                continue  # chance, the expert, a fresh policy
            writer.writerow([seed, row["task"], row["steps"], f"{float(row['return']):.4f}", f"{float(row['success']):.3f}"])
with open(f"{results}/training/{environment}-{algorithm}.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["seed", "iterations", "environment_steps", "cpu_seconds", "digest"])
    for run in sweep["runs"]:
        writer.writerow([run["seed"], run["iterations"], run["environmentSteps"], f"{run['cpuSeconds']:.1f}", run["digest"]])
PYTHON
