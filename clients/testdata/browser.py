"""A session at the page of jupyter-notebook, in Chromium.

usage: browser.py FOLDER NOTEBOOK PICTURES PLOT

NOTEBOOK, in FOLDER, has one empty cell; PLOT is a file with a cell that shows a
plot. Pictures of the page are left in the folder PICTURES.
"""

import pathlib
import sys

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from notebookpage import Page, browser, server


def main(folder, notebook, pictures, plot):
    with server(folder) as address, browser() as driver:
        page = Page(driver, address("notebooks/" + notebook), pictures)
        kernel = driver.find_element(By.CSS_SELECTOR, ".kernel_indicator_name").text
        assert "gopherbook" in kernel, kernel
        logo = driver.find_element(By.CSS_SELECTOR, "img.current_kernel_logo")
        page.wait("the kernel has no logo", "return arguments[0].naturalWidth === 64", logo)
        first(page)
        plotted = see_a_plot(page, pathlib.Path(plot).read_text())
        interrupt(page)
        restart(page)
        run_all(page, plotted)
        page.close()


def first(page):
    """Types a cell and runs it."""
    page.press(Keys.ENTER)  # from command mode into the cell
    page.write('greeting := "hello"')
    page.run()
    complete(page)
    inspect(page)
    page.write("(greeting)")
    assert page.code() == "strings.ToUpper(greeting)", page.code()
    at = page.run()
    assert page.text(at) == "HELLO", page.text(at)
    page.picture("notebook-3-run.png")


def complete(page):
    """Completes a name by Tab."""
    page.write("strings.ToU")
    offered = page.ask(
        Keys.TAB,
        "Tab offers nothing",
        "return Array.from(document.querySelectorAll('.completions option')).map(o => o.text)",
    )
    assert any(o.endswith("ToUpper") for o in offered) and any(o.endswith("ToUpperSpecial") for o in offered), offered
    page.picture("notebook-1-complete.png")
    page.press(Keys.ENTER)
    page.wait("the choice stays open", "return !document.querySelector('.completions')")
    assert page.code() == "strings.ToUpper", page.code()


def inspect(page):
    """Asks what a name is by Shift-Tab."""
    page.ask(
        (Keys.SHIFT, Keys.TAB),
        "Shift-Tab tells nothing",
        "return $('#tooltip').is(':visible') && $('#tooltip .tooltiptext').text().includes('func ToUpper(s string) string')",
    )
    page.picture("notebook-2-inspect.png")
    page.press(Keys.ESCAPE)
    page.wait("the help stays open", "return !$('#tooltip').is(':visible')")


def see_a_plot(page, code):
    """Runs a cell that shows a plot, and returns its number."""
    page.driver.execute_script("Jupyter.notebook.get_selected_cell().set_text(arguments[0])", code)
    at = page.run()
    (output,) = page.outputs(at)
    image = output.find_element(By.TAG_NAME, "img")
    page.wait("the plot cannot be drawn", "return arguments[0].complete", image)
    drawn, shown = page.driver.execute_script(
        "return [arguments[0].naturalWidth, arguments[0].getBoundingClientRect().width]", image
    )
    assert drawn == 2 * shown, f"a plot of {drawn} pixels is {shown} wide"
    page.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", image)
    page.picture("notebook-4-plot.png")
    return at


def interrupt(page):
    """Stops a cell that never ends, and removes it."""
    page.write('fmt.Println("begun")\nfor {\n}')
    at = page.driver.execute_script("return Jupyter.notebook.get_selected_index()")
    page.press((Keys.SHIFT, Keys.ENTER))
    page.wait(
        "the loop did not begin",
        "return Jupyter.notebook.get_cell(arguments[0]).element.find('.output_stdout').text().includes('begun')",
        at,
    )
    assert page.driver.execute_script("return Jupyter.notebook.kernel_busy")
    page.menu("kernellink", "int_kernel")
    page.ended(at)
    assert "interrupted" in page.text(at).lower(), page.text(at)
    page.picture("notebook-5-interrupted.png")
    page.driver.execute_script("Jupyter.notebook.select(arguments[0])", at)
    page.menu("editlink", "delete_cell")


def restart(page):
    """Restarts the kernel: what the cells have declared is gone."""
    page.menu("kernellink", "restart_kernel")
    confirm = page.wait(
        "nobody asks whether to restart", "return document.querySelector('.modal.in .btn-danger')"
    )
    page.wait("the question is not yet there", "return getComputedStyle(arguments[0].closest('.modal')).opacity === '1'", confirm)
    confirm.click()
    page.wait("the question stays", "return !document.querySelector('.modal')")
    page.wait(
        "the kernel did not restart",
        "return Jupyter.notebook.kernel.is_connected() && !Jupyter.notebook.kernel_busy",
    )
    last = page.count() - 1
    page.driver.execute_script(
        "Jupyter.notebook.select(arguments[0]); Jupyter.notebook.get_cell(arguments[0]).set_text('greeting');"
        "Jupyter.notebook.edit_mode()",
        last,
    )
    at = page.run()
    assert "undefined: greeting" in page.text(at), page.text(at)
    page.picture("notebook-6-restarted.png")


def run_all(page, plotted):
    """Runs all cells by the menu: now the last one knows what the first declares."""
    last = page.driver.execute_script(
        "Jupyter.notebook.get_cells().forEach(cell => cell.clear_output());"
        "const filled = Jupyter.notebook.get_cells().filter(cell => cell.get_text() !== '');"
        "return Jupyter.notebook.find_cell_index(filled[filled.length - 1])"
    )
    page.menu("celllink", "run_all_cells")
    page.wait(
        "the last cell shows nothing",
        "return Jupyter.notebook.get_cell(arguments[0]).element.find('.output_subarea').length > 0",
        last,
    )
    page.ended(last)
    assert page.text(last) == "hello", page.text(last)
    assert page.text(1) == "HELLO", page.text(1)
    assert page.outputs(plotted)[0].find_elements(By.TAG_NAME, "img")
    assert not page.driver.find_elements(By.CSS_SELECTOR, ".output_error")
    page.picture("notebook-7-all.png")


main(*sys.argv[1:])
