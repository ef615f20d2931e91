// Package cell turns the text of a notebook's cells into Go packages.
//
// A cell is not a Go file: declarations and statements stand in any order,
// imports may be missing, and its names are to last for later cells. So
// [Session.Plan] makes one of it, in these steps:
//
//   - split: specials such as %time become Go, and what cannot stand inside a
//     function (func declarations, imports) is told from what can;
//   - parse, as two files over the same text, so that every position stays;
//   - collect what must be built: the cell's own declarations, and those of
//     earlier cells that depend on what it declares anew;
//   - check with go/types, with what earlier cells declared in scope. Variables
//     of the top level become the package's. All errors are [Diagnostics] with
//     the cell's lines;
//   - emit: the user's own text with edits, so that lines keep their numbers,
//     and beside it what later cells need. Names of earlier cells become what
//     their packages export; see emitter and rewrite.
//
// The result is a [Unit], the source of one package. Nothing changes in the
// session until [Session.Commit], so a cell that does not compile leaves no
// trace.
//
// A unit whose cell only calls, computes and assigns also has the form of a
// small program, which the worker can run without a compiler.
package cell
