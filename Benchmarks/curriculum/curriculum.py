#!/usr/bin/env python3
"""What proposing tasks is worth: an oracle trained with the same settings for as many iterations on tasks that are drawn, and
on tasks of which half are proposed, by success and by progress.

    swift build -c release
    Benchmarks/curriculum/curriculum.py               every run that is missing, then the table
    Benchmarks/curriculum/curriculum.py far           of this family
    Benchmarks/curriculum/curriculum.py --table       the table of what is there

Each run's JSON is kept in results/: what is there is not run again, and a training that was stopped goes on.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESULTS = HERE / "results"
# What --env names, and iterations.
FAMILIES = {
    "far": ("Benchmarks/curriculum/far.yaml", 150),
    "manipulation-goals": ("suite/manipulation-goals", 120),
}
KINDS = ["drawn", "success", "progress"]


def learned(folder):
    """The iteration from which on, over ten iterations, nine tenths of those tasks succeed that are drawn and not proposed;
    None where that is never so."""
    success = []
    for line in (folder / "metrics.jsonl").read_text().splitlines():
        entry = json.loads(line)
        own = [figure["values"][0] for figure in entry.get("diagnostics", []) if figure["name"] == "curriculum/drawn_success"]
        own += [figure["values"][0] for figure in entry["measures"] if figure["name"] == "success"]
        success.append(own[0])
    means = [statistics.mean(success[i:i + 10]) for i in range(len(success) - 9)]
    return next((i + 1 for i, mean in enumerate(means) if mean >= 0.9), None)


def run(arguments, family, kind, seed):
    to = RESULTS / f"{family}-{kind}-{seed}.json"
    if to.exists():
        return
    environment, iterations = FAMILIES[family]
    folder = pathlib.Path(arguments.runs) / to.stem
    command = ["nice", "-n", "19", str(pathlib.Path(arguments.bin) / "sim-train"), "--threads", "1", "--json", "--quiet"]
    if (folder / "checkpoint").exists():
        command += ["--resume", str(folder)]
    else:
        command += ["--env", environment, "--algorithm", "oracle", "--seed", str(seed), "--output", str(folder)]
        command += ["--set", f"iterations={iterations}", "--set", "evaluation.tasks=240"]
        if kind != "drawn":
            command += ["--set", f"tasks.curriculum.kind={kind}"]
    # Libraries that begin threads of their own keep to one.
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    result = json.loads(done.stdout)
    result["policy"] = kind
    result["learned"] = learned(folder)
    part = to.with_suffix(".part")
    part.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
    part.rename(to)


def table(families):
    print("| family | tasks | seeds | success, by seed | mean | 90 % from iteration, by seed | CPU s a run |")
    print("|---|---|---|---|---|---|---|")
    for family in families:
        for kind in KINDS:
            found = [json.loads(path.read_text()) for path in sorted(RESULTS.glob(f"{family}-{kind}-*.json"))]
            if not found:
                continue
            # Nothing is learned within an episode: what stands before is all there is.
            success = [100 * result["success"]["before"]["mean"] for result in found]
            learned = [str(result["learned"] or "never") for result in found]
            seconds = statistics.mean(result["cpuSeconds"] for result in found)
            print(
                f"| {family} | {kind} | {len(found)} | " + ", ".join(f"{value:.1f} %" for value in success)
                + f" | {statistics.mean(success):.1f} % | {', '.join(learned)} | {seconds:.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", metavar="family", help="one of " + ", ".join(FAMILIES))
    parser.add_argument("--bin", default=str(ROOT / ".build" / "release"), help="where the tools are")
    parser.add_argument("--runs", default=str(ROOT / "runs" / "curriculum"), help="where runs go")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    for family in arguments.families:
        if family not in FAMILIES:
            parser.error(f"{family}: expected one of {', '.join(FAMILIES)}")
    families = arguments.families or list(FAMILIES)
    if not arguments.table:
        RESULTS.mkdir(exist_ok=True)
        pathlib.Path(arguments.runs).mkdir(parents=True, exist_ok=True)
        for family in families:
            for seed in range(1, arguments.seeds + 1):
                for kind in KINDS:
                    run(arguments, family, kind, seed)
    table(families)


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, OSError) as error:
        sys.exit(f"error: {error}")
