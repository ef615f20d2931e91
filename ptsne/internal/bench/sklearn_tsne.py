"""t-SNE in scikit-learn, to measure against.

The benchmark program starts this script in a directory with the data, in the
file x of float32 numbers. It writes the map to the file y, of float64 numbers,
and prints the seconds of wall and of processor time.
"""

import os
import sys
import time

import numpy as np
from sklearn.manifold import TSNE

# See benchTSNE in tsne.go.
rows = int(sys.argv[1])
x = np.fromfile("x", dtype=np.float32).reshape(rows, -1)


def clocks():
    t = os.times()
    return time.time(), t.user + t.system


start = clocks()
tsne = TSNE(perplexity=30, init="pca", learning_rate="auto", method="barnes_hut", random_state=0, n_jobs=os.cpu_count())
y = tsne.fit_transform(x)
end = clocks()
y.astype(np.float64).tofile("y")
print(end[0] - start[0], end[1] - start[1])
