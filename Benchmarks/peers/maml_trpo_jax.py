"""Second-order MAML-TRPO on 2D navigation as one writes it in JAX for the CPU: one meta-iteration is one jitted
function, tasks and episodes are batch axes, and what is linear in a conjugate-gradient vector is linearised once.

    maml_trpo_jax.py learn  [--iterations 100]             trains, then evaluates on 40 held-out goals
    maml_trpo_jax.py time   [--curvature 20] [--repeats 7] whole iteration and its phases, CPU seconds
    maml_trpo_jax.py check                                 products and gradient against other ways of taking them
    maml_trpo_jax.py --serve PROBLEM                       for sim-bench (protocol.py), products by hand

With --hand, curvature products are those derived by hand below; else autodiff's.
"""

import argparse
import functools
import json
import math
import os
import sys
import time

import protocol  # first: it allows one thread
import jax
import jax.numpy as jnp
import numpy
from jax import lax
from jax.flatten_util import ravel_pytree

HORIZON, GAMMA = 100, 0.99


# --- policy -----------------------------------------------------------------------------------------------------------


def initial_parameters(key, hidden=64):
    sizes = [2, hidden, hidden, 2]
    layers = []
    for i, (n, m) in enumerate(zip(sizes, sizes[1:])):
        bound = math.sqrt(6 / (n + m))  # Glorot, as in the paper's code
        layers.append((jax.random.uniform(jax.random.fold_in(key, i), (n, m), minval=-bound, maxval=bound), jnp.zeros(m)))
    return {"layers": layers, "log_std": jnp.zeros(2)}


def policy(theta, x):
    *hidden, (w, b) = theta["layers"]
    for v, c in hidden:
        x = jnp.tanh(x @ v + c)
    return x @ w + b, theta["log_std"]


def log_probability(outputs, actions):
    mean, log_std = outputs
    z = (actions - mean) * jnp.exp(-log_std)
    return -0.5 * jnp.sum(z * z, -1) - jnp.sum(log_std) - math.log(2 * math.pi)


def divergence(old, new):
    """KL(old || new) for each row."""
    (m0, s0), (m1, s1) = old, new
    return jnp.sum(s1 - s0 + (jnp.exp(2 * s0) + (m0 - m1) ** 2) * jnp.exp(-2 * s1) / 2 - 0.5, -1)


# --- experience -------------------------------------------------------------------------------------------------------


def rollout(theta, goals, noise, shared):
    """All episodes of all tasks. noise [H, T, E, 2]; theta shared by the tasks or with a leading task axis."""
    tasks, episodes = noise.shape[1:3]
    act = (lambda x: policy(theta, x)) if shared else (lambda x: jax.vmap(policy)(theta, x))
    std = jnp.exp(theta["log_std"])
    std = std if shared else std[:, None, :]
    goals = goals[:, None, :]

    def step(carry, noise):
        position, alive = carry
        mean, _ = act(position)
        action = mean + std * noise
        moved = position + 0.1 * jnp.clip(action, -1, 1)
        offset = moved - goals
        reward = -jnp.sqrt(jnp.sum(offset * offset, -1))
        done = jnp.all(jnp.abs(offset) < 0.01, -1)
        following = jnp.where(alive[..., None], moved, position)
        return (following, alive & ~done), (position, action, reward, alive, done)

    start = jnp.zeros((tasks, episodes, 2)), jnp.ones((tasks, episodes), bool)
    (last, _), (position, action, reward, alive, done) = lax.scan(step, start, noise)
    mask = alive.astype(jnp.float32)
    return last, position, action, reward * mask, mask, done


@functools.lru_cache
def discount_matrix(factor):
    """Row t weighs steps t, t+1, ... : a discounted sum is one product."""
    t = numpy.arange(HORIZON)
    gap = t[None, :] - t[:, None]
    return numpy.where(gap >= 0, factor ** numpy.maximum(gap, 0.0), 0.0).astype(numpy.float32)


def features(position, t):
    t = jnp.broadcast_to(t, position.shape[:-1])
    return jnp.concatenate([position, position**2, jnp.stack([t, t**2, t**3, jnp.ones_like(t)], -1)], -1)


