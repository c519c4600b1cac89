"""The gradients of policy-gradient MAML as one writes them in PyTorch, on the CPU with one thread."""

import math

import protocol  # first: it allows one thread
import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def split(flat, width):
    """Flat parameters as weights and biases, layer by layer, then log_std."""
    sizes, parts, start = [10, width, width, 2], [], 0
    shapes = [s for i, o in zip(sizes, sizes[1:]) for s in ((o, i), (o,))] + [(2,)]
    for shape in shapes:
        count = math.prod(shape)
        parts.append(flat[start : start + count].view(shape))
        start += count
    return parts


def policy(theta, observations):
    x = torch.tanh(F.linear(observations, theta[0], theta[1]))
    x = torch.tanh(F.linear(x, theta[2], theta[3]))
    return F.linear(x, theta[4], theta[5]), theta[6]


def log_probability(theta, batch):
    mean, log_std = policy(theta, batch["observations"])
    z = (batch["actions"] - mean) * torch.exp(-log_std)
    return -0.5 * (z * z).sum(1) - (log_std + 0.5 * math.log(2 * math.pi)).sum()


def surrogate(theta, batch):
    log_p = log_probability(theta, batch)
    return -(torch.exp(log_p - log_p.detach()) * batch["advantages"]).mean()


def functions(problem):
    def batch(numbers):
        tensors = {key: torch.tensor(value, dtype=torch.float32) for key, value in numbers.items()}
        tensors["observations"] = tensors["observations"].view(-1, 10)
        tensors["actions"] = tensors["actions"].view(-1, 2)
        return tensors

    support, query = batch(problem["support"]), batch(problem["query"])
    rate = problem["innerRate"]
    flat = torch.tensor(problem["parameters"], dtype=torch.float32)
    theta = [part.clone().requires_grad_() for part in split(flat, problem["width"])]
    vector = torch.tensor(problem["vector"], dtype=torch.float32)
    flatten = lambda parts: torch.cat([part.reshape(-1) for part in parts])

    def adapt():
        gradient = torch.autograd.grad(surrogate(theta, support), theta, create_graph=True)
        return [p - rate * g for p, g in zip(theta, gradient)]

    def meta_gradient():
        return flatten(torch.autograd.grad(surrogate(adapt(), query), theta))

    def policy_gradient():
        return flatten(torch.autograd.grad(surrogate(theta, support), theta))

    def fisher(products=problem["products"]):
        """Products as conjugate gradients take them: the graph is built once."""
        mean, log_std = policy(adapt(), query["observations"])
        old_mean, old_log_std = mean.detach(), log_std.detach()
        spread = (2 * old_log_std).exp() + (old_mean - mean) ** 2
        divergence = (log_std - old_log_std + spread * (-2 * log_std).exp() / 2 - 0.5).sum(1).mean()
        gradient = flatten(torch.autograd.grad(divergence, theta, create_graph=True))
        v = vector
        for _ in range(products):
            v = flatten(torch.autograd.grad(gradient @ (v / v.norm()), theta, retain_graph=True))
        return v

    return {
        "meta_gradient": meta_gradient,
        "policy_gradient": policy_gradient,
        "fisher": fisher,
        "fisher_product": lambda: fisher(1),
    }


if __name__ == "__main__":
    protocol.run(functions)
