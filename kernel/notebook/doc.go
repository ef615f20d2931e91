// Package notebook reads, runs, writes and prints Jupyter notebooks.
//
// A notebook is a JSON file whose name ends in .ipynb: a list of cells, each
// with its source, and for code cells with the outputs they had. [Read] takes
// files of nbformat 4, the format of today's Jupyter. [Notebook.Write] writes
// them in the form in which Jupyter's own nbformat library does, so that a file
// that went through both shows no differences in version control. Whatever
// this package does not know is kept: a notebook read and written back has
// lost nothing.
//
// [Run] runs the code cells from first to last in a kernel and puts outputs in
// their place, as Jupyter's nbclient does. [HTML] makes one page of a notebook
// that needs no other file and no network.
//
// The format is described at
// https://nbformat.readthedocs.io/en/latest/format_description.html.
package notebook
