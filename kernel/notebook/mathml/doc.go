// Package mathml turns the formulas of notebooks, which are written in TeX, into
// MathML, which browsers draw without a script or a network.
//
// It knows the part of TeX's mathematics that notebooks use: scripts, fractions,
// roots, fences, accents, alphabets, operators, Greek, spaces, and the
// environments for matrices, cases and aligned lines. Where it meets anything
// else, [Convert] returns an error, and the formula is better shown as it was
// written than half converted.
//
// MathML is described at https://www.w3.org/TR/mathml-core/.
package mathml
