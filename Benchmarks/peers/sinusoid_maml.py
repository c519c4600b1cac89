"""MAML on sinusoids (Finn, Abbeel and Levine 2017, §5.1) as one writes it in JAX (one compiled function, tasks as a batch
axis) and in PyTorch (a loop over tasks), on the CPU with one thread.

    sinusoid_maml.py jax|torch [--iterations 2000]    CPU time, and the error after 0, 1, 5, 10 steps by JAX
    sinusoid_maml.py --serve PROBLEM                  for sim-bench (protocol.py); the problem says which library

1-40-40-1 ReLU, one inner step of 0.01 on ten examples, ten others as query, Adam 1e-3, exact second order. Tasks are
drawn in the time that counts.
"""

import argparse
import sys

import protocol  # first: it allows one thread
import numpy as np

SIZES = [1, 40, 40, 1]
SHOTS = 10


def layers(flat):
    """Flat parameters, weights [out, in], as weights [in, out] and biases."""
    parts, start = [], 0
    for n, m in zip(SIZES, SIZES[1:]):
        parts += [flat[start : start + n * m].reshape(m, n).T, flat[start + n * m : start + n * m + m]]
        start += n * m + m
    return parts


def flattened(parts):
    return np.concatenate([np.ravel(np.asarray(part).T) for part in parts])


def random_problem(library, iterations=400, seed=0):
    random = np.random.default_rng(seed)
    parameters = []
    for n, m in zip(SIZES, SIZES[1:]):
        parameters += [random.normal(size=n * m) * (2 / n) ** 0.5, np.zeros(m)]
    x = random.uniform(-5, 5, (25, 2 * SHOTS))
    y = random.uniform(0.1, 5, (25, 1)) * np.sin(x - random.uniform(0, np.pi, (25, 1)))
    return {
        "library": library, "iterations": iterations, "innerRate": 0.01, "rate": 1e-3,
        "parameters": np.concatenate(parameters).tolist(), "x": x.tolist(), "y": y.tolist(),
    }


def with_jax(problem):
    import jax
    import jax.numpy as jnp

    rate, meta_rate = problem["innerRate"], problem["rate"]
    array = lambda numbers: jnp.asarray(numbers, dtype=jnp.float32)
    x, y = array(problem["x"])[..., None], array(problem["y"])[..., None]
    initial = [array(part) for part in layers(np.asarray(problem["parameters"], dtype=np.float32))]

    def predict(theta, x):
        x = jax.nn.relu(x @ theta[0] + theta[1])
        return jax.nn.relu(x @ theta[2] + theta[3]) @ theta[4] + theta[5]

    def loss(theta, x, y):
        return jnp.mean((predict(theta, x) - y) ** 2)

    def step(theta, x, y):
        return [p - rate * g for p, g in zip(theta, jax.grad(loss)(theta, x, y))]

    def draw(key, shots, query):
        a, b, c = jax.random.split(key, 3)
        amplitude, phase = jax.random.uniform(a, (), minval=0.1, maxval=5.0), jax.random.uniform(b, (), maxval=np.pi)
        x = jax.random.uniform(c, (shots + query, 1), minval=-5.0, maxval=5.0)
        return x, amplitude * jnp.sin(x - phase)

    def meta_loss(theta, x, y):
        one = lambda x, y: loss(step(theta, x[:SHOTS], y[:SHOTS]), x[SHOTS:], y[SHOTS:])
        return jnp.mean(jax.vmap(one)(x, y))

    def iterate(carry, key):
        theta, m, v, t = carry
        x, y = jax.vmap(lambda key: draw(key, SHOTS, SHOTS))(jax.random.split(key, len(problem["x"])))
        g = jax.grad(meta_loss)(theta, x, y)
        t = t + 1
        m = [0.9 * a + 0.1 * b for a, b in zip(m, g)]
        v = [0.999 * a + 0.001 * b * b for a, b in zip(v, g)]
        theta = [p - meta_rate * (a / (1 - 0.9**t)) / (jnp.sqrt(b / (1 - 0.999**t)) + 1e-8) for p, a, b in zip(theta, m, v)]
        return (theta, m, v, t), None

    zeros = [jnp.zeros_like(part) for part in initial]
    start = initial, zeros, zeros, jnp.float32(0)
    keys = jax.random.split(jax.random.key(1), problem["iterations"])
    run = jax.jit(lambda carry, keys: jax.lax.scan(iterate, carry, keys)[0]).lower(start, keys).compile()
    gradient = jax.jit(jax.grad(meta_loss))

    def errors():
        """On 600 tasks of five examples, after 0, 1, … 10 steps of a trained network."""
        theta = run(start, keys)[0]

        def curve(key):
            x, y = draw(key, 5, 100)
            moved, errors = theta, [loss(theta, x[5:], y[5:])]
            for _ in range(10):
                moved = step(moved, x[:5], y[:5])
                errors.append(loss(moved, x[5:], y[5:]))
            return jnp.stack(errors)

        return jax.vmap(curve)(jax.random.split(jax.random.key(99), 600)).mean(0)

    return {
        "iterations": lambda: jax.block_until_ready(run(start, keys)),
        "meta_gradient": lambda: flattened(gradient(initial, x, y)),
    }, errors


