"""Measures how long cells take, in gopherbook and, written in Python, in
ipykernel, by turns.

Prints for each kind of cell and each kernel one line of JSON: the kind, the
kernel and the seconds.
"""

import importlib.util
import json
import time

from kernels import Kernel

GO, PYTHON = "gopherbook", "python3"

# No two cells are of the same text, nor is any of that of an earlier run: what
# has been built once is not built again.
NEW = time.time_ns()

FIRST = {
    GO: """type P struct{ N int }
func (p P) Times(n int) int { return n * p.N }
p, x := P{3}, 7""",
    PYTHON: """class P:
    def __init__(self, n):
        self.n = n
    def times(self, n):
        return n * self.n
p, x = P(3), 7""",
}


def go_function(i):
    return f"func f{i}(n int) int {{ return n*{NEW} + {i} }}"


def python_function(i):
    return f"def f{i}(n):\n    return n*{NEW} + {i}"


def go_matrix(i):
    return f"""func norm{i}(n int) float64 {{
	m := mat.NewDense(n, n, nil)
	for k := range n {{
		m.Set(k, k, float64({NEW}+k))
	}}
	return mat.Norm(m, 2)
}}
norm{i}(10)"""


def numpy_matrix(i):
    return f"""import numpy as np
def norm{i}(n):
    m = np.zeros((n, n))
    for k in range(n):
        m[k, k] = {NEW}+k
    return np.linalg.norm(m)
norm{i}(10)"""


def go_plot(i):
    return f"""func curve{i}(n int) (*plot.Plot, error) {{
	points := make(plotter.XYs, n)
	for k := range points {{
		points[k].X, points[k].Y = float64(k), math.Sin(float64(k+{NEW % 1000}))
	}}
	line, err := plotter.NewLine(points)
	p := plot.New()
	p.Title.Text = "{NEW} {i}"
	p.Add(line)
	return p, err
}}
curve, err := curve{i}(100)
if err != nil {{
	panic(err)
}}
curve"""


def matplotlib_plot(i):
    return f"""import math
import matplotlib.pyplot as plt
def curve{i}(n):
    figure, axes = plt.subplots()
    axes.plot(range(n), [math.sin(k + {NEW % 1000}) for k in range(n)])
    axes.set_title("{NEW} {i}")
    plt.close(figure)
    return figure
curve{i}(100)"""


CELLS = [  # kind, how often, in Go, in Python, the Python module it needs
    ("method", 50, lambda i: f"p.Times({i})", lambda i: f"p.times({i})", None),
    ("arithmetic", 50, lambda i: f"x*2 + {i}", lambda i: f"x*2 + {i}", None),
    ("again", 50, lambda i: go_function(1000) + "\nf1000(2)", lambda i: python_function(1000) + "\nf1000(2)", None),
    ("function", 15, go_function, python_function, None),
    ("mat", 15, go_matrix, numpy_matrix, "numpy"),
    ("plot", 15, go_plot, matplotlib_plot, "matplotlib"),
]


def report(kind, kernel, seconds):
    print(json.dumps({"kind": kind, "kernel": kernel, "seconds": seconds}), flush=True)


def measure_cells():
    kernels = {name: Kernel(name) for name in (GO, PYTHON)}
    for name, kernel in kernels.items():
        kernel.run(FIRST[name])
    for kind, count, *codes, module in CELLS:
        seconds = {GO: [], PYTHON: []}
        if module and not importlib.util.find_spec(module):
            del seconds[PYTHON]
        for i in range(-2, count):  # the first two load, or compile, what all of the kind use
            for name, code in zip((GO, PYTHON), codes):
                if name in seconds:
                    took = kernels[name].run(code(i + 2))
                    if i >= 0:
                        seconds[name].append(took)
        for name in seconds:
            report(kind, name, seconds[name])
    for kernel in kernels.values():
        kernel.stop()


def measure_starts(count):
    """From starting a kernel to having its first result."""
    seconds = {GO: [], PYTHON: []}
    for turn in range(-1, count):
        for name in seconds:
            start = time.perf_counter()
            kernel = Kernel(name)
            kernel.run("1 + 1")
            if turn >= 0:
                seconds[name].append(time.perf_counter() - start)
            kernel.stop()
    for name in seconds:
        report("start", name, seconds[name])


def measure_sessions(count):
    """Cells that an earlier session has run, in a session that has not."""
    seconds = {GO: [], PYTHON: []}
    for session in range(-1, count):
        for name, column in ((GO, 2), (PYTHON, 3)):
            kernel = Kernel(name)
            for cell in CELLS[3:]:
                if name == GO or cell[4] is None or importlib.util.find_spec(cell[4]):
                    for i in range(4):
                        took = kernel.run(cell[column](2000 + i))
                        if session >= 0:
                            seconds[name].append(took)
            kernel.stop()
    for name in seconds:
        report("second", name, seconds[name])


measure_starts(7)
measure_cells()
measure_sessions(3)
