package progress

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// writes keeps what each call of Write was given.
type writes []string

func (w *writes) Write(p []byte) (int, error) {
	*w = append(*w, string(p))
	return len(p), nil
}

// script makes a Bar whose clock the test sets.
func script(verbose, total int) (*Bar, *writes, func(seconds float64)) {
	out := new(writes)
	zero := time.Unix(1000, 0)
	now := zero
	p := New(out, verbose, total)
	p.now = func() time.Time { return now }
	p.start, p.drawn = zero, zero.Add(redrawAfter-redrawEvery)
	return p, out, func(s float64) { now = zero.Add(time.Duration(s * float64(time.Second))) }
}

func TestSlowPassRedrawsItsLine(t *testing.T) {
	p, out, at := script(1, 60000)
	at(0.3)
	p.Update(1000, " - loss: 3.5000") // too early
	at(4)
	p.Update(20000, " - loss: 3.1000")
	at(4.05)
	p.Update(25000, " - loss: 3.0000") // too soon after the last
	at(9)
	p.Update(45000, " - loss: 2.9")
	at(12)
	p.Update(60000, " - loss: 2.3400") // the end is finish's
	p.Finish(" - loss: 2.3400")
	want := []string{
		"20000/60000 [=========>....................] - ETA: 8s - loss: 3.1000",
		"\r45000/60000 [=====================>........] - ETA: 3s - loss: 2.9   ",
		"\r60000/60000 [==============================] - 12s 200us/step - loss: 2.3400\n",
	}
	if !slices.Equal(*out, want) {
		t.Errorf("writes are\n%q, want\n%q", *out, want)
	}
}

func TestFastPassPrintsItsEndOnly(t *testing.T) {
	p, out, at := script(1, 50)
	for i := range 50 {
		at(0.009 * float64(i))
		p.Update(i, "")
	}
	p.Finish("")
	if want := []string{"50/50 [==============================] - 0s 9ms/step\n"}; !slices.Equal(*out, want) {
		t.Errorf("writes are %q, want %q", *out, want)
	}
}

func TestRedrawsAreFew(t *testing.T) {
	p, out, at := script(1, 1000)
	for i := range 1000 {
		at(float64(i) / 500) // two seconds
		p.Update(i, "")
	}
	if n := len(*out); n < 10 || n > 20 {
		t.Errorf("%d redraws in 2 s, want at most 10 a second", n)
	}
}

func TestLongPass(t *testing.T) {
	for seconds, want := range map[float64]string{100: "ETA: 1:40", 7384: "ETA: 2:03:04", 59: "ETA: 59s"} {
		p, out, at := script(1, 2)
		at(seconds)
		p.Update(1, "")
		if !strings.Contains((*out)[0], want) {
			t.Errorf("after %v s of half the pass: %q, want %s", seconds, *out, want)
		}
	}
	p, out, at := script(1, 2)
	at(5)
	p.Finish("")
	if !strings.HasSuffix((*out)[0], " - 5s 2s/step\n") {
		t.Errorf("slow rows print %q", *out)
	}
}

func TestAbandonedPassEndsItsLine(t *testing.T) {
	p, out, at := script(1, 10)
	p.Abandon()
	if len(*out) > 0 {
		t.Errorf("nothing was drawn, but %q is ended", *out)
	}
	at(2)
	p.Update(5, "")
	p.Abandon()
	if n := len(*out); n != 2 || (*out)[1] != "\n" {
		t.Errorf("writes are %q", *out)
	}
}

func TestMetric(t *testing.T) {
	for value, want := range map[float64]string{2.34: " - loss: 2.3400", 0.00012: " - loss: 1.2000e-04", -5: " - loss: -5.0000"} {
		if got := Metric("loss", value); got != want {
			t.Errorf("%g prints as %q, want %q", value, got, want)
		}
	}
}
