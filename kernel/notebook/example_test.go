package notebook_test

import (
	"fmt"
	"os"

	"github.com/gopherbook/gopherbook/kernel/notebook"
)

func ExampleRead() {
	nb, err := notebook.Read("testdata/sample.ipynb")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range nb.Cells {
		if c.Type == notebook.Code && c.Source != "" {
			fmt.Printf("In [%d] has %d outputs\n", *c.ExecutionCount, len(c.Outputs))
		}
	}
	// Output:
	// In [1] has 2 outputs
	// In [2] has 4 outputs
	// In [3] has 1 outputs
}

// A notebook made from nothing.
func ExampleNotebook_Encode() {
	nb := &notebook.Notebook{Minor: 5, Cells: []*notebook.Cell{
		{ID: "greeting", Type: notebook.Code, Source: "fmt.Println(\"hello\")\n42"},
	}}
	if err := nb.Encode(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//  "cells": [
	//   {
	//    "cell_type": "code",
	//    "execution_count": null,
	//    "id": "greeting",
	//    "metadata": {},
	//    "outputs": [],
	//    "source": [
	//     "fmt.Println(\"hello\")\n",
	//     "42"
	//    ]
	//   }
	//  ],
	//  "metadata": {},
	//  "nbformat": 4,
	//  "nbformat_minor": 5
	// }
}
