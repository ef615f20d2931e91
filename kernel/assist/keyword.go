package assist

import "go/token"

// keywordsAt adds the keywords that can follow a token.
func keywordsAt(c *collector, before token.Token) {
	words := inner
	switch before {
	case lineEnd, token.SEMICOLON, token.LBRACE, token.COLON:
		words = beginners
	case token.RBRACE:
		words = []string{"else"}
	}
	for _, w := range words {
		c.add(candidate{Match: Match{Text: w, Type: "keyword"}, tier: keywords})
	}
}

var (
	// beginners begin statements and declarations.
	beginners = []string{"break", "case", "chan", "const", "continue", "default", "defer", "fallthrough", "for", "func", "go", "goto",
		"if", "import", "interface", "map", "return", "select", "struct", "switch", "type", "var"}

	// inner stand in expressions and types.
	inner = []string{"chan", "func", "interface", "map", "range", "struct"}
)
