"""The gradients of policy-gradient MAML as one writes them in JAX, jit-compiled, on the CPU with one thread."""

import math

import protocol  # first: it allows one thread
import jax
import jax.numpy as jnp
import numpy


def split(flat, width):
    """Flat parameters as weights and biases, layer by layer, then log_std."""
    sizes, parts, start = [10, width, width, 2], [], 0
    shapes = [s for i, o in zip(sizes, sizes[1:]) for s in ((o, i), (o,))] + [(2,)]
    for shape in shapes:
        count = math.prod(shape)
        parts.append(jnp.asarray(flat[start : start + count].reshape(shape)))
        start += count
    return parts


def policy(theta, observations):
    x = jnp.tanh(observations @ theta[0].T + theta[1])
    x = jnp.tanh(x @ theta[2].T + theta[3])
    return x @ theta[4].T + theta[5], theta[6]


def log_probability(theta, batch):
    mean, log_std = policy(theta, batch["observations"])
    z = (batch["actions"] - mean) * jnp.exp(-log_std)
    return -0.5 * (z * z).sum(1) - (log_std + 0.5 * math.log(2 * math.pi)).sum()


def surrogate(theta, batch):
    log_p = log_probability(theta, batch)
    return -(jnp.exp(log_p - jax.lax.stop_gradient(log_p)) * batch["advantages"]).mean()


def functions(problem):
    array = lambda numbers: numpy.asarray(numbers, dtype=numpy.float32)

    def batch(numbers):
        return {
            "observations": jnp.asarray(array(numbers["observations"]).reshape(-1, 10)),
            "actions": jnp.asarray(array(numbers["actions"]).reshape(-1, 2)),
            "advantages": jnp.asarray(array(numbers["advantages"])),
        }

    support, query = batch(problem["support"]), batch(problem["query"])
    rate = problem["innerRate"]
    theta = split(array(problem["parameters"]), problem["width"])
    vector = split(array(problem["vector"]), problem["width"])

    def adapt(theta, support):
        gradient = jax.grad(surrogate)(theta, support)
        return [p - rate * g for p, g in zip(theta, gradient)]

    def divergence(theta, support, query, old_mean, old_log_std):
        mean, log_std = policy(adapt(theta, support), query["observations"])
        spread = jnp.exp(2 * old_log_std) + (old_mean - mean) ** 2
        return (log_std - old_log_std + spread * jnp.exp(-2 * log_std) / 2 - 0.5).sum(1).mean()

    def repeat(product, vector, products):
        """Products as conjugate gradients take them, one after the other."""

        def body(_, v):
            norm = jnp.sqrt(sum((part * part).sum() for part in v))
            return product([part / norm for part in v])

        return jax.lax.fori_loop(0, products, body, vector)

    def hessian(theta, support, query, vector, products):
        """The Hessian of the divergence, linearised once."""
        old = policy(adapt(theta, support), query["observations"])
        gradient = jax.grad(lambda theta: divergence(theta, support, query, *old))
        return repeat(jax.linearize(gradient, theta)[1], vector, products)

    def gauss_newton(theta, support, query, vector, products):
        """Jᵀ M J, the same matrix: the outputs' Jacobian forward and backward around their Fisher metric."""
        outputs = lambda theta: policy(adapt(theta, support), query["observations"])
        (mean, log_std), forward = jax.linearize(outputs, theta)
        backward = jax.linear_transpose(forward, theta)

        def product(v):
            mean_tangent, log_std_tangent = forward(v)
            precision = jnp.exp(-2 * log_std) / mean.shape[0]
            return backward((mean_tangent * precision, 2 * log_std_tangent))[0]

        return repeat(product, vector, products)

    compiled = {
        "meta_gradient": jax.jit(
            jax.grad(lambda theta, support, query: surrogate(adapt(theta, support), query))
        ),
        "policy_gradient": jax.jit(jax.grad(surrogate)),
        "hessian": jax.jit(hessian, static_argnums=4),
        "gauss_newton": jax.jit(gauss_newton, static_argnums=4),
    }

    def made(name, *arguments):
        def call():
            return jax.block_until_ready(compiled[name](*arguments))

        return call

    flat = lambda call: lambda: numpy.concatenate([numpy.ravel(part) for part in call()])
    count = problem["products"]
    return {
        "meta_gradient": flat(made("meta_gradient", theta, support, query)),
        "policy_gradient": flat(made("policy_gradient", theta, support)),
        "fisher": flat(made("hessian", theta, support, query, vector, count)),
        "fisher_gauss_newton": flat(made("gauss_newton", theta, support, query, vector, count)),
        "fisher_product": flat(made("hessian", theta, support, query, vector, 1)),
    }


if __name__ == "__main__":
    protocol.run(functions)
