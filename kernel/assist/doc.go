// Package assist helps while a cell is being typed: it completes what stands
// before the cursor, and tells what is known of a name.
//
// Code that is being typed seldom compiles. So an [Assistant] goes about it in
// three steps:
//
//   - tokens: a Go scanner stands any text. The tokens before the cursor tell
//     whether it is in a comment, in a string, after a dot or in a name;
//   - repair: the name at the cursor becomes a placeholder, and what is open
//     there is closed, by leaving out the rest of the function if need be;
//   - check: the repaired text is parsed and type-checked as far as it goes
//     ([cell.Scope.Draft]), and the placeholder found again in the syntax tree.
//     What stands before its dot has a type, and with it fields and methods.
//
// What earlier cells have declared comes as a [cell.Scope], which does not
// change: an Assistant may be asked while a cell runs. Packages come from where
// the cells' imports come from. One that has to be compiled first is not waited
// for: it is there the next time.
//
// Offsets are bytes of the UTF-8 text. What a front end counts in characters,
// package kernel translates.
package assist
