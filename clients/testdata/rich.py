"""Looks at outputs of every kind in the page of jupyter-notebook, in Chromium, and
at pages that were made of the notebook.

usage: rich.py FOLDER NOTEBOOK PICTURES CHECKS PAGE...

CHECKS is a JSON file with, for each code cell of NOTEBOOK, a CSS selector that must
find one element in the cell's outputs, and a text that must be there, or "". Each
PAGE is an HTML file of which a picture is taken, in light and in dark.
"""

import json
import pathlib
import sys

from notebookpage import Page, browser, server


def main(folder, notebook, pictures, checks, *pages):
    with server(folder) as address, browser() as driver:
        page = Page(driver, address("notebooks/" + notebook), pictures)
        look(page, json.loads(pathlib.Path(checks).read_text()))
        page.close()
    for path in pages:
        for scheme in "light", "dark":
            picture(path, scheme, pictures)


def look(page, checks):
    """Runs all cells and checks their outputs."""
    page.menu("celllink", "run_all_cells")
    wrong = []
    for at, (selector, text) in enumerate(checks):
        page.ended(at)
        found = (
            "const found = Jupyter.notebook.get_cell(arguments[0]).element.find(arguments[1]);"
            "return found.length === 1 && found.text().includes(arguments[2])"
            " && found.find('img').addBack('img').get().every(i => i.complete && i.naturalWidth > 0)"
        )
        try:
            page.wait("", found, at, selector, text)
        except Exception:
            html = page.driver.execute_script(
                "return Jupyter.notebook.get_cell(arguments[0]).element.find('.output_wrapper').html()", at
            )
            wrong.append(f"cell {at} has not one {selector} with {text!r}:\n{html[:3000]}")
            break
    grow(page.driver, "document.querySelector('#notebook-container').scrollHeight + 300")
    page.driver.execute_script("document.querySelector('#site').scrollTop = 0")
    page.picture("rich-notebook.png")
    assert not wrong, "\n".join(wrong)


def grow(driver, height):
    """Makes the window so high that all is in the picture."""
    driver.set_window_size(1000, driver.execute_script("return " + height))


def picture(path, scheme, pictures):
    """Takes a picture of a page."""
    with browser() as driver:
        driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
        )
        driver.get(pathlib.Path(path).absolute().as_uri())
        grow(driver, "document.documentElement.scrollHeight + 150")
        driver.save_screenshot(str(pathlib.Path(pictures) / f"rich-{pathlib.Path(path).stem}-{scheme}.png"))


main(*sys.argv[1:])
