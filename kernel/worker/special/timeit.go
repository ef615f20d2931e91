package special

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// shortest is how long a run of %timeit takes at least, when it chooses the
// number of loops itself.
const shortest = 200 * time.Millisecond

// Timeit calls a function loops times in each of some runs, and prints the mean
// and the standard deviation of the time of one call. 0 loops are 1, 2, 5,
// 10, 20, ... so that a run takes a while.
func (Specials) Timeit(loops, runs int, f func()) {
	run := func() time.Duration {
		start := time.Now()
		for range loops {
			f()
		}
		return time.Since(start)
	}
	if loops == 0 {
		for i, took := 0, time.Duration(0); took < shortest; i++ {
			loops = []int{1, 2, 5}[i%3] * int(math.Pow10(i/3))
			took = run()
		}
	}
	times := make([]float64, runs)
	mean := 0.0
	for i := range times {
		times[i] = float64(run()) / float64(loops)
		mean += times[i] / float64(runs)
	}
	square := 0.0
	for _, t := range times {
		square += (t - mean) * (t - mean)
	}
	deviation := math.Sqrt(square / float64(runs))
	fmt.Printf("%s ± %s per loop (mean ± std. dev. of %s, %s each)\n",
		short(mean), short(deviation), plural(runs, "run"), plural(loops, "loop"))
}

// Keep uses a value, so that the compiler computes it.
//
//go:noinline
func Keep[T any](T) {}

func plural(n int, what string) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if n != 1 {
		what += "s"
	}
	return digits + " " + what
}
