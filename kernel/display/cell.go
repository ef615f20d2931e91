package display

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// mostCellText is how many characters a cell of a table shows.
const mostCellText = 50

// cellText returns a value as the text of a table's cell: on one line, and not
// too long.
func cellText(v reflect.Value) string {
	v = pointed(v)
	switch {
	case !v.IsValid():
		return ""
	case v.Kind() == reflect.Pointer: // a nil one
		return "<nil>"
	}
	text := ""
	switch {
	case v.CanInterface() && v.Type() == reflect.TypeFor[time.Time]():
		text = strings.TrimSuffix(v.Interface().(time.Time).Format("2006-01-02 15:04:05"), " 00:00:00")
	case v.CanInterface() && hasText(v.Interface()):
		text = Text(v.Interface())
	default:
		text = shortText(v, 4*mostCellText)
	}
	return cut(oneLine(text))
}

// pointed follows interfaces, and pointers but those that have a text.
func pointed(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface ||
		v.Kind() == reflect.Pointer && !v.IsNil() && !(v.CanInterface() && hasText(v.Interface())) {
		v = v.Elem()
	}
	return v
}

// oneLine writes control characters, line breaks too, as Go does.
func oneLine(text string) string {
	if !strings.ContainsFunc(text, unicode.IsControl) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unicode.IsControl(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cut shortens a text to mostCellText characters.
func cut(text string) string {
	if len(text) <= mostCellText {
		return text
	}
	if runes := []rune(text); len(runes) > mostCellText {
		return string(runes[:mostCellText-1]) + "…"
	}
	return text
}

// columnTexts returns the texts of the cells of one column, and whether they
// are numbers. Floating-point numbers get the same number of decimals.
func columnTexts(column []reflect.Value) (texts []string, numbers bool) {
	texts = make([]string, len(column))
	var floats []float64
	var where []int
	numbers = true
	any := false
	for i, v := range column {
		v = pointed(v)
		texts[i] = cellText(v)
		switch {
		case !v.IsValid():
		case v.CanFloat() && !(v.CanInterface() && hasText(v.Interface())):
			floats, where = append(floats, v.Float()), append(where, i)
			any = true
		case isNumber(v):
			any = true
		default:
			numbers = false
		}
	}
	for i, text := range alignFloats(floats) {
		texts[where[i]] = text
	}
	return texts, numbers && any
}

// isNumber tells whether a value is a number, also if it is a duration or the
// like. Other numbers with a text of their own are words.
func isNumber(v reflect.Value) bool {
	if v.Kind() < reflect.Int || v.Kind() > reflect.Complex128 {
		return false
	}
	if v.CanInterface() && hasText(v.Interface()) {
		_, ok := v.Interface().(time.Duration)
		return ok
	}
	return true
}

const (
	significant  = 5 // digits that a floating-point number shows at least, if it has them
	mostDecimals = 6
)

// alignFloats writes numbers with as many decimals as the one needs that needs
// the most. Where some are very large or small, each is written by itself.
func alignFloats(values []float64) []string {
	decimals := 0
	for _, v := range values {
		size := math.Abs(v)
		if size == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		if size >= 1e10 || size < 1e-5 {
			decimals = -1
			break
		}
		places := significant - 1 - int(math.Floor(math.Log10(size)))
		text := strconv.FormatFloat(v, 'f', min(max(places, 0), mostDecimals), 64)
		if whole, fraction, ok := strings.Cut(text, "."); ok && whole != "" {
			decimals = max(decimals, len(strings.TrimRight(fraction, "0")))
		}
	}
	texts := make([]string, len(values))
	for i, v := range values {
		if decimals < 0 {
			texts[i] = strconv.FormatFloat(v, 'g', significant, 64)
		} else {
			texts[i] = strconv.FormatFloat(v, 'f', decimals, 64)
		}
	}
	return texts
}
