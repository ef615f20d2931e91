package build_test

import (
	"testing"

	"github.com/gopherbook/gopherbook/kernel/build"
)

func TestImportErrors(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"go.mod":         "module own\n\ngo 1.22\n",
		"bad/bad.go":     "package bad\n\nimport _ \"example.com/nowhere/x\"\n",
		"broken/b.go":    "package broken\n\nvar V int = \"\"\n",
		"program/p.go":   "package main\n\nfunc main() {}\n",
		"tagged/t.go":    "//go:build never\n\npackage tagged\n",
		"empty/empty.md": "",
	})
	t.Setenv("GOPROXY", "off")
	b := newBuilder(t, build.Options{Dir: dir})
	for path, want := range map[string]string{
		"example.com/nowhere":   "no required module provides package example.com/nowhere: run %go get example.com/nowhere",
		"gonum.org/v1/gonum/no": "no required module provides package gonum.org/v1/gonum/no: run %go get gonum.org/v1/gonum/no",
		"own/bad":               "no required module provides package example.com/nowhere/x: run %go get example.com/nowhere/x",
		"own/none":              "package own/none is not in your module",
		"own/broken":            "cannot use \"\"",
		"own/tagged":            "build constraints exclude all Go files",
		"own/empty":             "own/empty",
		"maths":                 "package maths is not in std: did you mean \"math\"?",
		"json":                  "package json is not in std: did you mean \"encoding/json\"?",
		"io/utils":              "package io/utils is not in std: did you mean \"io/ioutil\"?",
		"strngs":                "package strngs is not in std: did you mean \"strings\"?",
		"rand":                  "package rand is not in std: did you mean \"crypto/rand\" or \"math/rand\" or \"math/rand/v2\"?",
		"numpy":                 "package numpy is not in std",
		"all":                   "package all is not in std",
		"../own":                `malformed import path "../own"`,
		"fmt/...":               `malformed import path "fmt/..."`,
		"a b":                   `malformed import path "a b"`,
	} {
		_, err := b.Import(path)
		wantError(t, err, want)
	}
	if !exports(b, "fmt", "Println") {
		t.Error("after all these errors, fmt cannot be imported")
	}

	// A module that is required and cannot be had may have anything but what is
	// certainly not there.
	write(t, dir, map[string]string{"go.mod": "module own\n\ngo 1.22\n\nrequire example.com/m v1.0.0\n"})
	b = newBuilder(t, build.Options{Dir: dir})
	for path, want := range map[string]string{
		"example.com/nowhere": "cannot reach the module proxy: example.com/m@v1.0.0: module lookup disabled by GOPROXY=off",
		"own/none":            "package own/none is not in your module",
		"maths":               "package maths is not in std: did you mean \"math\"?",
	} {
		_, err := b.Import(path)
		wantError(t, err, want)
	}
}
