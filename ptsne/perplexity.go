package ptsne

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Perplexity sets the effective number of neighbours of each row, which is more
// than 1 and less than the number of other rows in its batch. The default is
// 30.
//
// Several perplexities, as in Perplexity(10, 30, 100), give the mean of the
// conditional probabilities of each: the small keep close neighbours, the large
// the arrangement of groups. The time to match them is that for each, and the
// default number of Neighbors follows from the largest.
func Perplexity(u ...float64) JointOption {
	return setting(func(s *settings) { s.perplexities, s.multiscale = slices.Clone(u), false })
}

// Multiscale takes the perplexities 2, 4, 8 and so on, up to about half of the
// rows of a batch (Lee, Peluffo-Ordóñez and Verleysen 2015, section 3; with
// t-SNE, de Bodt et al. 2018): 2^h for h from 1 to log2(rows/2), rounded. So
// there is no perplexity to choose, and the map keeps all scales. Of Multiscale
// and Perplexity, the last that is given counts.
//
// A row has all others of its batch as Neighbors, which takes 8 bytes for each
// pair, 200 MB for a batch of 5000, and more than ten times as long as the
// default. A batch has at least 4 rows; if the last has fewer rows than the
// others, it may have fewer perplexities.
func Multiscale() JointOption {
	return setting(func(s *settings) { s.perplexities, s.multiscale = nil, true })
}

// perplexitiesOf returns the perplexities of a batch of so many rows.
func (s *settings) perplexitiesOf(rows int) []float64 {
	if !s.multiscale {
		return s.perplexities
	}
	var all []float64
	for h := range int(math.Round(math.Log2(float64(rows) / 2))) {
		all = append(all, math.Ldexp(2, h))
	}
	return all
}

// neighborsIn returns how many neighbours a row has in a batch of so many rows.
func (s *settings) neighborsIn(rows int) int {
	if s.neighbors != nil {
		return min(*s.neighbors, rows-1)
	}
	u := slices.Max(s.perplexitiesOf(rows))
	return min(rows-1, max(2, int(math.Ceil(3*u))))
}

// checkPerplexity returns an error if some batch has too few rows, or a row too
// few neighbours, for the perplexities.
func (s *settings) checkPerplexity(rows, size int) error {
	least, who := 3, "JointProbabilities"
	if s.multiscale {
		least, who = 4, "Multiscale"
	}
	last := rows % size
	switch {
	case size < least:
		return fmt.Errorf("ptsne: %s wants at least %d rows in a batch, but there are %d", who, least, size)
	case s.multiscale && last > 0 && last < least:
		return fmt.Errorf("ptsne: Multiscale wants at least %d rows in a batch, but the last gets %d of %d rows in batches of %d: change the batch size or leave out %s",
			least, last, rows, size, those(last))
	}
	all := s.perplexitiesOf(size)
	if len(all) == 0 {
		return errors.New("ptsne: Perplexity(): want at least one number above 1")
	}
	for _, u := range all {
		if !(u > 1) || math.IsInf(u, 1) {
			return fmt.Errorf("ptsne: Perplexity(%v): want a number above 1", u)
		}
	}
	u := slices.Max(all)
	if u >= float64(size-1) {
		return fmt.Errorf("ptsne: perplexity %v is too large for a batch of %d rows: want it below %d, or larger batches",
			u, size, size-1)
	}
	if k := s.neighbors; k != nil && float64(*k) <= u {
		return fmt.Errorf("ptsne: Neighbors(%d) are too few for perplexity %v: want more than the perplexity", *k, u)
	}
	if last > 0 && !s.multiscale && u >= float64(last-1) {
		return fmt.Errorf("ptsne: perplexity %v is too large for the last batch, which gets %d of %d rows in batches of %d: change the batch size or leave out %s",
			u, last, rows, size, those(last))
	}
	return nil
}

func those(rows int) string {
	if rows == 1 {
		return "that row"
	}
	return fmt.Sprintf("those %d rows", rows)
}
