"""What an iteration takes that n ranks share.

    time(n) = S + Σ over phases: times · (span + latency + bytes / bandwidth)

A phase is what ends with an exchange: every rank works on its tasks, tells all others what it found, and waits for
what they found. The parts of an iteration:

    work       Σ times · tasks · seconds / n: what it would be if all ranks were always busy
    imbalance  span − work; the span is when the last rank is done, with tasks shared out evenly by number. The seconds
               of a task vary, so it is the mean of the latest of n sums of gamma variates, drawn with a fixed seed
    serial     S = fixed + rate · (bytes that all tasks tell): what every rank repeats, as the reading and folding of
               what all told, conjugate gradients, the optimizer's step
    latency    of an exchange: latency + (n − 2) · message, since each rank sends a message to each other one
    bandwidth  (n − 1) · (bytes of the rank with most tasks) / bandwidth

Where ranks share a machine's cores, `finish` shares those fairly among the ranks that still work, and what all repeat
or copy takes n / cores times as long. A rank has one thread.
"""
import dataclasses
import math
import random

DRAWS = 100
LANES = 16  # of a block of the recurrent learners


@dataclasses.dataclass(frozen=True)
class Phase:
    """`times` exchanges an iteration, each over `tasks` tasks of `seconds` on average that tell `bytes` each."""
    name: str
    times: float
    tasks: int
    seconds: float = 0.0
    bytes: float = 0.0
    # Of what all ranks know: across hosts every rank does it all where sharing it out saves no round of tasks.
    repeatable: bool = False


@dataclasses.dataclass(frozen=True)
class Iteration:
    phases: list
    fixed: float  # s of S
    rate: float  # s of S for a byte told
    variation: float  # standard deviation of a task's seconds / their mean


@dataclasses.dataclass(frozen=True)
class Network:
    latency: float  # s
    bandwidth: float  # bytes/s that a rank sends
    message: float = 0.0  # s that each further message of an exchange takes its sender
    cores: float = math.inf  # that all ranks share
    is_one_machine: bool = False


@dataclasses.dataclass(frozen=True)
class Parts:
    """Seconds of an iteration."""
    work: float = 0.0
    imbalance: float = 0.0
    serial: float = 0.0
    latency: float = 0.0
    bandwidth: float = 0.0

    @property
    def total(self):
        return sum(dataclasses.astuple(self))


def trust_region_phases(tasks, curvature_tasks, products, line_search):
    """Phases of an iteration of gradient steps with a trust region; `line_search`: its mean number of steps."""
    return [Phase("sampling", 1, tasks), Phase("product", products, min(curvature_tasks, tasks)),
            Phase("line search", line_search, tasks)]


def proximal_phases(tasks, epochs, minibatches):
    """Phases of an iteration of a recurrent learner: its tasks are blocks of lanes, and an Adam step takes those of one
    minibatch. Nothing is replayed; ranks on one machine tell each other that, too."""
    blocks = math.ceil(tasks / LANES)
    steps = min(minibatches, blocks)
    return [Phase("sampling", 1, blocks), Phase("replay", 1, 0, repeatable=True),
            Phase("gradient", epochs * steps, blocks // steps, repeatable=True)]


def told(phases):
    """Bytes that all tasks of an iteration tell."""
    return sum(phase.times * phase.tasks * phase.bytes for phase in phases)


def work(phases):
    """Seconds of all tasks of an iteration."""
    return sum(phase.times * phase.tasks * phase.seconds for phase in phases)


def finish(loads, cores):
    """When the last of several ranks is done that begin together; those that still work share the cores fairly."""
    time = done = 0.0
    for place, load in enumerate(sorted(loads)):
        time += (load - done) * max(1, (len(loads) - place) / cores)
        done = load
    return time


def span(tasks, seconds, variation, ranks, cores):
    """Mean time until all ranks are done with `tasks` tasks. The sum of k gamma variates is a gamma variate."""
    if tasks == 0 or seconds == 0:
        return 0.0
    numbers = [tasks // ranks + (rank < tasks % ranks) for rank in range(min(ranks, tasks))]
    if variation < 1e-3:
        return finish([number * seconds for number in numbers], cores)
    shape, scale = 1 / variation ** 2, seconds * variation ** 2
    draw = random.Random(1)
    return sum(finish([draw.gammavariate(number * shape, scale) for number in numbers], cores)
               for _ in range(DRAWS)) / DRAWS


def is_shared(phase, network, ranks):
    """Whether a phase's tasks are shared out, as `Workers.map` decides."""
    if ranks == 1:
        return False
    return network.is_one_machine or not phase.repeatable or phase.tasks > math.ceil(phase.tasks / ranks)


def imbalance(phase, variation, network, ranks):
    """Seconds an iteration by which a phase's tasks are done later than if all ranks were always busy."""
    crowd = max(1, ranks / network.cores)
    alone = phase.tasks * phase.seconds * crowd
    whole = alone
    if is_shared(phase, network, ranks):
        whole = span(phase.tasks, phase.seconds, variation, ranks, network.cores)
    return max(0.0, phase.times * (whole - alone / ranks))


def parts(iteration, network, ranks):
    """What an iteration takes."""
    crowd = max(1, ranks / network.cores)
    late = sum(imbalance(phase, iteration.variation, network, ranks) for phase in iteration.phases)
    latency = bandwidth = 0.0
    for phase in iteration.phases:
        if not is_shared(phase, network, ranks):
            continue
        latency += phase.times * (network.latency + (ranks - 2) * network.message)
        most = math.ceil(phase.tasks / ranks) * phase.bytes
        bandwidth += phase.times * (ranks - 1) * most / network.bandwidth * crowd
    serial = (iteration.fixed + iteration.rate * told(iteration.phases)) * crowd
    return Parts(work(iteration.phases) * crowd / ranks, late, serial, latency * crowd, bandwidth)


def exchanges(iteration, network, ranks):
    """Of an iteration."""
    return sum(phase.times for phase in iteration.phases if is_shared(phase, network, ranks))


def solve(rows, values):
    """x of rows · x = values, by Gaussian elimination with pivots."""
    table = [list(row) + [value] for row, value in zip(rows, values, strict=True)]
    size = len(table)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(table[row][column]))
        table[column], table[pivot] = table[pivot], table[column]
        for row in range(size):
            if row != column:
                factor = table[row][column] / table[column][column]
                table[row] = [a - factor * b for a, b in zip(table[row], table[column], strict=True)]
    return [table[row][size] / table[row][row] for row in range(size)]
