package plotting

import (
	"image/color"
	"math"
	"testing"
)

// deficiencies are the matrices of Machado, Oliveira and Fernandes, "A
// Physiologically-based Model for Simulation of Color Vision Deficiency"
// (2009), at full severity, on linear RGB.
var deficiencies = map[string][3][3]float64{
	"none": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia": {
		{0.152286, 1.052583, -0.204868},
		{0.114503, 0.786281, 0.099216},
		{-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {
		{0.367322, 0.860646, -0.227968},
		{0.280085, 0.672501, 0.047413},
		{-0.011820, 0.042940, 0.968881}},
	"tritanopia": {
		{1.255528, -0.076749, -0.178779},
		{-0.078411, 0.930809, 0.147602},
		{0.004733, 0.691367, 0.303900}},
}

// lab returns CIELAB coordinates (D65) of a colour as seen through m.
func lab(c color.NRGBA, m [3][3]float64) (v [3]float64) {
	var rgb [3]float64
	for i, s := range [3]uint8{c.R, c.G, c.B} {
		u := float64(s) / 255
		if u <= 0.04045 {
			rgb[i] = u / 12.92
		} else {
			rgb[i] = math.Pow((u+0.055)/1.055, 2.4)
		}
	}
	mul := func(m [3][3]float64, v [3]float64) (w [3]float64) {
		for i := range 3 {
			for j := range 3 {
				w[i] += m[i][j] * v[j]
			}
		}
		return w
	}
	seen := mul(m, rgb)
	for i := range seen {
		seen[i] = max(0, min(1, seen[i]))
	}
	xyz := mul([3][3]float64{
		{0.4124, 0.3576, 0.1805},
		{0.2126, 0.7152, 0.0722},
		{0.0193, 0.1192, 0.9505}}, seen)
	white := [3]float64{0.9505, 1, 1.089}
	var f [3]float64
	for i := range f {
		t := xyz[i] / white[i]
		if t > 216.0/24389 {
			f[i] = math.Cbrt(t)
		} else {
			f[i] = (24389.0/27*t + 16) / 116
		}
	}
	return [3]float64{116*f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])}
}

// Any two class colours differ visibly (a distance of 2.3 in CIELAB is just
// noticeable) for people with each kind of colour vision, and from white.
func TestClassColorsStayApart(t *testing.T) {
	for name, m := range deficiencies {
		for i, a := range classColors {
			others := append([]color.NRGBA{{0xff, 0xff, 0xff, 0xff}}, classColors[i+1:]...)
			for _, b := range others {
				p, q := lab(a, m), lab(b, m)
				d := math.Hypot(math.Hypot(p[0]-q[0], p[1]-q[1]), p[2]-q[2])
				if d < 9 {
					t.Errorf("%s: %v and %v are only %.1f apart", name, a, b, d)
				}
			}
		}
	}
}

func TestRoundTicks(t *testing.T) {
	for _, test := range []struct {
		lo, hi float64
		want   []string
	}{
		{0, 1, []string{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}},
		{-103, 81, []string{"-100", "-50", "0", "50"}},
		{1.71, 1.714, []string{"1.710", "1.711", "1.712", "1.713", "1.714"}},
		{0, 3e12, []string{"0", "5e+11", "1e+12", "1.5e+12", "2e+12", "2.5e+12", "3e+12"}},
	} {
		var got []string
		for _, tick := range roundTicks(test.lo, test.hi) {
			got = append(got, tick.Label)
		}
		if len(got) != len(test.want) {
			t.Errorf("from %g to %g: %q, want %q", test.lo, test.hi, got, test.want)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("from %g to %g: %q, want %q", test.lo, test.hi, got, test.want)
				break
			}
		}
	}
}