def batch(trajectories, lam):
    """Episodes as rows [T, N, ...] with standardised advantages; steps after a termination weigh 0."""
    last, position, action, reward, mask, done = trajectories
    t = (jnp.arange(HORIZON, dtype=jnp.float32) / 100)[:, None, None]
    returns = jnp.einsum("st,tke->ske", discount_matrix(GAMMA), reward)
    phi = features(position, t)
    weighted = phi * mask[..., None]
    normal = jnp.einsum("skei,skej->kij", weighted, phi) + 1e-3 * jnp.eye(phi.shape[-1])
    target = jnp.einsum("skei,ske->ki", weighted, returns)
    weights = jnp.linalg.solve(normal, target[..., None])[..., 0]
    values = jnp.einsum("skei,ki->ske", phi, weights)
    final = jnp.einsum("kei,ki->ke", features(last, jnp.float32(HORIZON / 100)), weights)
    following = jnp.where(done, 0.0, jnp.concatenate([values[1:], final[None]]))  # a truncation bootstraps
    delta = (reward + GAMMA * following - values) * mask
    advantages = jnp.einsum("st,tke->ske", discount_matrix(GAMMA * lam), delta)
    count = jnp.sum(mask, (0, 2))
    mean = jnp.sum(advantages * mask, (0, 2)) / count
    centred = (advantages - mean[None, :, None]) * mask
    scale = jnp.sqrt(jnp.sum(centred**2, (0, 2)) / count) + 1e-8
    rows = lambda x: jnp.moveaxis(x, 1, 0).reshape(x.shape[1], -1, *x.shape[3:])
    return {
        "x": rows(position),
        "a": rows(action),
        # advantage over number of rows: a mean is a sum
        "w": rows(centred / (scale * count)[None, :, None]),
        "m": rows(mask / count[None, :, None]),
    }


def surrogate(theta, old, data):
    return -jnp.sum(jnp.exp(log_probability(policy(theta, data["x"]), data["a"]) - old) * data["w"])


# --- products by hand ---------------------------------------------------------------------------------------------------
#
# What jax.linearize finds, written out for this network with three weights: fewer and fused elementwise passes, weight
# gradients as products with an operand that is kept transposed, and all of one task's product while its arrays are
# in the cache. Outputs are [2, N].


def turned(x):
    """x.T, which the compiler must not move into the product that x is: that one would be half as fast."""
    return lax.optimization_barrier(x).T


def _forward(theta, x):
    (w1, b1), (w2, b2), (w3, b3) = theta["layers"]
    h1 = jnp.tanh(x @ w1 + b1)
    h2 = jnp.tanh(h1 @ w2 + b2)
    return h1, h2, turned(h2 @ w3) + b3[:, None]


def inner_residuals(theta, old, data):
    (_, _), (w2, _), (w3, _) = theta["layers"]
    h1, h2, m = _forward(theta, data["x"])
    p = jnp.exp(-theta["log_std"])[:, None]
    z = (data["a"].T - m) * p
    rw = data["w"] * jnp.exp(-0.5 * jnp.sum(z * z, 0) - jnp.sum(theta["log_std"]) - math.log(2 * math.pi) - old)
    dm = -rw * z * p
    e2 = jnp.einsum("jn,hj->nh", dm, w3)
    d2 = e2 * (1 - h2 * h2)
    e1 = d2 @ w2.T
    d1 = e1 * (1 - h1 * h1)
    gradient = {
        "layers": [(data["x"].T @ d1, d1.sum(0)), (h1.T @ d2, d2.sum(0)), (turned(dm @ h2), dm.sum(1))],
        "log_std": -jnp.sum(rw * (z * z - 1), 1),
    }
    return gradient, (data["x"], h1, h1.T, h2, e2, d2, d2.T, e1, dm, z, rw)


