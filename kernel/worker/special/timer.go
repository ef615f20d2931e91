package special

import (
	"fmt"
	"math"
	"time"

	"github.com/gopherbook/gopherbook/kernel/worker/rt"
)

// timer measures what %time is put before.
type timer struct {
	start     time.Time
	user, sys time.Duration
}

// StartTimer starts a timer.
func (Specials) StartTimer() rt.Timer {
	t := &timer{}
	t.user, t.sys = cpuTime()
	t.start = time.Now()
	return t
}

// Stop prints the processor's time and the clock's since the start.
func (t *timer) Stop() {
	wall := time.Since(t.start)
	user, sys := cpuTime()
	user, sys = user-t.user, sys-t.sys
	fmt.Printf("CPU times: user %s, sys: %s, total: %s\nWall time: %s\n", short(user), short(sys), short(user+sys), short(wall))
}

// units are those of short, each a thousand of the one before.
var units = []string{"ns", "µs", "ms", "s"}

// short writes a time, a number of nanoseconds, with three digits, and three
// decimals at most.
func short[T float64 | time.Duration](t T) string {
	ns := float64(t)
	if d := time.Duration(ns); d >= time.Minute {
		return fmt.Sprintf("%dmin %ds", int(d.Minutes()), int(d.Seconds())%60)
	}
	unit := 0
	for ns >= 999.5 && unit < len(units)-1 { // three digits would make it 1e+03
		ns /= 1000
		unit++
	}
	return fmt.Sprintf("%.3g %s", math.Round(ns*1000)/1000, units[unit])
}
