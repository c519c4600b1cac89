"""Times meta-iterations of MAML-TRPO by pytorch-maml-rl, from a checkout that you provide:

    LIMBER_PYTORCH_MAML_RL           the checkout, a folder that holds maml_rl/ and configs/
    LIMBER_PYTORCH_MAML_RL_PYTHON    a Python with its requirements (default: peers/.venv's)

2D navigation, 20 tasks of 20 episodes, horizon 100, one inner step, policy 64-64 tanh, 10 conjugate-gradient steps:
the settings of its configs/maml/2d-navigation.yaml. One sampling worker, which shares one core with the learner.
"""

import protocol  # first: it allows one thread
import os
import sys
import time

import numpy

checkout = os.environ.get("LIMBER_PYTORCH_MAML_RL") or sys.exit("LIMBER_PYTORCH_MAML_RL is not set")
sys.path.insert(0, checkout)

import gym
import torch
import yaml

# Names that its code uses and later releases of its libraries dropped.
numpy.float_ = numpy.float64
torch.lstsq = lambda right, left: (torch.linalg.lstsq(left, right).solution, None)

import maml_rl.envs
from maml_rl.baseline import LinearFeatureBaseline
from maml_rl.metalearners import MAMLTRPO
from maml_rl.samplers import MultiTaskSampler
from maml_rl.utils.helpers import get_input_size, get_policy_for_env

torch.set_num_threads(1)


def cpu_seconds(process):
    """Of a child that still runs."""
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def functions(_):
    with open(f"{checkout}/configs/maml/2d-navigation.yaml") as file:
        config = yaml.safe_load(file)
    torch.manual_seed(1)
    env = gym.make(config["env-name"], **config["env-kwargs"])
    policy = get_policy_for_env(env, config["hidden-sizes"], config["nonlinearity"])
    policy.share_memory()
    sampler = MultiTaskSampler(
        config["env-name"],
        env_kwargs=config["env-kwargs"],
        batch_size=config["fast-batch-size"],
        policy=policy,
        baseline=LinearFeatureBaseline(get_input_size(env)),
        env=env,
        seed=1,
        num_workers=1,
    )
    learner = MAMLTRPO(policy, fast_lr=config["fast-lr"], first_order=config["first-order"])

    def iteration():
        """CPU seconds of learner and worker together, or the wall time where it is less."""
        clocks = lambda: time.process_time() + sum(cpu_seconds(worker) for worker in sampler.workers)
        cpu, wall = clocks(), time.perf_counter()
        tasks = sampler.sample_tasks(config["meta-batch-size"])
        futures = sampler.sample_async(
            tasks,
            num_steps=config["num-steps"],
            fast_lr=config["fast-lr"],
            gamma=config["gamma"],
            gae_lambda=config["gae-lambda"],
        )
        learner.step(
            *futures,
            max_kl=config["max-kl"],
            cg_iters=config["cg-iters"],
            cg_damping=config["cg-damping"],
            ls_max_steps=config["ls-max-steps"],
            ls_backtrack_ratio=config["ls-backtrack-ratio"],
        )
        sampler.sample_wait(futures)
        return min(clocks() - cpu, time.perf_counter() - wall)

    return {"iteration": iteration}


if __name__ == "__main__":
    protocol.run(functions, repetitions=3, self_timed=True)