def inner_product(theta, residuals, v):
    """The Hessian of the inner loss times v."""
    x, h1, h1t, h2, e2, d2, d2t, e1, dm, z, rw = residuals
    (_, _), (w2, _), (w3, _) = theta["layers"]
    (v1, c1), (v2, c2), (v3, c3) = v["layers"]
    p, vs = jnp.exp(-theta["log_std"])[:, None], v["log_std"][:, None]
    g1, g2 = 1 - h1 * h1, 1 - h2 * h2
    h1_ = g1 * (x @ v1 + c1)
    h2_ = g2 * (h1_ @ w2 + h1 @ v2 + c2)
    m_ = turned(h2_ @ w3 + h2 @ v3) + c3[:, None]
    z_ = -p * m_ - z * vs
    rw_ = rw * jnp.sum(z * p * m_ + (z * z - 1) * vs, 0)
    dm_ = -p * (rw_ * z + rw * (z_ - z * vs))
    ds_ = -jnp.sum(rw_ * (z * z - 1) + 2 * rw * z * z_, 1)
    d2_ = g2 * (jnp.einsum("jn,hj->nh", dm_, w3) + jnp.einsum("jn,hj->nh", dm, v3)) - 2 * e2 * h2 * h2_
    d1_ = g1 * (d2_ @ w2.T + d2 @ v2.T) - 2 * e1 * h1 * h1_
    ones = jnp.ones((1, x.shape[0]))
    return {
        "layers": [(x.T @ d1_, (ones @ d1_)[0]), (h1t @ d2_ + turned(d2t @ h1_), (ones @ d2_)[0]),
                   (turned(dm_ @ h2 + dm @ h2_), dm_.sum(1))],
        "log_std": ds_,
    }


def fisher_product(theta, residuals, weight, v):
    """Of the adapted policy, weight [N] of each row."""
    x, h1, h1t, h2 = residuals
    (_, _), (w2, _), (w3, _) = theta["layers"]
    (v1, c1), (v2, c2), (v3, c3) = v["layers"]
    g1, g2 = 1 - h1 * h1, 1 - h2 * h2
    h1_ = g1 * (x @ v1 + c1)
    h2_ = g2 * (h1_ @ w2 + h1 @ v2 + c2)
    m_ = turned(h2_ @ w3 + h2 @ v3) + c3[:, None]
    dm = m_ * weight * jnp.exp(-2 * theta["log_std"])[:, None]
    d2 = g2 * jnp.einsum("jn,hj->nh", dm, w3)
    d1 = g1 * (d2 @ w2.T)
    ones = jnp.ones((1, x.shape[0]))
    return {
        "layers": [(x.T @ d1, (ones @ d1)[0]), (h1t @ d2, (ones @ d2)[0]), (turned(dm @ h2), dm.sum(1))],
        "log_std": 2 * v["log_std"],
    }


# --- meta-iteration ---------------------------------------------------------------------------------------------------


def over_tasks(f, axes, mode, chunk=0):
    """f for every task, the arguments with axis 0 taken apart."""
    if mode == "vmap":
        return jax.vmap(f, axes)
    shared = [i for i, a in enumerate(axes) if a is None]

    def mapped(*arguments):
        varying = [a for i, a in enumerate(arguments) if i not in shared]

        def one(varying):
            it = iter(varying)
            return f(*[arguments[i] if i in shared else next(it) for i in range(len(arguments))])

        if mode == "map":
            return lax.map(one, varying, batch_size=chunk or None)
        count = jax.tree.leaves(varying)[0].shape[0]
        results = [one(jax.tree.map(lambda x: x[k], varying)) for k in range(count)]
        return jax.tree.map(lambda *x: jnp.stack(x), *results)

    return mapped


