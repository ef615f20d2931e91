package special

import (
	"fmt"
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

// short writes a duration with three digits or so.
func short(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return fmt.Sprintf("%dmin %ds", int(d.Minutes()), int(d.Seconds())%60)
	case d >= time.Second:
		return fmt.Sprintf("%.3g s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.3g ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.3g µs", float64(d)/float64(time.Microsecond))
}
