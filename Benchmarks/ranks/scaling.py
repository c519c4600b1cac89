#!/usr/bin/env python3
"""How training that ranks share scales: measured on this machine, predicted by model.py, and simulated for more ranks.

    make train-mpi ARGS=--version
    swift build -c release --traits MPI --scratch-path .build-mpi --product ranks-probe
    Benchmarks/ranks/scaling.py [--settings default wide rl2] [--repeats 3]    measures, some five minutes
    Benchmarks/ranks/scaling.py --simulate                                     from the figures of the last measurement

A round runs 1, 2 and 4 ranks of one thread, one rank of two threads, and those runs of two ranks that tell the parts
of an iteration apart; the figures are medians over rounds. A run waits until other processes are quiet, and is
repeated if they disturb it nevertheless. What two
ranks told gives the model; it predicts four, and what one rank took predicts two.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import statistics
import subprocess
import sys

import model
import runs


@dataclasses.dataclass(frozen=True)
class Setting:
    """`make_phases(tasks, line_search, **keywords)` tells its phases; `variants` are other options with other keywords,
    as many as there are phases with tasks, less one."""
    options: list
    iterations: int
    tasks: int
    make_phases: object
    variants: list


def words(*settings):
    return [word for setting in settings for word in ("--set", setting)]


def reach_phases(tasks, line_search, products=6):
    return model.trust_region_phases(tasks, 10, products, line_search)


def navigate_phases(tasks, _, epochs=3):
    return model.proximal_phases(tasks, epochs, 16)


REACH = words("update.curvatureTasks=10")
REACH_VARIANTS = [(words("update.conjugateGradient.iterations=1"), {"products": 1}),
                  (words("update.backtrack=0.95"), {})]
SETTINGS = {
    "default": Setting(REACH + words("update.conjugateGradient.iterations=6"), 10, 20, reach_phases,
                       REACH_VARIANTS),
    "wide": Setting(REACH + words("update.conjugateGradient.iterations=6", "model.hidden=[256,256]"), 2, 20,
                    reach_phases, REACH_VARIANTS),
    "rl2": Setting(["--env", "navigate", "--algorithm", "rl2"] + words("update.minibatches=16", "update.epochs=3"), 10,
                   256, navigate_phases, [(words("update.epochs=1"), {"epochs": 1})]),
}
RANKS = (1, 2, 4)


# Measurement


def measure(setting, arguments):
    """Runs by name: `1x1` is ranks × threads; `variant-i` and `half` are of two ranks."""
    def options(threads, more):
        return [*setting.options, "--iterations", str(arguments.iterations or setting.iterations), "--threads",
                str(threads), *words("evaluation.tasks=2", f"tasks.perIteration={setting.tasks}"), *more]
    kinds = {f"{ranks}x1": (ranks, options(1, [])) for ranks in RANKS}
    kinds["1x2"] = (1, options(2, []))
    for place, (more, _) in enumerate(setting.variants):
        kinds[f"variant-{place}"] = (2, options(1, more))
    kinds["half"] = (2, options(1, words(f"tasks.perIteration={setting.tasks // 2}")))
    found = {kind: [] for kind in kinds}
    for _ in range(arguments.repeats):
        for kind, (ranks, own) in kinds.items():
            found[kind].append(runs.quietest(
                lambda ranks=ranks, own=own: runs.start(runs.mpirun(ranks), arguments.tool, own), arguments))
    digests = {run.result["digest"] for kind in ("1x1", "2x1", "4x1", "1x2") for run in found[kind]}
    if len(digests) > 1:
        sys.exit("error: runs of different ranks or threads ended with different digests")
    return found


def ping(arguments):
    """Latency, s, and bandwidth, bytes/s, of an exchange of two ranks: medians of three measurements."""
    if arguments.latency and arguments.bandwidth:
        return arguments.latency, arguments.bandwidth
    if not os.access(arguments.probe, os.X_OK):
        sys.exit(f"error: no {arguments.probe}: build ranks-probe, or give --latency and --bandwidth")
    tables = []
    for _ in range(3):
        output = subprocess.run([*runs.mpirun(2), arguments.probe, "bench", "0.1"], check=True, capture_output=True)
        tables.append({point["bytes"]: point["seconds"] for point in json.loads(output.stdout)["points"]})
    seconds = {size: statistics.median(table[size] for table in tables) for size in tables[0]}
    return seconds[64], (1 << 18) / (seconds[1 << 18] - seconds[64])


def median(found, figure):
    return statistics.median(figure(run) for run in found)


# From figures to the model


def fit(setting, found):
    """The model's iteration, from runs of two ranks."""
    def row(phases):
        return [phase.times * phase.tasks for phase in phases if phase.tasks]
    variants = [("2x1", {})] + [(f"variant-{place}", more) for place, (_, more) in enumerate(setting.variants)]
    rows, taken = [], []
    for kind, keywords in variants:
        rows.append(row(setting.make_phases(setting.tasks, found[kind][0].line_search, **keywords)))
        taken.append(median(found[kind], lambda run: sum(run.each("taskSeconds"))))
    base = found["2x1"]
    phases = setting.make_phases(setting.tasks, base[0].line_search)
    solution = model.solve(rows, taken)
    if min(solution) < 0:
        print("note: these runs were too disturbed to tell phases apart; one is taken to cost nothing\n")
    seconds = iter(solution)
    phases = [dataclasses.replace(phase, seconds=max(0.0, next(seconds))) if phase.tasks else phase for phase in phases]
    # Line searches tell two numbers, products and steps a vector of parameters; what is left is what sampling tells.
    tells = {"product": base[0].parameter_bytes, "gradient": base[0].parameter_bytes, "line search": 16}
    known = sum(phase.times * phase.tasks * tells.get(phase.name, 0) for phase in phases)
    tells["sampling"] = (sum(base[0].each("sentBytes")) - known) / phases[0].tasks
    phases = [dataclasses.replace(phase, bytes=tells.get(phase.name, 0)) for phase in phases]
    # Others make some tasks long that are not, so the run that they disturbed least tells the variation.
    squares = sum(min(base, key=lambda run: run.disturbance).each("squaredTaskSeconds"))
    expected = sum(phase.times * phase.tasks * phase.seconds ** 2 for phase in phases)
    fixed, rate = fit_serial(setting, found, phases)
    return model.Iteration(phases, fixed, rate, max(0.0, squares / expected - 1) ** 0.5)