class Learner:
    def __init__(self, template, *, tasks=20, episodes=20, curvature=20, rate=0.5, lam=1.0, products=10, limit=0.01,
                 damping=1e-5, halvings=10, backtrack=0.5, mode="vmap", chunk=0, rows=1, remat="", hessian=False, hand=False):
        self.__dict__.update(locals())
        policies = jax.checkpoint_policies
        self.kept = {
            "": lambda f: f,
            "all": jax.checkpoint,
            "dots": functools.partial(jax.checkpoint, policy=policies.dots_saveable),
        }[remat]
        _, self.tree = ravel_pytree(template)
        self.over = functools.partial(over_tasks, mode=mode, chunk=chunk)

    # one task ------------------------------------------------------------------------------------------------------

    def old(self, theta, data):
        return log_probability(policy(theta, data["x"]), data["a"])

    def adapt(self, flat, old, data, rate=None):
        """One inner step, flat parameters to flat parameters."""
        rate = self.rate if rate is None else rate

        def gradient(part):
            return jax.grad(lambda p: self.kept(surrogate)(self.tree(p), *part))(flat)

        if self.rows == 1:
            return flat - rate * gradient((old, data))
        add = lambda sum, part: (sum + gradient(part), None)
        return flat - rate * lax.scan(add, jnp.zeros_like(flat), self.parts((old, data)))[0]

    def parts(self, data):
        """Rows in groups that fit the cache."""
        return jax.tree.map(lambda x: x.reshape(self.rows, -1, *x.shape[1:]), data)

    # phases --------------------------------------------------------------------------------------------------------

    def sample(self, flat, key):
        """Support data, adapted parameters, query data."""
        a, b, c = jax.random.split(key, 3)
        goals = jax.random.uniform(a, (self.tasks, 2), minval=-0.5, maxval=0.5)
        shape = (HORIZON, self.tasks, self.episodes, 2)
        first = rollout(self.tree(flat), goals, jax.random.normal(b, shape), shared=True)
        support = batch(first, self.lam)
        old = self.over(lambda p, d: self.old(self.tree(p), d), (None, 0))(flat, support)
        return goals, support, old, first, jax.random.normal(c, shape)

    def query(self, adapted, goals, noise):
        second = rollout(jax.vmap(self.tree)(adapted), goals, noise, shared=False)
        return batch(second, self.lam), second

    def outputs(self, adapted, query):
        def one(p, d):
            theta = self.tree(p)
            if self.rows == 1:
                return policy(theta, d["x"])
            mean = lax.map(lambda x: policy(theta, x)[0], self.parts(d["x"]))
            return mean.reshape(-1, mean.shape[-1]), theta["log_std"]

        return self.over(one, (0, 0))(adapted, query)

    def fisher_scaled(self, tangents, outputs, query):
        """The metric of the policies' outputs, mean over rows and over tasks."""
        (dm, ds), (_, s) = tangents, outputs
        count = s.shape[0]
        weight = query["m"][..., None] / count
        return dm * weight * jnp.exp(-2 * s)[:, None, :], 2 * ds / count

    def solve(self, flat, support, old, query):
        """Outer gradient and conjugate gradients. The linearisations are taken once, outside the loop."""
        if self.hand:
            return self.solve_by_hand(flat, support, old, query)
        c, n = self.curvature, self.tasks
        head = lambda x: jax.tree.map(lambda y: y[:c], x)
        tail = lambda x: jax.tree.map(lambda y: y[c:], x)

        def path(part, size):
            support_, old_, query_ = part
            adapted, push = jax.linearize(
                lambda p: self.over(self.adapt, (None, 0, 0))(p, old_, support_), flat)
            pull = jax.linear_transpose(push, flat)
            outputs, out = jax.linearize(lambda p: self.outputs(p, query_), adapted)
            back = jax.linear_transpose(out, adapted)
            # ratio 1 where nothing has moved: the surrogate's derivative by the outputs, in closed form
            m, s = outputs
            z = (query_["a"] - m) * jnp.exp(-s)[:, None, :]
            w = query_["w"][..., None]
            by_outputs = -w * z * jnp.exp(-s)[:, None, :], -jnp.sum(w * (z * z - 1), 1)
            gradient = pull(back(by_outputs)[0])[0] / size
            return gradient, outputs, push, pull, out, back

        gradient, outputs, push, pull, out, back = path(head((support, old, query)), n)
        rest = ()
        if c < n:
            more, others, *_ = path(tail((support, old, query)), n)
            gradient = gradient + more
            outputs = jax.tree.map(lambda a, b: jnp.concatenate([a, b]), outputs, others)
        few = head(query)
        at = head(outputs)

        if self.hessian:  # the textbook way: the Hessian of the divergence through the adaptation
            s_, o_, = head(support), head(old)

            def mean_divergence(p):
                moved = self.outputs(self.over(self.adapt, (None, 0, 0))(p, o_, s_), few)
                return sum_divergence(at, moved, few) / c

            product = jax.linearize(jax.grad(mean_divergence), flat)[1]
        else:
            def product(v):
                return pull(back(self.fisher_scaled(out(push(v)), at, few))[0])[0]

        return gradient, self.conjugate_gradient(product, gradient), outputs

    def solve_by_hand(self, flat, support, old, query):
        c, n = self.curvature, self.tasks
        theta, flatten = self.tree(flat), lambda tree: ravel_pytree(tree)[0]

        def pulled(residuals, v):
            return v - self.rate * flatten(inner_product(theta, residuals, self.tree(v)))

        def first(part):
            support, old, query = part
            inner, residuals = inner_residuals(theta, old, support)
            moved = self.tree(flat - self.rate * flatten(inner))
            old_query = self.old(moved, query)
            outer, (x, h1, h1t, h2, *_) = inner_residuals(moved, old_query, query)
            outputs = policy(moved, query["x"])
            return pulled(residuals, flatten(outer)), outputs, (residuals, moved, (x, h1, h1t, h2), query["m"] / c)

        def kept(part):
            return first(part)

        def dropped(part):
            return first(part)[:2]

        each = functools.partial(lax.map)
        cut = lambda a, b: jax.tree.map(lambda y: y[a:b], (support, old, query))
        gradients, outputs, held = each(kept, cut(0, c))
        gradient = gradients.sum(0)
        if c < n:
            more, others = each(dropped, cut(c, n))
            gradient = gradient + more.sum(0)
            outputs = jax.tree.map(lambda a, b: jnp.concatenate([a, b]), outputs, others)

        def product(v):
            def one(total, held):
                residuals, moved, outer, weight = held
                u = self.tree(pulled(residuals, v))
                image = fisher_product(moved, outer, weight, u)
                image["log_std"] = image["log_std"] / c
                return total + pulled(residuals, flatten(image)), None

            return lax.scan(one, jnp.zeros_like(v), held)[0]

        gradient = gradient / n
        return gradient, self.conjugate_gradient(product, gradient), outputs

    def conjugate_gradient(self, product, gradient):
        """The step of the trust region's size."""

        def body(_, state):
            x, r, p, rr = state
            image = product(p) + self.damping * p
            alpha = jnp.where(rr > 0, rr / jnp.maximum(p @ image, 1e-30), 0.0)
            x, r = x + alpha * p, r - alpha * image
            new = r @ r
            return x, r, r + jnp.where(rr > 0, new / jnp.maximum(rr, 1e-30), 0.0) * p, new

        start = jnp.zeros_like(gradient), gradient, gradient, gradient @ gradient
        x, r, _, _ = lax.fori_loop(0, self.products, body, start)
        curvature = x @ (gradient - r)
        return x * jnp.sqrt(2 * self.limit / jnp.maximum(curvature, 1e-30))

    def evaluate(self, flat, support, old, query, at, old_query):
        adapted = self.over(self.adapt, (None, 0, 0))(flat, old, support)

        def one(p, at, old, d):
            new = policy(self.tree(p), d["x"])
            ratio = jnp.exp(log_probability(new, d["a"]) - old)
            return -jnp.sum(ratio * d["w"]), jnp.sum(divergence(at, new) * d["m"])

        loss, kl = self.over(one, (0, 0, 0, 0))(adapted, at, old_query, query)
        return jnp.mean(loss), jnp.mean(kl)

    def search(self, flat, step, support, old, query, at):
        old_query = jax.vmap(log_probability)(at, query["a"])
        before = jnp.mean(-jnp.sum(query["w"], 1))

        def go(state):
            k, size, accepted, *_ = state
            return (k < self.halvings) & ~accepted

        def body(state):
            k, size, _, _, _ = state
            loss, kl = self.evaluate(flat - size * step, support, old, query, at, old_query)
            accepted = (loss < before) & (kl <= self.limit)
            return k + 1, jnp.where(accepted, size, size * self.backtrack), accepted, loss, kl

        k, size, accepted, loss, kl = lax.while_loop(go, body, (0, jnp.float32(1), False, before, jnp.float32(0)))
        return jnp.where(accepted, flat - size * step, flat), k, accepted, loss, kl

    # whole ---------------------------------------------------------------------------------------------------------

    def gathered(self, flat, key):
        goals, support, old, first, noise = self.sample(flat, key)
        adapted = self.over(self.adapt, (None, 0, 0))(flat, old, support)
        query, second = self.query(adapted, goals, noise)
        return support, old, query, (first, second)

    def iterate(self, flat, key):
        support, old, query, trajectories = self.gathered(flat, key)
        gradient, step, at = self.solve(flat, support, old, query)
        flat, k, accepted, loss, kl = self.search(flat, step, support, old, query, at)
        returns = [jnp.mean(jnp.sum(t[3], 0)) for t in trajectories]
        steps = sum(jnp.sum(t[4]) for t in trajectories)
        return flat, dict(before=returns[0], after=returns[1], evaluations=k, accepted=accepted, kl=kl, steps=steps,
                          gradient=jnp.linalg.norm(gradient))


