#!/usr/bin/env python3
"""What every family of scenes is worth: scripted expert, the same with a nominal body in mind, chance, doing nothing, the
best policy that sees no task, and an oracle that does, on the same held-out tasks.

    swift build -c release
    Benchmarks/families/families.py                   everything that is missing, then the table
    Benchmarks/families/families.py push drawer       these families
    Benchmarks/families/families.py --table           the table of what is there

Each figure is a run of sim-rollout or sim-train, whose JSON is kept in results/: what is there is not run again, and a
training that was stopped goes on. --jobs runs so many at a time, each on one core.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESULTS = HERE / "results"
# Success of the oracle against that of the expert, and of what sees no task, that a family is to have.
LEARNABLE, BLIND = 0.8, 0.4
POLICIES = ["expert", "nominal", "random", "zero", "blind", "oracle"]
# Of a training that is missing; --set adds to them or changes them. A blind policy is trained for three quarters of it.
SETTINGS = ["evaluation.every=40", "evaluation.keepBest=true", "evaluation.tasks=100"]
ITERATIONS = {"blind": 400, "oracle": 520}


def tool(arguments, name):
    return str(pathlib.Path(arguments.bin) / name)


def output(command):
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    except OSError as error:
        raise RuntimeError(f"{command[0]}: {error.strerror}, expected the tools in --bin (swift build -c release)")
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def families(arguments):
    listed = json.loads(output([tool(arguments, "sim-rollout"), "--list", "--json"]))
    return [entry["name"] for entry in listed["environments"] if "stepSeconds" in entry]


def run(arguments, family, policy):
    to = RESULTS / f"{family}-{policy}.json"
    if to.exists():
        return
    if policy in ("blind", "oracle"):
        folder = pathlib.Path(arguments.runs) / f"{family}-{policy}"
        command = [tool(arguments, "sim-train"), "--threads", "1", "--json", "--quiet"]
        if (folder / "checkpoint").exists():
            command += ["--resume", str(folder)]
        else:
            command += ["--env", family, "--algorithm", policy, "--output", str(folder)]
            count = arguments.iterations or ITERATIONS[policy]
            settings = [f"iterations={count}", f"schedule.over={count}"] + SETTINGS + arguments.set
            command += [word for setting in settings for word in ("--set", setting)]
    else:
        command = [
            tool(arguments, "sim-rollout"), "--env", family, "--policy", policy, "--tasks", "200",
            "--episodes", "4", "--threads", "1", "--json"]
    result = json.loads(output(command))
    # Where the policy lies is of no meaning elsewhere.
    result["policy"] = policy
    part = to.with_suffix(".part")
    part.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
    part.rename(to)


def read(family, policy):
    """What a run came to; nothing if it is missing."""
    path = RESULTS / f"{family}-{policy}.json"
    if not path.exists():
        return {}
    try:
        result = json.loads(path.read_text())
        return {"cpuSeconds": result["cpuSeconds"] if policy in ("blind", "oracle") else 0,
                **{measure: result[measure]["before"] for measure in ("return", "success")}}
    except (ValueError, KeyError, TypeError):
        raise RuntimeError(f"{path}: no result of a run, expected what --json prints; without the file it is run again")


def score(family, policy, measure):
    return read(family, policy).get(measure)


def words(family, policy, measure, scale, digits):
    interval = score(family, policy, measure)
    return f"{scale * interval['mean']:.{digits}f}" if interval else ""


def seconds(family, policy):
    result = read(family, policy)
    return f"{result['cpuSeconds']:.0f}" if result else ""


def table(names):
    print("| family | " + " | ".join(f"{policy}" for policy in POLICIES) + " | training, CPU s | oracle / expert | |")
    print("|---|" + "---|" * (len(POLICIES) + 3))
    learnable, sound, oracles, blind = 0, 0, 0, 0
    for name in names:
        cells = [
            " · ".join(part for part in (
                words(name, policy, "return", 1, 1), words(name, policy, "success", 100, 0) + " %") if part)
            if score(name, policy, "return") else "" for policy in POLICIES]
        success = {policy: score(name, policy, "success") for policy in POLICIES}
        ratio, remarks = "", []
        if success["oracle"] and success["expert"]:
            share = success["oracle"]["mean"] / max(success["expert"]["mean"], 1e-9)
            learnable += share >= LEARNABLE
            oracles += 1
            ratio = f"{share:.2f}"
            if share < LEARNABLE:
                remarks.append("not learned")
        if success["expert"] and success["expert"]["mean"] < 0.95:
            remarks.append("expert below 95 %")
        if success["blind"]:
            sound += success["blind"]["mean"] <= BLIND
            blind += 1
            if success["blind"]["mean"] > BLIND:
                remarks.append("no task needed")
        print(
            f"| {name} | " + " | ".join(cells) + f" | {seconds(name, 'blind')}, {seconds(name, 'oracle')} | {ratio} | "
            + ", ".join(remarks) + " |")
    print(f"\nOf {len(names)} families, {oracles} were learned by an oracle, {learnable} of them to {LEARNABLE:.0%} of the "
          f"expert's success;\n{blind} without seeing the task, {sound} of them to no more than {BLIND:.0%}.")


def whole(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}, expected a whole number from 1 up")
    return int(text)


def family_name(text):
    # Results and runs are files called by it.
    if not text or "/" in text or text.startswith("."):
        raise argparse.ArgumentTypeError(f"{text!r}, expected a name of sim-rollout --list")
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", type=family_name)
    parser.add_argument("--bin", default=str(ROOT / ".build" / "release"), help="where the tools are")
    parser.add_argument("--runs", default=str(ROOT / "runs" / "families"), help="where runs go")
    parser.add_argument("--jobs", type=whole, default=1)
    parser.add_argument("--policy", action="append", choices=POLICIES, help="repeatable; all unless given")
    parser.add_argument("--iterations", type=whole, help="of a training")
    parser.add_argument("--set", action="append", default=[], help="a setting of the trainings")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    failed = False
    names = list(dict.fromkeys(arguments.families)) or families(arguments)
    if not arguments.table:
        pathlib.Path(arguments.runs).mkdir(parents=True, exist_ok=True)
        # The longest first.
        wanted = [(name, policy) for policy in reversed(arguments.policy or POLICIES) for name in names]
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            for (name, policy), done in [(w, pool.submit(run, arguments, *w)) for w in wanted]:
                try:
                    done.result()
                except RuntimeError as error:
                    print(f"{name}, {policy}: {error}", file=sys.stderr)
                    failed = True
    table(names)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RuntimeError as error:
        sys.exit(f"error: {error}")
