package notebook

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A notebook file holds longer texts as lists of lines, which version control
// compares better than one long string.

// joinLines returns the text of a string or of a list of strings.
func joinLines(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case []any:
		var text strings.Builder
		for _, line := range v {
			s, ok := line.(string)
			if !ok {
				return "", fmt.Errorf("a list of lines has something else than text in it")
			}
			text.WriteString(s)
		}
		return text.String(), nil
	}
	return "", fmt.Errorf("neither text nor a list of lines")
}

// splitLines returns the lines of a text, each with what ends it. It splits
// where Python's str.splitlines does, by which nbformat splits.
func splitLines(text string) []string {
	lines := []string{}
	start := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch r {
		case '\r':
			if strings.HasPrefix(text[i:], "\n") {
				i++
			}
		case '\n', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		default:
			continue
		}
		lines = append(lines, text[start:i])
		start = i
	}
	if start < len(text) {
		lines = append(lines, text[start:])
	}
	return lines
}

// isJSON reports whether values of a MIME type are JSON rather than text.
func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}

// joinData joins the lines in a MIME bundle that was read.
func joinData(data map[string]any) {
	for mime, v := range data {
		if _, list := v.([]any); list && !isJSON(mime) {
			if text, err := joinLines(v); err == nil {
				data[mime] = text
			}
		}
	}
}

// splitData is a MIME bundle to be written: text is split into lines, and
// encoded pictures stay in one.
func splitData(data map[string]any) map[string]any {
	split := make(map[string]any, len(data))
	for mime, v := range data {
		text, ok := v.(string)
		if ok && (strings.HasPrefix(mime, "text/") || mime == "image/svg+xml" || mime == "application/javascript") {
			split[mime] = splitLines(text)
		} else {
			split[mime] = v
		}
	}
	return split
}
