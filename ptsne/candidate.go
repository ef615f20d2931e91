package ptsne

import "math"

// A candidate is a possible neighbour: its distance in the upper half, made
// such that the order of numbers is that of distances, its column in the lower.
// So candidates are all different, and of those equally far the first comes
// first.
type candidate uint64

func newCandidate(distance float32, col int) candidate {
	bits := math.Float32bits(distance)
	if bits>>31 == 1 {
		bits = ^bits // negative numbers: the larger the bits, the smaller the number
	} else {
		bits |= 1 << 31
	}
	return candidate(bits)<<32 | candidate(uint32(col))
}

func (c candidate) distance() float32 {
	bits := uint32(c >> 32)
	if bits>>31 == 1 {
		return math.Float32frombits(bits &^ (1 << 31))
	}
	return math.Float32frombits(^bits)
}

func (c candidate) col() int32 { return int32(uint32(c)) }

// selectSmallest moves the k smallest of s to its front (Hoare's quickselect).
func selectSmallest(s []candidate, k int) {
	for len(s) > 1 && k > 0 && k < len(s) {
		// The median of three is a good guess, and ends at neither end.
		a, b, c := s[0], s[len(s)/2], s[len(s)-1]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := 0, len(s)-1
		for {
			for s[i] < pivot {
				i++
			}
			for s[j] > pivot {
				j--
			}
			if i >= j {
				break
			}
			s[i], s[j] = s[j], s[i]
			i++
			j--
		}
		// All before i are at most the pivot, all from i on at least.
		if k <= i {
			s = s[:i]
		} else {
			s, k = s[i:], k-i
		}
	}
}
