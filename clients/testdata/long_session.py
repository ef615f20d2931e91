"""Runs a long session of mixed cells and watches what it takes.

usage: long_session.py CELLS

Prints lines of JSON: for each cell how long it took, at each tenth cell what the
kernel and its worker hold and have used, and last the kernel's goroutines.
"""

import json
import os
import pathlib
import signal
import sys
import tempfile
import time

from kernels import TIMEOUT, Kernel

NEW = time.time_ns()  # no text is that of an earlier run


def declaration(i):
    return f"func f{i}(n int) int {{ return n*{i} + {NEW} }}"


def plot(i):
    return f"""func curve{i}(n int) *plot.Plot {{
	points := make(plotter.XYs, n)
	for k := range points {{
		points[k].X, points[k].Y = float64(k), math.Sin(float64(k)/{i})
	}}
	p := plot.New()
	p.Title.Text = "{NEW} {i}"
	if line, err := plotter.NewLine(points); err == nil {{
		p.Add(line)
	}}
	return p
}}
curve{i}(1000)"""


def structure(i):
    return f"""type point{i} struct{{ x, y float64 }}
func (p point{i}) norm() float64 {{ return math.Hypot(p.x, p.y) + {NEW} }}
at{i} := point{i}{{{i}, 4}}"""


def loop(i):
    return f"""sum{i} := {NEW}
for k := range 1000 {{
	sum{i} += k % {i}
	squares[k%10] = sum{i}
}}
sum{i}"""


def matrix(i):
    return f"""func norm{i}() float64 {{
	m := mat.NewDense(20, 20, nil)
	m.Apply(func(a, b int, _ float64) float64 {{ return float64(a*b%{i} + {NEW}) }}, m)
	return mat.Norm(m, 2)
}}
norm{i}()"""


# The kinds of cells, in turn. Each fifth shows a plot.
KINDS = {
    "declaration": declaration,
    "glue": lambda i: f"y{i} := f{i-1}(i) + walk(2)\ni = {i}",
    "print": lambda i: f'fmt.Println("cell", {i}, y{i-1}, squares)',
    "redefinition": lambda i: f"func step(n int) int {{ return n + {i} + {NEW} }}",  # walk is built again
    "plot": plot,
    "type": structure,
    "method": lambda i: f"at{i-1}.x = {i}\nat{i-1}.norm()",
    "loop": loop,
    "matrix": matrix,
    "plot again": plot,
}

FIRST = """i, squares := 0, make(map[int]int)
func step(n int) int { return n + 1 }
func walk(n int) int {
	for range n {
		n = step(n)
	}
	return n
}"""


def holds(pid):
    status = dict(
        line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return {
        "seconds": sum(map(int, stat[11:15])) / os.sysconf("SC_CLK_TCK"),  # of the processor, children's too
        "megabytes": int(status["VmRSS"].split()[0]) / 1024,
        "descriptors": len(os.listdir(f"/proc/{pid}/fd")),
        "threads": int(status["Threads"]),
    }


def alone(pid):
    """Waits until nothing is being built any more, and returns the worker's pid."""
    end = time.monotonic() + TIMEOUT
    while True:
        tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
        found = sum(((task / "children").read_text().split() for task in tasks), [])
        if len(found) == 1:
            return int(found[0])
        if time.monotonic() > end:
            raise SystemExit(f"the kernel has the children {found}")
        time.sleep(0.05)


def report(**line):
    print(json.dumps(line), flush=True)


def main(count):
    with tempfile.TemporaryFile() as said:
        kernel = Kernel("gopherbook", stderr=said)
        pid = kernel.manager.provisioner.pid
        kernel.run(FIRST)
        for i in range(1, count + 1):
            kind = list(KINDS)[(i - 1) % len(KINDS)]
            report(cell=i, kind=kind.split()[0], seconds=kernel.run(KINDS[kind](i)))
            if i % 10 == 0:
                worker = alone(pid)
                kernel.run("runtime.NumGoroutine()")
                report(cell=i, kernel=holds(pid), worker=holds(worker) | {"goroutines": int(kernel.result)})
        alone(pid)
        os.kill(pid, signal.SIGQUIT)  # the kernel writes down its goroutines, and ends
        while kernel.manager.is_alive():
            time.sleep(0.05)
        said.seek(0)
        text = said.read().decode()
        report(goroutines=[stack for stack in text.split("\n\n") if stack.startswith("goroutine ")])
        kernel.stop()


main(int(sys.argv[1]))
