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
//	JSON() map[string]any
//	Render() Data    SimpleRender() MIMEMap
//
// shows itself in those forms, and the front end takes the richest it can
// draw. An [image.Image], a matrix (anything with Dims and At) and a plot
// (anything with gonum/plot's WriterTo) need no method. Everything else is
// shown as text. The functions [HTML], [PNG], [Markdown] and so on make such
// values from strings and bytes.
//
// Outside a notebook, in an ordinary program, Display prints the value's text.
package display
