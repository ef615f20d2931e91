package sink

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/output"
)

// Ask puts a question to the user and returns the line that is typed. A worker
// replaces it before any cell runs.
var Ask = func(q output.Question) (line string, err error) {
	if q.Password {
		return "", errors.New("only a notebook can ask for a password")
	}
	fmt.Print(q.Prompt)
	line, err = stdin.ReadString('\n')
	if err == io.EOF && line != "" {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}

var stdin = bufio.NewReader(os.Stdin)
