"""Starts a kernel by its name and runs cells.

usage: start.py NAME CODE...

Prints the text of each cell's result.
"""

import sys

from jupyter_client.manager import start_new_kernel


def show(message):
    content = message["content"]
    if message["msg_type"] == "execute_result":
        print(content["data"]["text/plain"])
    elif message["msg_type"] == "error":
        print("\n".join(content["traceback"]))


def main(name, *cells):
    manager, client = start_new_kernel(kernel_name=name, startup_timeout=120)
    try:
        for code in cells:
            client.execute_interactive(code, output_hook=show, timeout=300)
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


main(*sys.argv[1:])
