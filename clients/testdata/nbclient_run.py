"""Executes the notebook IN with nbclient and writes it to OUT.

usage: nbclient_run.py IN OUT
"""

import os
import sys

import nbformat
from nbclient import NotebookClient

source, target = sys.argv[1:]
nb = nbformat.read(source, as_version=4)
client = NotebookClient(
    nb,
    kernel_name="gopherbook",
    timeout=400,
    resources={"metadata": {"path": os.path.dirname(os.path.abspath(source))}},
)
try:
    client.execute()
finally:
    nbformat.write(nb, target)
nbformat.validate(nb)
