package cell

import (
	"go/scanner"
	"go/token"
	"strings"
)

// checkDirectives refuses comments that tell the go command what it cannot do
// for cells. Others, such as //go:build, are comments like any other.
func checkDirectives(src *Source) (errs Diagnostics) {
	const embed = "//go:embed"
	var sc scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(src.code))
	sc.Init(file, []byte(src.code), nil, scanner.ScanComments)
	for {
		pos, tok, text := sc.Scan()
		if tok == token.EOF {
			return errs
		}
		if tok == token.COMMENT && (strings.HasPrefix(text, embed+" ") || strings.HasPrefix(text, embed+"\t")) {
			errs = append(errs, src.diagnostic(file.Offset(pos), embed+": cells embed no files; read them with os.ReadFile, or a directory with os.DirFS"))
		}
	}
}
