"""Talks to a kernel as Jupyter's own front ends do.

The argument is a connection file. The kernel's language is that of the tests
(see script in fake_test.go). Any difference raises.
"""

import sys
import threading

from jupyter_client import BlockingKernelClient

TIMEOUT = 20


def run(client, code, **options):
    """Runs a cell and returns the content of its reply and its outputs."""
    outputs = []
    reply = client.execute_interactive(
        code, timeout=TIMEOUT, output_hook=outputs.append, **options
    )
    return reply["content"], [(m["msg_type"], m["content"]) for m in outputs]


def main():
    client = BlockingKernelClient()
    client.load_connection_file(sys.argv[1])
    client.start_channels()
    client.wait_for_ready(timeout=TIMEOUT)
    assert client.hb_channel.is_beating()

    info = client.kernel_info(reply=True, timeout=TIMEOUT)["content"]
    assert info["language_info"]["name"] == "go", info

    reply, outputs = run(client, "print one\nshow two\nwarn three\nresult four")
    assert reply["status"] == "ok" and reply["execution_count"] == 1, reply
    shown = [m for m in outputs if m[0] not in ("status", "execute_input")]
    assert shown == [
        ("stream", {"name": "stdout", "text": "one\n"}),
        ("display_data", {
            "data": {"text/plain": "two"}, "metadata": {},
            "transient": {"display_id": "d"},
        }),
        ("stream", {"name": "stderr", "text": "three\n"}),
        ("execute_result", {
            "data": {"text/plain": "four"}, "metadata": {}, "execution_count": 1,
        }),
    ], shown

    reply, outputs = run(client, "print héllo 😀")
    assert ("stream", {"name": "stdout", "text": "héllo 😀\n"}) in outputs, outputs

    reply, outputs = run(client, "fail badly")
    assert reply["status"] == "error" and reply["ename"] == "Oops", reply
    assert [m[0] for m in outputs if m[0] == "error"] == ["error"], outputs

    client.is_complete("x {")
    reply = client.get_shell_msg(timeout=TIMEOUT)["content"]
    assert reply == {"status": "incomplete", "indent": "\t"}, reply

    running = threading.Event()

    def interrupt():
        running.wait(TIMEOUT)
        control = client.session.msg("interrupt_request", {})
        client.control_channel.send(control)

    thread = threading.Thread(target=interrupt)
    thread.start()
    reply = client.execute_interactive(
        "show x\nwait",
        timeout=TIMEOUT,
        output_hook=lambda m: m["msg_type"] == "display_data" and running.set(),
    )["content"]
    thread.join()
    assert reply["status"] == "error", reply
    answer = client.get_control_msg(timeout=TIMEOUT)
    assert answer["msg_type"] == "interrupt_reply", answer

    flood = []
    client.execute_interactive(
        "flood", timeout=60,
        output_hook=lambda m: flood.append(len(m["content"].get("text", ""))),
    )
    assert sum(flood) == 30_000 * 1024, sum(flood)

    client.shutdown(reply=True, timeout=TIMEOUT)
    client.stop_channels()


main()
