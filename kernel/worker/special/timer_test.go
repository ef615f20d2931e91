package special

import (
	"testing"
	"time"
)

func TestShort(t *testing.T) {
	for ns, want := range map[float64]string{
		0: "0 ns", 8.5e-5: "0 ns", 0.0123: "0.012 ns", 3.834: "3.83 ns", 999.4: "999 ns",
		999.5: "1 µs", 1234: "1.23 µs", 999_499: "999 µs", 999_600: "1 ms",
		45_678_000: "45.7 ms", 999_700_000: "1 s", 59.96e9: "60 s", 61e9: "1min 1s", 3725e9: "62min 5s",
	} {
		if got := short(ns); got != want {
			t.Errorf("%v ns are %q, want %q", ns, got, want)
		}
	}
	if got := short(1500 * time.Microsecond); got != "1.5 ms" {
		t.Errorf("1.5 ms are %q", got)
	}
}
