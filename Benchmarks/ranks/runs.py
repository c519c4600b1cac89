"""Runs of sim-train alone and shared by ranks, and how much other processes disturbed them."""
import dataclasses
import json
import os
import pathlib
import resource
import statistics
import struct
import subprocess
import sys
import tempfile
import time

TICKS = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass(frozen=True)
class Run:
    result: dict  # what --json prints
    line_search: float  # mean number of steps; 0 without a trust region
    parameter_bytes: int
    disturbance: float  # cores that others used meanwhile; ranks on other hosts count as others

    @property
    def seconds(self):
        """Of an iteration."""
        return self.result["seconds"] / self.result["iterations"]

    def each(self, key):
        """A figure of each rank, an iteration."""
        return [value / self.result["iterations"] for value in self.result["ranks"][key]]

    def mean(self, key):
        return statistics.fmean(self.each(key))

    @property
    def exchanges(self):
        """Of an iteration, without the one before the checkpoint."""
        return (self.result["ranks"]["exchanges"] - self.checkpoints) / self.result["iterations"]

    @property
    def checkpoints(self):
        return -(-self.result["iterations"] // 10)

    @property
    def serial(self):
        """Seconds an iteration that the first rank neither worked on tasks nor waited."""
        return self.seconds - self.each("workSeconds")[0] - self.each("waitSeconds")[0]


def busy():
    """CPU seconds of the whole machine so far, those stolen from it, too."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, interrupt, soft, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + interrupt + soft + steal) / TICKS


def own():
    """CPU seconds of this process and of what it started and waited for."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def parameter_bytes(policy):
    """Bytes of all tensors of a safetensors file that are of the model."""
    with open(policy, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    return sum(tensor["data_offsets"][1] - tensor["data_offsets"][0]
               for name, tensor in header.items() if name != "__metadata__")


def line_search(log):
    steps = [json.loads(line).get("lineSearchSteps", 0) for line in log.read_text().splitlines()]
    return statistics.fmean(steps)


def start(launcher, tool, options):
    """A run in a folder of its own, started by the words of `launcher`."""
    with tempfile.TemporaryDirectory(prefix="limber-ranks-") as folder:
        output = pathlib.Path(folder) / "run"
        before = (time.monotonic(), busy(), own())
        process = subprocess.run([*launcher, tool, "--json", "--quiet", "--output", output, *options],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        after = (time.monotonic(), busy(), own())
        if process.returncode != 0:
            sys.exit(f"error: status {process.returncode} of {' '.join(map(str, process.args))}\n{process.stderr}")
        clock, all_used, own_used = (b - a for a, b in zip(before, after, strict=True))
        return Run(json.loads(process.stdout), line_search(output / "metrics.jsonl"),
                   parameter_bytes(output / "policy.safetensors"), max(0, all_used - own_used) / clock)


def mpirun(ranks):
    """The words that start a program as ranks on this machine; none for one."""
    root = ["--allow-run-as-root"] if os.getuid() == 0 else []
    return ["mpirun", "-q", *root, "--oversubscribe", "--bind-to", "none", "-n", str(ranks)] if ranks > 1 else []


def await_quiet(limit, patience):
    """Waits until other processes use less than `limit` cores, at most `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        used, clock = busy(), time.monotonic()
        time.sleep(0.5)
        if busy() - used < limit * (time.monotonic() - clock) or time.monotonic() > end:
            return


def quietest(begin, arguments):
    """The least disturbed of at most `tries` runs; the first that others disturb by less than `quiet` cores."""
    best = None
    for _ in range(arguments.tries):
        await_quiet(arguments.quiet, arguments.patience)
        run = begin()
        if best is None or run.disturbance < best.disturbance:
            best = run
        if best.disturbance < arguments.quiet:
            break
    return best