def fit_serial(setting, found, phases):
    """S = fixed + rate · bytes told, neither below 0, from all tasks and half of them."""
    serial = median(found["2x1"], lambda run: run.serial)
    half = median(found["half"], lambda run: run.serial)
    fewer = with_tasks(setting, phases, setting.tasks // 2, found["half"][0].line_search)
    rate = (serial - half) / (model.told(phases) - model.told(fewer))
    rate = min(max(0.0, rate), serial / model.told(phases))
    return serial - rate * model.told(phases), rate


def with_tasks(setting, phases, tasks, line_search):
    """The same phases with another number of tasks."""
    known = {phase.name: phase for phase in phases}
    return [dataclasses.replace(phase, seconds=known[phase.name].seconds, bytes=known[phase.name].bytes)
            for phase in setting.make_phases(tasks, line_search)]


def of_one_rank(iteration, seconds):
    """The same iteration, its tasks as long as all that one rank alone took: nothing serial is known of one rank."""
    factor = seconds / model.work(iteration.phases)
    phases = [dataclasses.replace(phase, seconds=phase.seconds * factor) for phase in iteration.phases]
    return dataclasses.replace(iteration, phases=phases, fixed=0.0, rate=0.0)


# Tables


def print_table(titles, rows):
    print("| " + " | ".join(titles) + " |")
    print("|---" * len(titles) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def digits(value):
    """Three significant digits."""
    return f"{value:.{max(0, 2 - len(str(int(value))) + 1)}f}" if value >= 1 else f"{value:.3g}"


def print_measured(name, found, iteration, machine):
    alone = median(found["1x1"], lambda run: run.seconds)
    source = {1: ("2", iteration), 2: ("1", of_one_rank(iteration, alone)), 4: ("2", iteration)}
    rows = []
    for ranks in RANKS:
        own = found[f"{ranks}x1"]
        seconds = median(own, lambda run: run.seconds)
        basis, known = source[ranks]
        predicted = model.parts(known, machine, ranks).total
        row = [str(ranks), digits(seconds * 1e3), f"{alone / seconds:.2f}", digits(predicted * 1e3), basis,
               f"{(predicted / seconds - 1) * 100:+.1f} %"]
        if ranks == 1:
            row += ["–"] * 6
        else:
            sent = sum(own[0].each("sentBytes")) * (ranks - 1)
            row += [f"{own[0].exchanges:.1f}", f"{sent / 1e6:.2f}", f"{sent / ranks / 1e6:.2f}"]
            row += [digits(median(own, lambda run, key=key: run.mean(key)) * 1e3)
                    for key in ("workSeconds", "waitSeconds")]
            row.append(digits(median(own, lambda run: run.serial) * 1e3))
        rows.append(row + [f"{median(own, lambda run: run.disturbance):.2f}"])
    print(f"{name}: an iteration of ranks of one thread; ms, MB\n")
    print_table(["ranks", "ms", "speed-up", "predicted, ms", "from ranks", "error", "exchanges", "MB crossing",
                 "MB a rank", "work, ms", "wait, ms", "rest, ms", "cores of others"], rows)
    ratio = median(found["1x2"], lambda run: run.seconds) / median(found["2x1"], lambda run: run.seconds)
    print(f"{name}: two ranks of one thread are {ratio:.3f} × as fast as one rank of two threads "
          f"({'meets' if ratio >= 0.95 else 'misses'} the mark, 0.95)\n")
    tasks = ", ".join(f"{phase.name} {phase.times:.3g} × {phase.tasks} of {digits(phase.seconds * 1e3)} ms, "
                      f"{phase.bytes / 1e3:.3g} kB" for phase in iteration.phases if phase.tasks)
    print(f"{name}: {tasks}; variation {iteration.variation:.2f}; "
          f"S {(iteration.fixed + iteration.rate * model.told(iteration.phases)) * 1e3:.3g} ms, of it fixed "
          f"{iteration.fixed * 1e3:.3g}; exchanges of the model {model.exchanges(iteration, machine, 2):.1f}\n",
          flush=True)


# Simulation


def reason(parts, iteration, network, ranks):
    """What takes most beside work, in words."""
    shares = dataclasses.asdict(parts)
    del shares["work"]
    largest = max(shares, key=shares.get)
    if largest == "imbalance":
        phase = max(iteration.phases, key=lambda phase: model.imbalance(phase, iteration.variation, network, ranks))
        tasks = "1 task" if phase.tasks == 1 else f"{phase.tasks} tasks"
        if not model.is_shared(phase, network, ranks):
            return f"imbalance: every rank repeats the {tasks} of each {phase.name}"
        return f"imbalance: {ranks} ranks share the {tasks} of each {phase.name}"
    return {"serial": "serial: what every rank repeats, as reading and folding what all told",
            "latency": "latency: exchanges are too many for their work",
            "bandwidth": "bandwidth: each rank sends all it tells to each other one"}[largest]


def simulate(arguments):
    figures = json.loads(arguments.figures.read_text())
    for name in arguments.settings or figures["settings"]:
        setting, own = SETTINGS[name], figures["settings"][name]
        phases = [model.Phase(**phase) for phase in own["iteration"].pop("phases")]
        iteration = model.Iteration(phases, **own["iteration"])
        for label, gigabits, microseconds in arguments.networks:
            network = model.Network(microseconds * 1e-6, gigabits * 1e9 / 8, message=figures["latency"])
            for growing in (False, True):
                simulate_one(name, setting, iteration, own["lineSearch"], label, network, growing)


def simulate_one(name, setting, iteration, line_search, label, network, growing):
    rows, stop = [], None
    for ranks in (2 ** power for power in range(11)):
        tasks = setting.tasks * (ranks if growing else 1)
        own = dataclasses.replace(iteration, phases=with_tasks(setting, iteration.phases, tasks, line_search))
        one, many = model.parts(own, network, 1).total, model.parts(own, network, ranks)
        efficiency = one / many.total / ranks
        if efficiency < 0.5 and stop is None:
            stop = f"below 50 % at {ranks} ranks, {reason(many, own, network, ranks)}"
        rows.append([f"{ranks:,}", f"{tasks:,}", digits(many.total * 1e3), f"{one / many.total:.1f}",
                     f"{efficiency * 100:.0f} %"]
                    + [f"{part / many.total * 100:.0f} %" for part in dataclasses.astuple(many)])
    print(f"{name}, {label}, {'tasks grow with the ranks' if growing else 'the same tasks'}\n")
    print_table(["ranks", "tasks", "ms", "speed-up", "efficiency", "work", "imbalance", "serial", "latency",
                 "bandwidth"], rows)
    print(f"{stop or 'above 50 % up to 1,024 ranks'}\n")


# Command line


def network(text):
    label, gigabits, microseconds = text.rsplit(":", 2)
    return label, float(gigabits), float(microseconds)


def main():
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    parser.add_argument("--settings", nargs="+", choices=SETTINGS, help="all unless given")
    parser.add_argument("--repeats", type=int, default=3, help="rounds (3)")
    parser.add_argument("--iterations", type=int, help="of each run; 10, but 2 of wide, unless given")
    parser.add_argument("--quiet", type=float, default=0.1, help="cores that others may use during a run (0.1)")
    parser.add_argument("--patience", type=float, default=30, help="seconds that a run waits for others (30)")
    parser.add_argument("--tries", type=int, default=2, help="of a run until it is quiet; the quietest counts (2)")
    parser.add_argument("--tool", default=".build-mpi/release/sim-train")
    parser.add_argument("--probe", default=".build-mpi/release/ranks-probe")
    parser.add_argument("--latency", type=float, help="of an exchange, s, in place of the probe's")
    parser.add_argument("--bandwidth", type=float, help="bytes/s, in place of the probe's")
    parser.add_argument("--figures", type=pathlib.Path, default=".build-mpi/scaling.json",
                        help="written by the measurement, read by --simulate (.build-mpi/scaling.json)")
    parser.add_argument("--simulate", action="store_true", help="1 to 1,024 ranks of one core each on networks")
    parser.add_argument("--networks", nargs="+", type=network, metavar="NAME:GBIT/S:MICROSECONDS", default=[
        ("Ethernet of 10 Gbit/s and 30 µs", 10.0, 30.0), ("network of 100 Gbit/s and 2 µs", 100.0, 2.0)])
    arguments = parser.parse_args()
    if arguments.simulate:
        return simulate(arguments)
    latency, bandwidth = ping(arguments)
    cores = len(os.sched_getaffinity(0))
    print(f"{cores} cores; an exchange of two ranks: {latency * 1e6:.1f} µs and {bandwidth / 1e9:.1f} GB/s\n")
    machine = model.Network(latency, bandwidth, message=latency, cores=cores, is_one_machine=True)
    figures = {"latency": latency, "bandwidth": bandwidth, "settings": {}}
    for name in arguments.settings or SETTINGS:
        found = measure(SETTINGS[name], arguments)
        iteration = fit(SETTINGS[name], found)
        print_measured(name, found, iteration, machine)
        figures["settings"][name] = {
            "iteration": dataclasses.asdict(iteration), "lineSearch": found["2x1"][0].line_search}
    arguments.figures.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
