#!/usr/bin/env python3
"""Reads results/trials/*.csv and writes summary.md beside them: interquartile means over seeds and tasks by episode of a
trial, with 95 % intervals by bootstrap stratified by task (Agarwal et al. 2021). Needs numpy."""

import csv
import json
import pathlib
import sys

import numpy

sys.argv[1:] = ["trials"]
import summary  # noqa: E402

# Of an episode, on the same kind of tasks: who sees the task, and where it is known the best that one can do who does
# not, by episode of the trial.
OPTIMA = {"bandit": [6.660], "gridworld": [4.0, 11.071], "navigate": [-1.33]}


def main():
    random = numpy.random.default_rng(0)
    lines = [
        "# Learners that adapt as they act",
        "",
        "Means and interquartile means over seeds and held-out tasks (1,000 of `navigate` and `reach`, 2,000 of `bandit`,",
        "else 200), sampled actions at the final deviation. Optima are means: where tasks are worth so different sums, as in `gridworld`, the middle half is not.",
        "",
        "| environment | seeds | episode | mean return | interquartile mean | success | best known mean | CPU s a seed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for path in sorted(summary.HERE.glob("*.csv")):
        environment, algorithm = path.stem.rsplit("-", 1)
        returns = summary.read(environment, algorithm)
        successes = summary.read(environment, algorithm, "success")
        took = [float(row["cpu_seconds"]) for row in csv.DictReader((summary.HERE / "training" / path.name).open())]
        for episode in range(returns.shape[2]):
            mean, low, high = summary.stratified(returns[:, :, episode], random)
            best = OPTIMA.get(environment, [])
            lines.append(
                f"| `{environment}`, `{algorithm}` | {len(returns)} | {episode + 1} | {returns[:, :, episode].mean():.3f} | {mean:.3f} ({low:.3f} to {high:.3f}) "
                f"| {100 * successes[:, :, episode].mean():.1f} % "
                f"| {best[episode] if episode < len(best) else ''} | {numpy.median(took):.0f} |"
            )
    means = [
        json.loads(path.read_text())["return"]["after"]["mean"] for path in (summary.HERE / "bandit-40000").glob("*.json")
    ]
    if means:
        lines += ["", f"`bandit` on 40,000 tasks, {len(means)} seeds: {numpy.mean(means):.3f} ({min(means):.3f} to {max(means):.3f})."]
    (summary.HERE / "summary.md").write_text("\n".join(lines) + "\n")


main()
