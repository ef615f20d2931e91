package notebook

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTerminalHTML(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"text is escaped", "a <b> & c\n", "a &lt;b&gt; &amp; c\n"},
		{"a carriage return prints over", "10%\r20%\rdone\nnext", "done\nnext"},
		{"what is longer shows its tail", "longer\rshort", "shortr"},
		{"line ends of Windows", "a\r\nb\r\n", "a\nb\n"},
		{"backspaces", "12%\b\b\b34%\b\b\b\b\b\b", "34%"},
		{"a tab stays", "a\tb", "a\tb"},
		{"erase to the end", "longer\rab\x1b[K", "ab"},
		{"erase the line", "longer\x1b[2K\rab", "ab"},
		{"erase from the start", "abcd\x1b[2D\x1b[1K", "   d"},
		{"go to a column", "abc\x1b[2GX", "aXc"},
		{"a stray column is bounded", "\x1b[99999999GX", strings.Repeat(" ", 999) + "X"},
		{"colour", "\x1b[31mred\x1b[0m plain", `<span style="color:var(--ansi-red)">red</span> plain`},
		{"bright and bold", "\x1b[1;92mgo", `<span style="color:var(--ansi-green);font-weight:bold">go</span>`},
		{"256 colours", "\x1b[38;5;196mx\x1b[48;5;250my", `<span style="color:rgb(255,0,0)">x</span><span style="color:rgb(255,0,0);background:rgb(188,188,188)">y</span>`},
		{"true colours", "\x1b[38;2;1;2;300mx\x1b[39my", `<span style="color:rgb(1,2,255)">x</span>y`},
		{"colour goes on over lines", "\x1b[4ma\nb\x1b[mc", "<span style=\"text-decoration:underline\">a</span>\n<span style=\"text-decoration:underline\">b</span>c"},
		{"inverse", "\x1b[7mx\x1b[27m", `<span style="color:var(--page);background:var(--text)">x</span>`},
		{"other sequences are left out", "a\x1b[?25lb\x1b]8;;http://x\x1b\\link\x1b]8;;\x07c\x1b(Bd\x07", "ablinkcBd"},
		{"a cut sequence", "a\x1b[3", "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := terminalHTML(test.text); got != test.want {
				t.Errorf("%q becomes %q, want %q", test.text, got, test.want)
			}
		})
	}
}

// Dropping what is covered does not change what a terminal shows.
func FuzzDropCovered(f *testing.F) {
	f.Add("longer\rshort\rx\n\r\r\x1b[31mred\rplain", 5)
	f.Add(" 10%\r 20%\r100%\r\nend", 3)
	f.Fuzz(func(t *testing.T, text string, cut int) {
		text = strings.ToValidUTF8(text, "?") // as JSON has it
		cut = min(max(cut, 0), len(text))
		for cut < len(text) && !utf8.RuneStart(text[cut]) {
			cut++
		}
		var s streamText
		s.write(text[:cut])
		s.write(text[cut:])
		if got, want := terminalHTML(string(s.text)), terminalHTML(text); got != want {
			t.Errorf("%q is kept as %q, which shows %q instead of %q", text, s.text, got, want)
		}
	})
}
