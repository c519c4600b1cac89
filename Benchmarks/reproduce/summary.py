#!/usr/bin/env python3
"""Reads results/BUDGET/*.csv and writes summary.md and curves.svg beside them. Needs numpy; matplotlib for the plot.

Scores: interquartile means over seeds and tasks, with 95 % intervals by bootstrap stratified by task (Agarwal et al.
2021). Differences from maml++: tasks and seeds are resampled in pairs (all algorithms meet the same tasks), and the
interval is widened for the number of comparisons (Bonferroni), so that one in twenty tables has a false star.
"""

import csv
import pathlib
import sys

import numpy

HERE = pathlib.Path(__file__).resolve().parent / "results" / (sys.argv[1] if len(sys.argv) > 1 else "table")
ENVIRONMENTS = ["navigate", "reach", "reach-torque", "reach-broken"]
ALGORITHMS = ["scratch", "pretrain", "reptile", "fomaml", "maml", "maml++", "meta-sgd", "anil", "promp", "oracle"]
RESAMPLES = 2000
# What the others are compared with: today's default.
REFERENCE = "maml++"


def read(environment, algorithm, column="return"):
    """[seed, task, steps], or None where there is no such file."""
    path = HERE / f"{environment}-{algorithm}.csv"
    if not path.exists():
        return None
    rows = list(csv.DictReader(path.open()))
    index = [sorted({int(row[key]) for row in rows}) for key in ("seed", "task", "steps")]
    scores = numpy.full([len(values) for values in index], numpy.nan)
    for row in rows:
        place = tuple(values.index(int(row[key])) for values, key in zip(index, ("seed", "task", "steps")))
        scores[place] = float(row[column])
    assert not numpy.isnan(scores).any(), f"{path} has holes"
    return scores


def middle(values):
    """Interquartile mean over all but the first axis."""
    flat = numpy.sort(values.reshape(len(values), -1), axis=1)
    cut = flat.shape[1] // 4
    return flat[:, cut : flat.shape[1] - cut].mean(axis=1)


def stratified(scores, random, resamples=RESAMPLES):
    """[seed, task] → (interquartile mean, low, high)"""
    seeds, tasks = scores.shape
    draws = random.integers(seeds, size=(resamples, seeds, tasks))
    samples = numpy.take_along_axis(scores[None], draws, axis=1)
    low, high = numpy.percentile(middle(samples), [2.5, 97.5])
    return middle(scores[None])[0], low, high


def difference(a, b, random, comparisons):
    """Mean of a − b over tasks and seeds, [seed, task] each, and whether its interval leaves 0 out."""
    seeds, tasks = min(len(a), len(b)), a.shape[1]
    means = []
    for _ in range(RESAMPLES):
        task = random.integers(tasks, size=tasks)
        means.append(
            a[random.integers(len(a), size=seeds)][:, task].mean()
            - b[random.integers(len(b), size=seeds)][:, task].mean()
        )
    tail = 2.5 / comparisons
    low, high = numpy.percentile(means, [tail, 100 - tail])
    return a.mean() - b.mean(), low, high


def any_results(environment):
    return any((HERE / f"{environment}-{name}.csv").exists() for name in ALGORITHMS)


def runs(environment, algorithm):
    rows = list(csv.DictReader((HERE / "training" / f"{environment}-{algorithm}.csv").open()))
    return (
        len(rows),
        numpy.mean([float(row["environment_steps"]) for row in rows]) / 1e6,
        numpy.median([float(row.get("cpu_seconds") or row["seconds"]) for row in rows]),
    )


def table(environment, random):
    reference = read(environment, REFERENCE)
    lines = [
        f"## {environment}",
        "",
        f"| algorithm | 0 steps | 1 | 2 | 3 | success after | against {REFERENCE} | million steps | seconds |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    present = [name for name in ALGORITHMS if read(environment, name) is not None]
    for name in present:
        scores = read(environment, name)
        cells = []
        for step in range(4):
            if step >= scores.shape[2]:
                cells.append("")
                continue
            value, low, high = stratified(scores[:, :, step], random)
            cells.append(f"{value:.2f} ({low:.2f} to {high:.2f})")
        success = 100 * read(environment, name, "success")[:, :, -1].mean()
        against = ""
        if name != REFERENCE and reference is not None:
            value, low, high = difference(
                scores[:, :, -1], reference[:, :, -1], random, max(1, len(present) - 1))
            star = " *" if low > 0 or high < 0 else ""
            against = f"{value:+.2f}{star}"
        seeds, steps, seconds = runs(environment, name)
        lines.append(
            f"| {name} | {' | '.join(cells)} | {success:.0f} % | {against} | {steps:.2f} | {seconds:.0f} |")
    means = [
        f"{name} {', '.join(f'{value:.2f}' for value in read(environment, name).mean(axis=(0, 1)))} ({runs(environment, name)[0]})"
        for name in present
    ]
    return lines + ["", f"Means after 0, 1, … steps (number of seeds): {'; '.join(means)}."]


def plot(random):
    try:
        import matplotlib
    except ImportError:
        print("no matplotlib: no plot")
        return
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "limber"
    import matplotlib.pyplot as plt

    colours = ["#999999", "#000000", "#e69f00", "#56b4e9", "#0072b2", "#cc79a7", "#009e73", "#d55e00", "#f0e442", "#8b5a2b"]
    present = [name for name in ENVIRONMENTS if any_results(name)]
    figure, axes = plt.subplots(1, len(present), figsize=(3.6 * len(present), 3.6), constrained_layout=True, squeeze=False)
    axes = axes[0]
    for axis, environment in zip(axes, present):
        for name, colour in zip(ALGORITHMS, colours):
            scores = read(environment, name)
            if scores is None:
                continue
            points = numpy.array([stratified(scores[:, :, k], random, 500) for k in range(scores.shape[2])])
            if len(points) == 1:
                axis.axhline(points[0, 0], color=colour, linestyle=":", label=name)
                continue
            axis.plot(range(len(points)), points[:, 0], "o-", color=colour, label=name, markersize=3)
            axis.fill_between(range(len(points)), points[:, 1], points[:, 2], color=colour, alpha=0.15, linewidth=0)
        axis.set_title(environment)
        axis.set_xlabel("adaptation steps")
        axis.set_xticks(range(4))
    axes[0].set_ylabel("return, interquartile mean")
    axes[0].legend(fontsize=7, loc="lower right")  # where no curve is
    figure.savefig(HERE / "curves.svg", metadata={"Date": None})


def main():
    random = numpy.random.default_rng(0)
    lines = [
        "# Returns before and after adaptation",
        "",
        "Interquartile means over seeds and held-out tasks, 95 % intervals. Against maml++: the difference of the means"
        " after the last step, `*` where it is significant. Steps are a seed's mean, seconds its median.",
        "",
    ]
    for environment in ENVIRONMENTS:
        if any_results(environment):
            lines += table(environment, random) + [""]
    (HERE / "summary.md").write_text("\n".join(lines))
    print("\n".join(lines))
    plot(random)


if __name__ == "__main__":
    main()
