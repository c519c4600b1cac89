#!/bin/sh
# Makes the throw-away virtual environment that the comparisons with Python packages need: peers/.venv.
# PyTorch's wheel brings several gigabytes of libraries that go unused on a machine without a GPU.
# Usage: Benchmarks/peers/setup.sh [PYTHON]
set -eu
cd "$(dirname "$0")"
"${1:-python3}" -m venv .venv
pip="$(pwd)/.venv/bin/pip --quiet --disable-pip-version-check"
$pip install numpy gymnasium "jax[cpu]" torch
# pybox2d: a wheel where there is one, else built from its source, which needs swig.
$pip install Box2D || { $pip install swig setuptools wheel && PATH="$(pwd)/.venv/bin:$PATH" $pip install --no-build-isolation box2d-py; }
.venv/bin/python - <<'END'
import Box2D, gymnasium, jax, numpy, torch
print("peers:", *(f"{m.__name__} {m.__version__}" for m in (numpy, gymnasium, jax, torch, Box2D)))
END
