// Package display shows values in a notebook.
//
// A value is shown by the last expression of a cell, or by [Display] from
// anywhere in it:
//
//	display.Display(figure)
//	display.Display(display.Markdown("**done**"))
//
// How a value looks is up to the value. Whatever has one of the methods
//
//	HTML() string    Markdown() string   Latex() string    JavaScript() string
//	SVG() string     PNG() []byte        JPEG() []byte     PDF() []byte
//	JSON() map[string]any                VegaLite() map[string]any
//	Render() Data    SimpleRender() MIMEMap
//
// shows itself in those forms, and the front end takes the richest it can
// draw. An [image.Image] and a plot (anything with gonum/plot's WriterTo) need
// no method. Everything else is shown as text. The functions [HTML], [PNG],
// [Markdown] and so on make such values from strings and bytes.
//
// # Tables
//
// A matrix (anything with Dims and At), a slice of structs, a slice of slices
// and a slice of maps with string keys show themselves as a table, beside their
// text. [Table] makes tables of more, and gives columns names.
//
// # Progress
//
// [Progress] shows a bar that fills up in its place. [Show] returns a handle by
// which any value is shown anew.
//
// Outside a notebook, in an ordinary program, Display prints the value's text.
package display
