package session_test

import (
	"strings"
	"testing"
	"time"
)

// Who looks at a value does not take what goroutines print.
func TestLookingTakesNoOutput(t *testing.T) {
	nb := open(t)
	nb.want("x := 42\ngate := make(chan bool)\ngo func() {\n\tfor i := range 3 {\n\t\t<-gate\n\t\tfmt.Println(\"late\", i)\n\t}\n}()", "")
	nb.want("1", "=> 1\n")
	told := make(chan string, 100)
	nb.onText = func(text string) { told <- text }
	// On a busy machine, some of it comes before the cell has ended.
	if _, failure := nb.run("go func() {\n\tfor range 3 {\n\t\ttime.Sleep(10 * time.Millisecond)\n\t\tgate <- true\n\t}\n}()"); failure != nil {
		t.Fatal(failure)
	}
	got := ""
	for end := time.After(time.Minute); strings.Count(got, "late") < 3; {
		if data, found := nb.s.Inspect("x", 1, 0); !found {
			t.Fatal(data)
		}
		select {
		case text := <-told:
			got += text
		case <-end:
			t.Fatalf("only %q came", got)
		default:
		}
	}
}
