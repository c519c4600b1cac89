"""Reads a run folder with TensorBoard's own reader and compares it with metrics.jsonl.

    python3 -m venv .venv-tensorboard && .venv-tensorboard/bin/pip install tensorboard
    .venv-tensorboard/bin/python Benchmarks/peers/tensorboard_scalars.py runs/mine
"""
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

folder = sys.argv[1]
reader = EventAccumulator(folder, size_guidance={"scalars": 0})
reader.Reload()
tags = reader.Tags()["scalars"]
with open(f"{folder}/metrics.jsonl") as lines:
    metrics = [json.loads(line) for line in lines]
steps = [line["iteration"] for line in metrics]
assert steps == list(range(1, len(steps) + 1)), "an iteration is missing from metrics.jsonl, or there twice"
stages = len(metrics[0]["returns"])
expected = {f"return/after_{k}_inner_steps": [line["returns"][k] for line in metrics] for k in range(stages)}
expected |= {f"success/after_{k}_inner_steps": [line["successes"][k] for line in metrics] for k in range(stages)}
expected["update/loss"] = [line["loss"] for line in metrics]
expected["update/gradient_norm"] = [line["gradientNorm"] for line in metrics]
if "accepted" in metrics[0]:
    expected["trust_region/divergence"] = [line["divergence"] for line in metrics]
    expected["trust_region/accepted"] = [float(line["accepted"]) for line in metrics]
for tag, values in expected.items():
    events = reader.Scalars(tag)
    assert [event.step for event in events] == steps, f"{tag}: other steps than metrics.jsonl"
    for event, value in zip(events, values):
        assert abs(event.value - value) <= 1e-6 * max(1, abs(value)), f"{tag}, step {event.step}"
print(f"{len(tags)} scalars of {len(steps)} iterations: " + ", ".join(tags))
