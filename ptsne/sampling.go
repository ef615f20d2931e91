package ptsne

import (
	"math/rand/v2"
	"slices"
	"sort"
)

// SamplePairs has Fit make its batches of pairs of neighbours, each drawn with
// its probability p_ij, in place of rows that are neighbours by chance only.
// So each row has a neighbour in its batch, and the others are a sample of all
// rows, however small the batch is. The target is the P of all rows:
//
//	p, err := ptsne.JointProbabilities(x, ptsne.BatchSize(n))
//	err = model.Compile(ptsne.InfoNCE(), ptsne.Adam(0.001))
//	history, err := model.Fit(x, p, ptsne.SamplePairs(), ptsne.Epochs(100))
//
// The P of a batch is that of its pairs alone, all equal. Other neighbours that
// happen to be in the batch count as strangers, as they do in negative sampling.
// InfoNCE is the loss for this (Damrich et al. 2023); Fit takes batches of 1024
// rows by default. An epoch is about as many rows as the data have: some come
// twice in it and others not at all, and a last batch of less than half the size
// is left out.
func SamplePairs() FitOption {
	return setting(func(s *settings) { s.samplePairs = true })
}

// A sampling makes batches of the rows of a data set, and their P, from the P
// of all rows.
type sampling interface {
	// draw sets rows to those of a batch. They are a part of all rows in random
	// order, if that is what the sampling wants.
	draw(rows []int, rng *rand.Rand)
	// pairs returns the P of a batch, until the next call.
	pairs(rows []int) *csr
}

// A rowSampling takes rows as they come and the pairs among them, which sum to
// 1.
type rowSampling struct {
	whole *csr
	place []int32 // of each row in the batch, counted from 1; 0 for rows outside
	batch csr
}

func newRowSampling(whole *csr) *rowSampling {
	return &rowSampling{whole: whole, place: make([]int32, len(whole.start)-1)}
}

// draw sorts the rows, so that the columns of their pairs ascend.
func (s *rowSampling) draw(rows []int, _ *rand.Rand) { slices.Sort(rows) }

func (s *rowSampling) pairs(rows []int) *csr {
	for at, i := range rows {
		s.place[i] = int32(at + 1)
	}
	b := &s.batch
	b.start, b.col, b.val = append(b.start[:0], 0), b.col[:0], b.val[:0]
	mass := 0.0
	for _, i := range rows {
		cols, vals := s.whole.row(i)
		for n, j := range cols {
			if at := s.place[j]; at > 0 {
				b.col, b.val = append(b.col, at-1), append(b.val, vals[n])
				mass += float64(vals[n])
			}
		}
		b.start = append(b.start, len(b.col))
	}
	for _, i := range rows {
		s.place[i] = 0
	}
	for n := range b.val {
		b.val[n] = float32(float64(b.val[n]) / mass)
	}
	return b
}

// A pairSampling draws pairs of rows, each with its probability: rows 2m and
// 2m+1 of a batch are a pair.
type pairSampling struct {
	whole *csr
	upTo  []float64 // the probabilities of all rows up to this one
	batch csr
}

func newPairSampling(whole *csr) *pairSampling {
	s := &pairSampling{whole: whole, upTo: make([]float64, len(whole.start)-1)}
	sum := 0.0
	for i := range s.upTo {
		_, vals := whole.row(i)
		for _, v := range vals {
			sum += float64(v)
		}
		s.upTo[i] = sum
	}
	return s
}

func (s *pairSampling) draw(rows []int, rng *rand.Rand) {
	last := len(s.upTo) - 1
	for m := 0; m+1 < len(rows); m += 2 {
		u := rng.Float64() * s.upTo[last]
		i := min(last, sort.Search(last, func(i int) bool { return s.upTo[i] > u }))
		cols, vals := s.whole.row(i)
		if i > 0 {
			u -= s.upTo[i-1]
		}
		n := 0
		for ; n < len(vals)-1 && u >= float64(vals[n]); n++ {
			u -= float64(vals[n])
		}
		rows[m], rows[m+1] = i, int(cols[n])
	}
}

// pairs gives each pair the same probability: how often it is drawn has to do
// with P. A last row without a partner is but a stranger to the others.
func (s *pairSampling) pairs(rows []int) *csr {
	b, n := &s.batch, len(rows)&^1
	b.start, b.col, b.val = append(b.start[:0], 0), b.col[:0], b.val[:0]
	for i := range n {
		b.col, b.val = append(b.col, int32(i^1)), append(b.val, float32(1/float64(n)))
	}
	for i := range rows {
		b.start = append(b.start, min(i+1, n))
	}
	return b
}
