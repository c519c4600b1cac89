#!/usr/bin/env python3
"""Reads results/mappings/NAME-ALGORITHM-SEED.json and writes summary.md beside them. Needs nothing but Python.

A diverged adaptation makes a seed's mean infinite; it is shown, not left out. `kinematics` is in units of the arm, too:
errors are normalised by component, and the figures to undo that are those of the family (links uniform in 0.1 to 0.3 m,
shoulder in ±1.5, elbow in ±2 rad), worked out here by sampling.
"""

import json
import math
import pathlib
import random

HERE = pathlib.Path(__file__).resolve().parent / "results" / "mappings"
FAMILIES = {"sinusoid": (0, 1, 5, 10), "frequency": (0, 1), "kinematics": (0, 1, 5), "dynamics": (0, 1, 5)}
# The last two take the examples in once: their first step is all of them.
ALGORITHMS = ["pretrain", "maml", "maml++", "meta-sgd", "recurrent", "attention"]


def curves(family, algorithm):
    """Seed → [error after 0, 1, … steps], and seconds."""
    found = {}
    for path in HERE.glob(f"{family}-{algorithm}-*.json"):
        result = json.loads(path.read_text())
        errors = [float(point["measures"]["error"]["mean"]) for point in result["curve"]]
        found[result["seed"]] = (errors, result.get("cpuSeconds", result["seconds"]))
    return dict(sorted(found.items()))


def arm():
    """Mean reach, and the standard deviations of the fingertip's two components, m."""
    draw = random.Random(1)
    places = []
    for _ in range(200_000):
        first, second = draw.uniform(0.1, 0.3), draw.uniform(0.1, 0.3)
        shoulder, elbow = draw.uniform(-1.5, 1.5), draw.uniform(-2, 2)
        places.append((
            first * math.cos(shoulder) + second * math.cos(shoulder + elbow),
            first * math.sin(shoulder) + second * math.sin(shoulder + elbow),
        ))
    means = [sum(place[i] for place in places) / len(places) for i in (0, 1)]
    deviations = [math.sqrt(sum((place[i] - means[i]) ** 2 for place in places) / len(places)) for i in (0, 1)]
    return sum(math.hypot(*place) for place in places) / len(places), deviations


def figure(value):
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}" if value < 1000 else f"{value:.2g}"


def table(family, points):
    lines = [f"## {family}", "", "| algorithm | seeds | " + " | ".join(f"{k} steps" for k in points) + " | seconds |",
             "|---" * (len(points) + 3) + "|"]
    for algorithm in ALGORITHMS:
        seeds = curves(family, algorithm)
        if not seeds:
            continue
        cells = []
        for k in points:
            values = [errors[k] for errors, _ in seeds.values() if k < len(errors)]
            if not values:
                cells.append("")
                continue
            mean = sum(values) / len(values)
            cells.append(f"**{figure(mean)}** ({', '.join(figure(value) for value in values)})")
        seconds = sorted(seconds for _, seconds in seeds.values())[len(seeds) // 2]
        lines.append(f"| `{algorithm}` | {len(seeds)} | {' | '.join(cells)} | {seconds:.0f} |")
    return lines + [""]


def main():
    lines = [
        "# Mappings", "",
        "Mean squared error on held-out tasks after so many adaptation steps: the mean over seeds, and each seed's.", "",
    ]
    for family, points in FAMILIES.items():
        lines += table(family, points)
    reach, (x, y) = arm()
    for algorithm in ALGORITHMS:
        seeds = curves("kinematics", algorithm)
        if seeds:
            # Both components have about the same share of the normalised error.
            error = sum(errors[-1] for errors, _ in seeds.values()) / len(seeds)
            place = math.sqrt(error * (x * x + y * y))
            lines.append(
                f"- `kinematics`, `{algorithm}`: root-mean-square fingertip error {1000 * place:.1f} mm, "
                f"{100 * place / reach:.1f} % of the mean reach of {reach:.3f} m.")
    (HERE / "summary.md").write_text("\n".join(lines) + "\n")


main()
