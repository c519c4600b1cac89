#!/usr/bin/env python3
"""What a delay between hosts costs: one process, three hosts, and three hosts with a delay on the same link.

    make train-mpi ARGS=--version
    sudo Benchmarks/ranks/delay.py [--delay 10] [--repeats 3] [-- OPTION...]

Options behind `--` go to sim-train. All runs must end with the same digest. What the delay D adds to a run is predicted
from the run without it, by the formula of README.md: each exchange takes n(B) delays, B its mean message,

    added = D · (exchanges · n(B) + 2 (r − 1)),   r = ⌈log₂(1 + B / 14480)⌉

n(B) is 1 for an eager message, 3 for one that is announced first. The last term is the growth of a connection's window
to B, once. Bytes take as long on the same link with a delay as without. A figure is the median over rounds of runs that
each waited until other processes were quiet. The prediction should be within a quarter of what is measured.
"""
import argparse
import math
import pathlib
import statistics
import sys

import runs

HOSTS = pathlib.Path(__file__).resolve().parent / "hosts.sh"
EAGER = 4194304 - 56  # bytes of a message that hosts.sh lets Open MPI send at once
FIRST_WINDOW = 14480  # bytes: ten segments
MARK = 0.25


def delays(exchanges, message):
    """How many delays one after another so many exchanges of messages of so many bytes take."""
    growth = 2 * (max(1, math.ceil(math.log2(1 + message / FIRST_WINDOW))) - 1)
    return exchanges * (1 if message <= EAGER else 3) + growth


def main():
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    parser.add_argument("--delay", type=float, default=10, help="one way, ms (10)")
    parser.add_argument("--hosts", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=3, help="rounds (3)")
    parser.add_argument("--quiet", type=float, default=0.1, help="cores that others may use before a run (0.1)")
    parser.add_argument("--patience", type=float, default=30, help="seconds that a run waits for others (30)")
    parser.add_argument("--tool", type=pathlib.Path, default=".build-mpi/release/sim-train")
    parser.add_argument("options", nargs="*")
    arguments = parser.parse_args()
    options = ["--threads", "1", *(arguments.options or ["--iterations", "10"]), "--set", "evaluation.tasks=2"]
    link = [HOSTS, "--link", "tun", "--hosts", str(arguments.hosts)]
    launchers = {"one process": [], "no delay": [*link, "--"],
                 "delay": [*link, "--delay", str(arguments.delay), "--"]}
    found = {name: [] for name in launchers}
    for _ in range(arguments.repeats):
        for name, launcher in launchers.items():
            runs.await_quiet(arguments.quiet, arguments.patience)
            found[name].append(runs.start(launcher, arguments.tool.resolve(), options))
    digests = {run.result["digest"] for same in found.values() for run in same}
    if len(digests) > 1:
        sys.exit(f"error: different digests: {', '.join(sorted(digests))}")
    print(f"all {sum(map(len, found.values()))} runs end with the digest {digests.pop()[:16]}…\n")
    return 0 if print_table(found, arguments) else 1


def print_table(found, arguments):
    """Returns whether the prediction meets the mark."""
    seconds = {name: statistics.median(run.result["seconds"] for run in same) for name, same in found.items()}
    quiet = found["no delay"][0].result["ranks"]
    exchanges, message = quiet["exchanges"], max(quiet["sentBytes"]) / quiet["exchanges"]
    predicted = seconds["no delay"] + delays(exchanges, message) * arguments.delay / 1e3
    print(f"{exchanges} exchanges with messages of {message / 1e3:.0f} kB on average\n")
    base = seconds["no delay"]
    print("| run | seconds | slowdown | predicted, s | predicted slowdown |\n|---|---|---|---|---|")
    print(f"| one process | {seconds['one process']:.2f} | – | – | – |")
    print(f"| {arguments.hosts} hosts | {base:.2f} | 1 | – | – |")
    late = seconds["delay"]
    print(f"| {arguments.hosts} hosts, {arguments.delay:g} ms | {late:.2f} | {late / base:.2f} | {predicted:.2f} | "
          f"{predicted / base:.2f} |")
    error, added = predicted / late - 1, (predicted - base) / (late - base) - 1
    print(f"\npredicted against measured: {error * 100:+.1f} % of the run, {added * 100:+.1f} % of what the delay "
          f"adds; {'meets' if abs(error) <= MARK else 'misses'} the mark, within {MARK * 100:.0f} %")
    return abs(error) <= MARK


if __name__ == "__main__":
    sys.exit(main())