def sum_divergence(at, new, query):
    d = jax.vmap(divergence)((at[0], at[1]), (new[0], new[1]))
    return jnp.sum(d * query["m"])


# --- evaluation -------------------------------------------------------------------------------------------------------


def evaluation(learner, flat, key, goals=40, rates=(0.5, 0.25, 0.25)):
    """Mean return after 0, 1, ... steps on held-out goals; each step on 20 fresh episodes."""
    a, key = jax.random.split(key)
    goals = jax.random.uniform(a, (goals, 2), minval=-0.5, maxval=0.5)
    thetas = jnp.broadcast_to(flat, (goals.shape[0], flat.shape[0]))

    @jax.jit
    def stage(thetas, key, rate):
        noise = jax.random.normal(key, (HORIZON, goals.shape[0], 20, 2))
        trajectories = rollout(jax.vmap(learner.tree)(thetas), goals, noise, shared=False)
        data = batch(trajectories, learner.lam)
        old = jax.vmap(lambda p, d: learner.old(learner.tree(p), d))(thetas, data)
        moved = jax.vmap(lambda p, o, d: learner.adapt(p, o, d, rate))(thetas, old, data)
        return moved, jnp.mean(jnp.sum(trajectories[3], 0), 1), jnp.mean(jnp.any(trajectories[5] & (trajectories[4] > 0), 0))

    out = []
    for k in range(len(rates) + 1):
        key, b = jax.random.split(key)
        thetas, returns, success = stage(thetas, b, jnp.float32(rates[min(k, len(rates) - 1)]))
        out.append((float(jnp.mean(returns)), float(jnp.std(returns) / math.sqrt(len(returns))), float(success)))
    return out


