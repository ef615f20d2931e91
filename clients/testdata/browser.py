"""Runs a notebook in the page of jupyter-notebook, in Chromium.

usage: browser.py FOLDER NOTEBOOK SCREENSHOT

Fails unless the last code cell shows a picture that the browser could draw.
"""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

TIMEOUT = 120


def free_port():
    with socket.socket() as s:
        s.bind(("localhost", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def server(folder):
    """Runs jupyter-notebook in a folder. Yields its address, token included."""
    runtime = pathlib.Path(os.environ["JUPYTER_RUNTIME_DIR"])
    process = subprocess.Popen(
        ["jupyter-notebook", "--no-browser", "--allow-root", "--notebook-dir", folder]
        + [f"--port={free_port()}"]
    )
    try:
        info = runtime / f"nbserver-{process.pid}.json"
        end = time.monotonic() + TIMEOUT
        while True:
            try:
                about = json.loads(info.read_text())
                break
            except (FileNotFoundError, json.JSONDecodeError):
                if process.poll() is not None or time.monotonic() > end:
                    raise SystemExit("jupyter-notebook did not start")
                time.sleep(0.05)
        yield lambda path: f"{about['url']}{path}?token={about['token']}"
    finally:
        process.terminate()
        process.wait(TIMEOUT)


@contextlib.contextmanager
def browser():
    """Runs Chromium without a window."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    with tempfile.TemporaryDirectory() as profile:
        for argument in [
            "headless=new",
            "no-sandbox",
            "disable-gpu",
            "disable-quic",
            "disable-dev-shm-usage",
            "no-first-run",
            "disable-background-networking",
            "disable-component-update",
            "disable-sync",
            "window-size=1000,1100",
            f"user-data-dir={profile}",
        ]:
            options.add_argument("--" + argument)
        driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        try:
            yield driver
        finally:
            driver.quit()


def main(folder, notebook, screenshot):
    with server(folder) as address, browser() as driver:
        driver.set_script_timeout(TIMEOUT)
        wait = WebDriverWait(driver, TIMEOUT)
        driver.get(address("notebooks/" + notebook))
        wait.until(
            lambda d: d.execute_script(
                "return window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel"
                " && Jupyter.notebook.kernel.is_connected()"
            ),
            "the page did not reach the kernel",
        )
        driver.find_element(By.ID, "celllink").click()
        driver.find_element(By.ID, "run_all_cells").click()
        try:
            shown = wait.until(
                lambda d: d.find_elements(By.CSS_SELECTOR, ".output img, .output_error"),
                "no cell shows a picture",
            )
            picture = shown[-1]
            assert picture.tag_name == "img", picture.text
            wait.until(
                lambda d: d.execute_script("return arguments[0].naturalWidth > 100", picture),
                "the picture cannot be drawn",
            )
            driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", picture)
        finally:
            driver.save_screenshot(screenshot)
        kernel = driver.find_element(By.CSS_SELECTOR, ".kernel_indicator_name").text
        assert "gopherbook" in kernel, kernel
        # The page's own way to end the kernel; then nothing is left to save.
        driver.execute_async_script(
            "const done = arguments[0];"
            "Jupyter.notebook.session.delete(() => done(), () => done())"
        )
        driver.execute_script("window.onbeforeunload = null")


main(*sys.argv[1:])
