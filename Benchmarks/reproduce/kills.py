"""Kills training runs at random moments, resumes them, and compares their digests with one that was never stopped.

    swift build -c release
    python3 Benchmarks/reproduce/kills.py [--env reach] [--runs 20] [--seed 1] [--tool .build/release/sim-train]
                                          [--ranks 4] [-- OPTION...]

Each run is killed with SIGKILL at a random moment of a random iteration, and resumed; half of the resumed ones are
killed again, and so on. Every iteration ends with a checkpoint, so that kills meet the writing of one, too. The
environment may be a mapping, as in `mapping/sinusoid`. With `--ranks` a run is shared by two to so many processes (the
tool is then one of `make train-mpi`, .build-mpi/release/sim-train), one of which is killed, and goes on with another
number of them, or as one. Options behind `--` go to sim-train, as in `-- --algorithm rl2`.
"""
import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("--env", default="reach")
parser.add_argument("--runs", type=int, default=20)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--tool", default=".build/release/sim-train")
parser.add_argument("--ranks", type=int, default=1)
parser.add_argument("options", nargs="*")
arguments = parser.parse_args()
random.seed(arguments.seed)
# Iterations of examples are short: more of them, so that a kill can aim.
remembers = any(word in arguments.options for word in ("rl2", "distill", "recurrent", "attention"))
settings = [f"tasks.perIteration={16 if remembers else 4}", "checkpointEvery=1", "evaluation.tasks=4"]
iterations = 200 if arguments.env.startswith("mapping/") else 40
if not arguments.env.startswith("mapping/") and not remembers:
    settings.append("tasks.episodes=10")
options = ["--env", arguments.env, "--iterations", str(iterations)]
options += [word for setting in settings for word in ("--set", setting)] + arguments.options


def start(*words, ranks=1):
    command = [arguments.tool, *words, "--json", "--quiet"]
    if ranks > 1:
        root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
        launcher = ["mpirun", "-q", *root, "--oversubscribe", "--bind-to", "none", "-n", str(ranks)]
        command = [*launcher, *command, "--threads", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.ranks = ranks
    return process


def ranks_of(launcher):
    """Process of each rank that mpirun has started."""
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as stat, open(f"/proc/{name}/environ", "rb") as environment:
                words = environment.read().split(b"\0")
                if stat.read().rsplit(")", 1)[1].split()[1] != str(launcher.pid):
                    continue
        except OSError:
            continue
        found |= {int(word.split(b"=")[1]): int(name) for word in words if word.startswith(b"OMPI_COMM_WORLD_RANK=")}
    return found


def kill(process):
    """Kills the run, or one process of it; what it was."""
    if process.ranks == 1:
        process.kill()
        process.communicate()
        return ""
    found = ranks_of(process)
    if not found:
        process.kill()
        process.communicate()
        return " (the launcher)"
    rank = random.choice(sorted(found))
    begun = time.monotonic()
    try:
        os.kill(found[rank], signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.communicate()
    assert time.monotonic() - begun < 20, "the others went on"
    return f" (rank {rank} of {process.ranks})"


def some_ranks():
    return random.randint(2, arguments.ranks) if arguments.ranks > 1 else 1


def finish(process):
    """The result of a run that ends by itself; None where it has no checkpoint to go on from."""
    output, errors = process.communicate()
    if process.returncode == 65 and ("holds no checkpoint" in errors or "config.yaml: cannot be read" in errors):
        return None
    if process.returncode != 0:
        sys.exit(f"status {process.returncode}: {errors}")
    return json.loads(output)


def state(folder):
    """Iterations in the log, and whether a checkpoint is half-written."""
    try:
        with open(f"{folder}/metrics.jsonl") as log:
            lines = log.read().count("\n")
    except FileNotFoundError:
        lines = 0
    checkpoints = os.listdir(f"{folder}/checkpoint") if os.path.isdir(f"{folder}/checkpoint") else []
    return lines, any(".partial-" in name for name in checkpoints)


with tempfile.TemporaryDirectory() as base:
    begun = time.monotonic()
    whole = finish(start("--output", f"{base}/whole", *options))
    duration = time.monotonic() - begun
    print(f"uninterrupted   {duration:.1f} s   {whole['digest']}", flush=True)
    kills = halves = different = 0
    for run in range(arguments.runs):
        folder = f"{base}/{run}"
        fresh = ["--output", folder, *options]
        process, moments = start(*fresh, ranks=some_ranks()), []
        # Killed once at least, and as often again as a coin falls on heads.
        while not moments or random.random() < 0.5:
            done = state(folder)[0]
            if done >= whole["iterations"]:
                break
            target = random.randrange(done, whole["iterations"])
            while state(folder)[0] < target and process.poll() is None:
                time.sleep(0.001)
            time.sleep(random.uniform(0, duration / whole["iterations"]))
            if process.poll() is not None:
                break
            victim = kill(process)
            lines, half = state(folder)
            moments.append(f"{lines}{victim}{' (in a checkpoint)' if half else ''}")
            kills, halves = kills + 1, halves + half
            process = start("--resume", folder, ranks=random.choice([1, some_ranks()]))
        result = finish(process)
        if result is None:
            moments.append("no checkpoint yet, started again")
            result = finish(start(*fresh))
        with open(f"{folder}/metrics.jsonl") as log:
            iterations = [json.loads(line)["iteration"] for line in log]
        assert iterations == list(range(1, whole["iterations"] + 1)), f"metrics.jsonl holds {iterations}"
        equal = result["digest"] == whole["digest"]
        different += not equal
        print(f"killed at {', '.join(moments) or 'no time'}: {'equal' if equal else result['digest']}", flush=True)
    print(f"{arguments.runs} runs, {kills} kills, {halves} of them in the writing of a checkpoint: "
          f"{arguments.runs - different} digests equal the uninterrupted run's, {different} differ")
    sys.exit(1 if different else 0)