def with_torch(problem):
    import torch

    torch.set_num_threads(1)
    rate = problem["innerRate"]
    tensor = lambda numbers: torch.tensor(np.asarray(numbers), dtype=torch.float32)
    begin = lambda: [tensor(part.copy()).requires_grad_() for part in layers(np.asarray(problem["parameters"]))]
    tasks = [(tensor(x)[:, None], tensor(y)[:, None]) for x, y in zip(problem["x"], problem["y"])]

    def loss(p, x, y):
        return ((torch.relu(torch.relu(x @ p[0] + p[1]) @ p[2] + p[3]) @ p[4] + p[5] - y) ** 2).mean()

    def adapted_loss(theta, x, y):
        gradient = torch.autograd.grad(loss(theta, x[:SHOTS], y[:SHOTS]), theta, create_graph=True)
        return loss([p - rate * g for p, g in zip(theta, gradient)], x[SHOTS:], y[SHOTS:])

    def draw(random):
        amplitude, phase = random.uniform(0.1, 5), random.uniform(0, np.pi)
        x = tensor(random.uniform(-5, 5, (2 * SHOTS, 1)))
        return x, amplitude * torch.sin(x - phase)

    def iterations():
        theta, random = begin(), np.random.default_rng(1)
        optimizer = torch.optim.Adam(theta, problem["rate"])
        for _ in range(problem["iterations"]):
            optimizer.zero_grad()
            total = 0.0
            for _ in tasks:
                total = total + adapted_loss(theta, *draw(random))
            (total / len(tasks)).backward()
            optimizer.step()

    def meta_gradient():
        theta = begin()
        total = sum(adapted_loss(theta, x, y) for x, y in tasks) / len(tasks)
        return flattened([part.numpy() for part in torch.autograd.grad(total, theta)])

    return {"iterations": iterations, "meta_gradient": meta_gradient}, None


def functions(problem):
    return (with_jax if problem["library"] == "jax" else with_torch)(problem)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        protocol.run(lambda problem: functions(problem)[0])
        sys.exit()
    parser = argparse.ArgumentParser()
    parser.add_argument("library", choices=["jax", "torch"])
    parser.add_argument("--iterations", type=int, default=2000)
    args = parser.parse_args()
    problem = random_problem(args.library, args.iterations)
    made, errors = functions(problem)
    seconds = protocol.seconds(made["iterations"], 1)
    print(f"{args.library}: {args.iterations} iterations of 25 tasks in {seconds:.2f} CPU s, "
          f"{1e6 * seconds / args.iterations / 25:.1f} us a task"
          + (f"; error after 0, 1, 5, 10 steps {[float(errors()[k]) for k in (0, 1, 5, 10)]}" if errors else ""))
