package ptsne

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
	"github.com/gopherbook/gopherbook/ptsne/internal/progress"
)

// The batch sizes of Fit and Evaluate without BatchSize: Keras's, and one in
// which a row meets strangers enough.
const (
	defaultBatch = 32
	pairBatch    = 1024
)

// batches cuts the rows of the data into batches.
type batches struct {
	loss   Loss
	target batchTarget
	units  int
	size   int
	order  []int // the rows, batch after batch
	starts []int // where in order each batch starts, in the order they are taken
	tied   bool  // rows stay in their batches
}

// newBatches checks data against the compiled model. Keras checks in the same
// order: compiled, shapes, numbers of samples.
func (m *Sequential) newBatches(x, target mat.Matrix, s *settings) (*batches, error) {
	if m.loss == nil {
		return nil, ErrNotCompiled
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := m.checkInput(x); err != nil {
		return nil, err
	}
	if nils.Is(target) {
		return nil, errors.New("ptsne: the target is nil")
	}
	n, _ := x.Dims()
	last := m.last()
	b := &batches{loss: m.loss, units: last.Units(), size: s.batchSize, tied: pairs(m.loss, last.Units())}
	b.target.target = target
	if b.size == 0 {
		b.size = defaultBatch
		if joint, ok := target.(*Joint); ok {
			b.size = joint.BatchSize()
		}
		if s.samplePairs {
			b.size = pairBatch
		}
	}
	b.size = min(b.size, n)
	targetRows, targetCols := target.Dims()
	if targetRows == 0 || targetCols == 0 {
		return nil, errEmpty("target", targetRows, targetCols)
	}
	if _, ok := target.(*Joint); ok && targetRows != n {
		return nil, &SamplesError{Input: n, Target: targetRows} // its shape follows from its rows
	}
	if err := b.sample(n, s); err != nil {
		return nil, err
	}

	if b.target.sampling != nil {
		targetCols = b.size // each batch has a target of its own
	}
	if want := m.loss.TargetColumns(b.size, last.Units()); want != targetCols {
		e := &ShapeError{Checked: "target", Layer: last.Name(), Columns: want, Rows: targetRows, Cols: targetCols}
		if b.tied && targetCols <= n {
			e.Hint = fmt.Sprintf("this loss expects a column for each of the %d rows of a batch: a target of this shape goes with BatchSize(%d)", b.size, targetCols)
		}
		return nil, e
	}
	if targetRows != n {
		return nil, &SamplesError{Input: n, Target: targetRows}
	}
	if err := checkFinite("target", target); err != nil {
		return nil, err
	}
	if l, ok := m.loss.(targetChecker); ok {
		if err := l.checkTarget(target); err != nil {
			return nil, err
		}
	}

	b.order = make([]int, n)
	b.starts = make([]int, (n+b.size-1)/b.size)
	b.sort()
	return b, nil
}

// sample has b draw its batches from all rows, if the target is the P of all.
func (b *batches) sample(n int, s *settings) error {
	joint, ok := b.target.target.(*Joint)
	whole := ok && b.tied && joint.rows == n && joint.size == n
	switch {
	case !s.samplePairs && (!whole || b.size == n):
		return nil
	case !s.samplePairs:
		b.target.sampling = newRowSampling(joint.batches[0])
	case !b.tied:
		return fmt.Errorf("ptsne: SamplePairs is for losses on the pairs of a batch, such as InfoNCE, not for %T", b.loss)
	case !whole:
		return fmt.Errorf("ptsne: SamplePairs draws from the joint probabilities of all rows: the target must be JointProbabilities(x, BatchSize(%d)) of the %d rows", n, n)
	case s.batchSize%2 == 1:
		return fmt.Errorf("ptsne: SamplePairs makes batches of pairs: want an even BatchSize, not %d", s.batchSize)
	case !s.shuffle:
		return errors.New("ptsne: SamplePairs draws its batches at random: leave out Shuffle(false)")
	default:
		b.target.sampling = newPairSampling(joint.batches[0])
		b.size &^= 1
	}
	b.tied = false
	return nil
}

// dropShort leaves out a last batch of less than half the size, if batches are
// drawn: a few rows say little of the data, and those left out are drawn another
// time.
func (b *batches) dropShort() {
	whole := len(b.order) / b.size
	if rest := len(b.order) % b.size; b.target.sampling != nil && whole > 0 && 2*rest < b.size {
		b.starts = b.starts[:whole]
	}
}

// rows returns the number of rows in all batches.
func (b *batches) rows() int { return min(len(b.order), len(b.starts)*b.size) }

// sort puts the rows and the batches into the order of the data.
func (b *batches) sort() {
	for i := range b.order {
		b.order[i] = i
	}
	for i := range b.starts {
		b.starts[i] = i * b.size
	}
}

// shuffle shuffles the rows or, where these are tied to their batches, the
// order in which the batches are taken. The result depends on rng alone, not on
// the order before: training that is continued by another Fit goes on as if it
// had not been interrupted.
func (b *batches) shuffle(rng *rand.Rand) {
	b.sort()
	shuffled := b.order
	if b.tied {
		shuffled = b.starts
	}
	rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if s := b.target.sampling; s != nil {
		for _, lo := range b.starts {
			s.draw(b.order[lo:min(lo+b.size, len(b.order))], rng)
		}
	}
}

// each calls f for every batch and returns the mean of what f returns,
// weighted by rows. It stops at an error and when ctx is done.
func (b *batches) each(ctx context.Context, bar *progress.Bar, f func(n int, t *batchTarget) (float64, error)) (float64, error) {
	var sum float64
	done := 0
	for n, lo := range b.starts {
		if ctx.Err() != nil {
			return 0, canceled(ctx, "the pass over the batches")
		}
		t := &b.target
		t.rows = b.order[lo:min(lo+b.size, len(b.order))]
		t.cols = b.loss.TargetColumns(len(t.rows), b.units)
		value, err := f(n, t)
		if err != nil {
			return 0, err
		}
		sum += value * float64(len(t.rows))
		done += len(t.rows)
		bar.Update(done, progress.Metric("loss", sum/float64(done)))
	}
	return sum / float64(done), nil
}
