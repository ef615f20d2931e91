"""Parametric t-SNE in PyTorch, to measure against.

The benchmark program starts this script in a directory with the data, the
initial weights and P, in files of float32 numbers, and sends it one command a
line: "threads N", "p", "epoch" or "predict". Each is answered by a line with
the seconds of wall and of processor time and, for an epoch, the loss.
"""

import functools
import json
import math
import resource
import sys
import time

import numpy as np
import torch

# See newTorch in torch.go.
setup = json.load(open("setup.json"))
rows, cols, batch = setup["Rows"], setup["Cols"], setup["Batch"]


def load(name, *shape):
    return torch.from_numpy(np.fromfile(name, dtype=np.float32).reshape(shape))


x = load("x", rows, cols)

layers = []
inputs = cols
for i, units in enumerate(setup["Units"]):
    linear = torch.nn.Linear(inputs, units)
    with torch.no_grad():
        linear.weight.copy_(load(f"kernel{i}", inputs, units).T)
        linear.bias.zero_()
    layers += [linear, torch.nn.ReLU()]
    inputs = units
model = torch.nn.Sequential(*layers[:-1])
optimizer = torch.optim.SGD(model.parameters(), lr=setup["Rate"])


def squared_distances(y):
    squares = (y * y).sum(1)
    return squares[:, None] + squares[None, :] - 2 * (y @ y.T)


@functools.cache
def others(n):
    """1 for pairs of different rows, 0 on the diagonal."""
    return 1 - torch.eye(n)


def tsne_loss(p, y, epsilon=1e-15):
    """The t-SNE loss with one degree of freedom."""
    q = 1 / (1 + squared_distances(y))
    q = q * others(len(y))
    q = q / q.sum()
    return (p * torch.log((p + epsilon) / (q + epsilon))).sum()


def joint_probabilities(x, perplexity, tolerance=1e-5, tries=50):
    """P of the rows of x: bisection for all rows at once."""
    n = len(x)
    d = squared_distances(x)
    d.fill_diagonal_(math.inf)
    d -= d.min(1, keepdim=True).values
    d.fill_diagonal_(0)
    beta = torch.ones(n, 1)
    low, high = torch.zeros(n, 1), torch.full((n, 1), math.inf)
    for _ in range(tries):
        p = torch.exp(-beta * d) * others(n)
        total = p.sum(1, keepdim=True)
        entropy = torch.log(total) + beta * (d * p).sum(1, keepdim=True) / total
        excess = entropy - math.log(perplexity)
        if excess.abs().max() < tolerance:
            break
        flat = excess > 0
        low, high = torch.where(flat, beta, low), torch.where(flat, high, beta)
        beta = torch.where(torch.isinf(high), 2 * beta, (low + high) / 2)
    p = p / total
    return (p + p.T) / (2 * n)


def p_command():
    for lo in range(0, rows, batch):
        joint_probabilities(x[lo : lo + batch], setup["Perplexity"])


targets = []


def epoch_command():
    total = 0.0
    for n, lo in enumerate(range(0, rows, batch)):
        optimizer.zero_grad()
        loss = tsne_loss(targets[n], model(x[lo : lo + batch]))
        loss.backward()
        optimizer.step()
        total += loss.item() * min(batch, rows - lo)
    return total / rows


def predict_command():
    with torch.no_grad():
        model(x)


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


for line in sys.stdin:
    command, *arguments = line.split()
    if command == "threads":
        torch.set_num_threads(int(arguments[0]))
        continue
    if command == "epoch" and not targets:
        targets = [load(f"p{n}", min(batch, rows - lo), min(batch, rows - lo)) for n, lo in enumerate(range(0, rows, batch))]
    wall, processor = time.perf_counter(), processor_seconds()
    value = {"p": p_command, "epoch": epoch_command, "predict": predict_command}[command]()
    print(time.perf_counter() - wall, processor_seconds() - processor, value or 0, flush=True)
