package ptsne

import "math/rand/v2"

// An Augmentation makes dst, which begins as a copy of src, a row of the data,
// a variant that is to lie where src lies on the map: an image shifted by a
// pixel, say, or a measurement with other noise. It must draw what is random
// from rng alone, and not change src. Several goroutines call it at once.
type Augmentation func(dst, src []float64, rng *rand.Rand)

// Augment has Fit train on a new variant of each row, each time the row is in a
// batch. The target stays that of the row itself. So the network learns which
// differences do not matter, of which the data alone may show too few: maps of
// new points profit most. Predict, Evaluate and ValidationData take rows as they
// are.
//
// The variants follow from the seed, like the shuffling. A nil vary leaves the
// rows as they are. Fit returns an error if a variant holds NaN or an infinity.
func Augment(vary Augmentation) FitOption {
	return setting(func(s *settings) { s.augment = vary })
}
