"""The page of jupyter-notebook in Chromium, as a person uses it."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time

from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
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
def browser(*arguments):
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
            *arguments,
        ]:
            options.add_argument("--" + argument)
        driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        driver.set_script_timeout(TIMEOUT)
        try:
            yield driver
        finally:
            driver.quit()


class Page:
    """A notebook that is open in the browser."""

    def __init__(self, driver, address, pictures):
        self.driver = driver
        self.pictures = pathlib.Path(pictures)
        driver.get(address)
        self.wait(
            "the page did not reach the kernel",
            "return window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel"
            " && Jupyter.notebook.kernel.is_connected()",
        )

    def wait(self, otherwise, script, *args):
        """Waits until a script returns something true, and returns it."""
        return WebDriverWait(self.driver, TIMEOUT).until(
            lambda d: d.execute_script(script, *args), otherwise
        )

    def picture(self, name):
        """Keeps a picture of the page for people to look at."""
        self.driver.save_screenshot(str(self.pictures / name))

    def press(self, *keys):
        """Presses keys one after another. Those of a tuple are held together."""
        for key in keys:
            chain = ActionChains(self.driver)
            if isinstance(key, tuple):
                *held, key = key
                for k in held:
                    chain.key_down(k)
                chain.send_keys(key)
                for k in held:
                    chain.key_up(k)
            else:
                chain.send_keys(key)
            chain.perform()

    def ask(self, keys, otherwise, script):
        """Presses keys until a script returns something true: a kernel that is busy with other
        things may have no answer at first."""

        def answer(driver):
            self.press(keys)
            with contextlib.suppress(TimeoutException):
                return WebDriverWait(driver, 5).until(lambda d: d.execute_script(script))

        return WebDriverWait(self.driver, TIMEOUT).until(answer, otherwise)

    def menu(self, menu, item):
        """Chooses an item of a menu."""
        self.driver.find_element(By.ID, menu).click()
        self.driver.find_element(By.ID, item).find_element(By.TAG_NAME, "a").click()

    def write(self, text):
        """Types into the cell that is being edited. The editor closes brackets itself."""
        self.driver.execute_script(
            "Jupyter.notebook.get_selected_cell().code_mirror.setOption('autoCloseBrackets', false)"
        )
        ActionChains(self.driver).send_keys(text).perform()

    def code(self):
        """Returns the code of the selected cell."""
        return self.driver.execute_script("return Jupyter.notebook.get_selected_cell().get_text()")

    def count(self):
        """Returns how many cells there are."""
        return self.driver.execute_script("return Jupyter.notebook.ncells()")

    def run(self):
        """Runs the selected cell by Shift-Enter, and returns its number when it has ended."""
        at = self.driver.execute_script("return Jupyter.notebook.get_selected_index()")
        self.press((Keys.SHIFT, Keys.ENTER))
        self.ended(at)
        return at

    def ended(self, at):
        """Waits until a cell has ended."""
        self.wait(
            f"cell {at} did not end",
            "const cell = Jupyter.notebook.get_cell(arguments[0]);"
            "return !cell.element.hasClass('running') && typeof cell.input_prompt_number === 'number'",
            at,
        )

    def outputs(self, at):
        """Returns the outputs of a cell."""
        return self.driver.execute_script(
            "return Jupyter.notebook.get_cell(arguments[0]).element.find('.output_subarea').get()", at
        )

    def text(self, at):
        """Returns the text of a cell's outputs."""
        return "\n".join(o.text for o in self.outputs(at))

    def close(self):
        """Ends the kernel as the page does; then nothing is left to save."""
        self.driver.execute_async_script(
            "const done = arguments[0];"
            "Jupyter.notebook.session.delete(() => done(), () => done())"
        )
        self.driver.execute_script("window.onbeforeunload = null")
