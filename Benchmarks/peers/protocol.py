"""How sim-bench talks to a peer, and how a peer runs by itself.

    python PEER.py NAME [WIDTH]       one JSON figure: the seconds that NAME takes, on numbers made here
    python PEER.py --serve PROBLEM    for sim-bench: reads commands from standard input
        values NAME                   the flat result of NAME, to be compared
        time NAME REPETITIONS         its median seconds

Import this module before the library that is measured: it allows one thread.
"""

import json
import os
import statistics
import sys
import time

os.environ.update(
    OMP_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
    MKL_NUM_THREADS="1",
    XLA_FLAGS="--xla_cpu_multi_thread_eigen=false",
    JAX_PLATFORMS="cpu",
    CUDA_VISIBLE_DEVICES="",
)
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def seconds(function, repetitions):
    """Median over repetitions of the CPU time, or of the wall time where it is less."""
    times = []
    for _ in range(repetitions):
        cpu, wall = time.process_time(), time.perf_counter()
        function()
        times.append(min(time.process_time() - cpu, time.perf_counter() - wall))
    return statistics.median(times)


def random_problem(width):
    """A policy gradient problem of the size that sim-bench sends."""
    import numpy

    random = numpy.random.default_rng(0)
    sizes = [10, width, width, 2]
    parameters = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        bound = (6 / (inputs + outputs)) ** 0.5
        parameters += [random.uniform(-bound, bound, outputs * inputs), numpy.zeros(outputs)]
    parameters.append(numpy.full(2, -0.3))
    batch = lambda: {
        "observations": random.normal(size=20_000).tolist(),
        "actions": random.normal(size=4_000).tolist(),
        "advantages": random.normal(size=2_000).tolist(),
    }
    flat = numpy.concatenate(parameters)
    return {
        "width": width,
        "innerRate": 0.1,
        "parameters": flat.tolist(),
        "support": batch(),
        "query": batch(),
        "vector": random.normal(size=flat.size).tolist(),
        "products": 10,
    }


def run(functions_of, problem_of=random_problem, repetitions=30, self_timed=False):
    """`functions_of(problem)` is a dictionary, name to a function that computes and returns a flat sequence.

    With `self_timed` the functions return the seconds that they took: they know of other processes.
    """
    median = (
        (lambda function, count: statistics.median(function() for _ in range(count))) if self_timed else seconds
    )
    if len(sys.argv) == 3 and sys.argv[1] == "--serve":
        with open(sys.argv[2]) as file:
            functions = functions_of(json.load(file))
        for function in functions.values():
            function()
        print("ready", flush=True)
        for line in sys.stdin:
            command, name, *rest = line.split()
            if command == "values":
                print(json.dumps([float(x) for x in functions[name]()]), flush=True)
            else:
                print(json.dumps(median(functions[name], int(rest[0]))), flush=True)
    else:
        width = int(sys.argv[2]) if len(sys.argv) > 2 else 64
        functions = functions_of(problem_of(width))
        if len(sys.argv) < 2 or sys.argv[1] not in functions:
            sys.exit(f"usage: {sys.argv[0]} {'|'.join(functions)} [WIDTH]")
        function = functions[sys.argv[1]]
        function()
        figure = {"name": sys.argv[1], "seconds": median(function, repetitions)}
        print(json.dumps(figure | ({} if self_timed else {"width": width})))