# --- commands ---------------------------------------------------------------------------------------------------------


def median(x):
    x = sorted(x)
    return (x[(len(x) - 1) // 2] + x[len(x) // 2]) / 2


def timed(f, *arguments):
    wall, cpu = time.perf_counter(), time.process_time()
    result = jax.block_until_ready(f(*arguments))
    return result, time.perf_counter() - wall, time.process_time() - cpu


def beginning(seed):
    """Parameters as a tree and flat, and a key for every iteration."""
    key = jax.random.key(seed)
    template = initial_parameters(jax.random.fold_in(key, 0))
    return template, ravel_pytree(template)[0], jax.random.split(jax.random.fold_in(key, 1), 1000)


def functions(problem):
    template, start, keys = beginning(1)
    learner = Learner(
        template, curvature=problem["curvatureTasks"], rate=problem["innerRate"], products=problem["products"],
        limit=problem["maxDivergence"], damping=problem["damping"], halvings=problem["lineSearchSteps"],
        backtrack=problem["backtrack"], hand=True)
    iterate, count = jax.jit(learner.iterate), problem["iterations"]
    tries = []

    def iteration():
        """CPU seconds of one, or the wall time where it is less: the mean of the first ones of a run."""
        flat, reports = start, []
        cpu, wall = time.process_time(), time.perf_counter()
        for key in keys[:count]:
            flat, report = iterate(flat, key)
            reports.append(report)
        jax.block_until_ready(flat)
        seconds = min(time.process_time() - cpu, time.perf_counter() - wall)
        tries[:] = [int(report["evaluations"]) for report in reports]
        return seconds / count

    return {"iteration": iteration, "tries": lambda: [sum(tries) / max(len(tries), 1)]}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        protocol.run(functions, self_timed=True)
        sys.exit()
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["learn", "time", "check"])
    parser.add_argument("--iterations", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--curvature", type=int, default=20)
    parser.add_argument("--rate", type=float, default=0.5)
    parser.add_argument("--mode", default="vmap", choices=["vmap", "map", "loop"])
    parser.add_argument("--chunk", type=int, default=0)
    parser.add_argument("--rows", type=int, default=1)
    parser.add_argument("--remat", default="")
    parser.add_argument("--hand", action="store_true")
    parser.add_argument("--hessian", action="store_true")
    args = parser.parse_args()
    template, flat, keys = beginning(args.seed)
    settings = {name: getattr(args, name) for name in ("curvature", "rate", "mode", "chunk", "rows", "remat", "hand", "hessian")}
    learner = Learner(template, **settings)
    iterate = jax.jit(learner.iterate)

    if args.command == "learn":
        held = jax.random.key(77)
        print("held-out, untrained:", evaluation(learner, flat, held))
        start = time.perf_counter()
        for i in range(args.iterations):
            flat, report = iterate(flat, keys[i])
            if (i + 1) % 10 == 0 or i < 3:
                print(i + 1, {k: round(float(v), 4) for k, v in report.items()}, f"{time.perf_counter() - start:.1f}s",
                      flush=True)
        for s in range(3):
            print("held-out:", [tuple(round(x, 3) for x in r) for r in evaluation(learner, flat, jax.random.key(77 + s))])

    elif args.command == "time":
        start = time.perf_counter()
        lowered = iterate.lower(flat, keys[0])
        traced = time.perf_counter() - start
        compiled = lowered.compile()
        compile_s = time.perf_counter() - start
        gather, solve, search = jax.jit(learner.gathered), jax.jit(learner.solve), jax.jit(learner.search)
        whole, phases, reports = [], [], []
        for i in range(args.repeats + 1):
            (new, report), w, c = timed(compiled, flat, keys[i])
            (support, old, query, _), wg, cg = timed(gather, flat, keys[i])
            (gradient, step, at), ws, cs = timed(solve, flat, support, old, query)
            (again, *_), wl, cl = timed(search, flat, step, support, old, query, at)
            if i:
                whole.append((w, c))
                phases.append((cg, cs, cl))
                reports.append(int(report["evaluations"]))
            flat = new
        print(json.dumps(dict(
            **settings, compile=round(compile_s, 2), trace=round(traced, 2), wall=round(median([w for w, _ in whole]), 4), cpu=round(median([c for _, c in whole]), 4),
            best_cpu=round(min(c for _, c in whole), 4),
            rollouts=round(median([p[0] for p in phases]), 4), solve=round(median([p[1] for p in phases]), 4),
            search=round(median([p[2] for p in phases]), 4), evaluations=reports, load=os.getloadavg()[0])), flush=True)

    elif args.command == "check":
        support, old, query, _ = jax.jit(learner.gathered)(flat, keys[0])
        g, step, at = jax.jit(learner.solve)(flat, support, old, query)
        old_query = jax.vmap(log_probability)(at, query["a"])

        def objective(p):
            return learner.evaluate(p, support, old, query, at, old_query)

        g2 = jax.jit(jax.grad(lambda p: objective(p)[0]))(flat)
        print("gradient against autodiff of the whole:", float(jnp.linalg.norm(g - g2) / jnp.linalg.norm(g2)))
        other = Learner(template, curvature=args.curvature, mode="vmap", hessian=True, rate=args.rate)
        step2 = jax.jit(other.solve)(flat, support, old, query)[1]
        print("step against the KL's Hessian:", float(jnp.linalg.norm(step - step2) / jnp.linalg.norm(step2)))
        print("KL of the full step:", objective(flat - step))
        # finite differences of the surrogate along the step
        f = jax.jit(lambda e: objective(flat - e * step)[0])
        print("directional derivative:", float(-(g @ step)), "by differences:", float((f(.05) - f(-.05)) / .1))
