package rbm

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// states returns all states of n units, a state in each row.
func states(n int) *mat.Dense {
	m := mat.NewDense(1<<n, n, nil)
	m.Apply(func(i, j int, _ float64) float64 { return float64(i >> j & 1) }, m)
	return m
}

// energy is the energy of a state, as package rbm defines it; Gaussian units add
// that of their distance from the bias.
func energy(r reference, v, h []float64) (e float64) {
	for i, x := range v {
		e -= x * r.b.AtVec(i)
		for j, y := range h {
			e -= x * r.w.At(i, j) * y
		}
	}
	for j, y := range h {
		if r.gaussian {
			e += (y - r.c.AtVec(j)) * (y - r.c.AtVec(j)) / 2
		} else {
			e -= y * r.c.AtVec(j)
		}
	}
	return e
}

// exp(-F) is the sum of exp(-E) over all states of the hidden units.
func TestFreeEnergyAgreesWithEnumeration(t *testing.T) {
	r := machine(6, 4)
	for i := range r.weights.Data {
		r.weights.Data[i] *= 20
	}
	ref := referenceOf(r)
	v, h := states(6), states(4)
	got, err := r.FreeEnergy(v)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range got {
		sum := 0.0
		for j := range 1 << 4 {
			sum += math.Exp(-energy(ref, v.RawRowView(i), h.RawRowView(j)))
		}
		if want := -math.Log(sum); math.Abs(f-want) > 1e-5*(1+math.Abs(want)) {
			t.Errorf("the free energy of %v is %g, want %g", v.RawRowView(i), f, want)
		}
	}
}

// For Gaussian units the sum is an integral, over a fine grid here.
func TestFreeEnergyOfGaussianUnits(t *testing.T) {
	r := machine(5, 2, Gaussian())
	for i := range r.weights.Data {
		r.weights.Data[i] *= 5
	}
	ref := referenceOf(r)
	v := states(5)
	got, err := r.FreeEnergy(v)
	if err != nil {
		t.Fatal(err)
	}
	const step, reach = 0.2, 12.0
	for i, f := range got {
		sum := 0.0
		for a := -reach; a <= reach; a += step {
			for b := -reach; b <= reach; b += step {
				sum += math.Exp(-energy(ref, v.RawRowView(i), []float64{a, b})) * step * step / (2 * math.Pi)
			}
		}
		if want := -math.Log(sum); math.Abs(f-want) > 1e-4 {
			t.Errorf("the free energy of %v is %g, want %g", v.RawRowView(i), f, want)
		}
	}
}

func TestFreeEnergyOfStrongUnits(t *testing.T) {
	r := New(1, 1)
	for bias, want := range map[float32]float64{1e4: -1e4, -1e4: 0, 0: -math.Ln2} {
		r.weights.Data[0], r.hidden[0] = 0, bias
		if f, err := r.FreeEnergy(mat.NewDense(1, 1, nil)); err != nil || math.Abs(f[0]-want) > 1e-9 {
			t.Errorf("bias %g: the free energy is %v, error %v, want %g", bias, f, err, want)
		}
	}
	if _, err := r.FreeEnergy(mat.NewDense(2, 2, nil)); err == nil {
		t.Error("rows of another width have a free energy")
	}
}

// Many rows have the energies that each has alone.
func TestFreeEnergyOfManyRows(t *testing.T) {
	const n = 2*energiesAtATime + 7
	r := New(3, 5)
	x := mat.NewDense(n, 3, nil)
	x.Apply(func(i, j int, _ float64) float64 { return float64(i*(j+1)%11) / 10 }, x)
	all, err := r.FreeEnergy(x)
	if err != nil || len(all) != n {
		t.Fatalf("%d energies of %d rows, error %v", len(all), n, err)
	}
	for _, i := range []int{0, 1, energiesAtATime - 1, energiesAtATime, n - 1} {
		alone, err := r.FreeEnergy(x.Slice(i, i+1, 0, 3))
		if err != nil || math.Abs(alone[0]-all[i]) > 1e-5 {
			t.Errorf("row %d has the energy %g among others, %v alone, error %v", i, all[i], alone, err)
		}
	}
}
