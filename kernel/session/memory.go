package session

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// memoryVariable is the environment variable that bounds the memory of cells.
const memoryVariable = "GOPHERBOOK_MEMORY"

// parseMemory reads a size such as 4GiB, 500MB, 2G or a number of bytes. No
// text is no bound, 0.
func parseMemory(text string) (bytes int64, err error) {
	number := strings.TrimRight(text, "BKMGTiabkmgt ")
	unit, ok := map[string]float64{
		"": 1, "b": 1,
		"k": 1 << 10, "kib": 1 << 10, "kb": 1e3,
		"m": 1 << 20, "mib": 1 << 20, "mb": 1e6,
		"g": 1 << 30, "gib": 1 << 30, "gb": 1e9,
		"t": 1 << 40, "tib": 1 << 40, "tb": 1e12,
	}[strings.ToLower(strings.TrimSpace(text[len(number):]))]
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseFloat(number, 64)
	if n *= unit; err != nil || !ok || !(n >= 1) || n > math.MaxInt64 {
		return 0, fmt.Errorf("%s=%s is no size of memory: write it as 4GiB or 500MB", memoryVariable, text)
	}
	return int64(n), nil
}
