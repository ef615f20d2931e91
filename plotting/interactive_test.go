package plotting_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/plotting"
)

func ExampleInteractive() {
	Y := mat.NewDense(4, 2, []float64{
		-1, 0.5,
		-1.2, 0.1,
		2, 3,
		2.1, 2.5,
	})
	fig, err := plotting.Scatter(Y, []int{0, 0, 1, 1}, plotting.Interactive())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fig)
	fmt.Println(fig.VegaLite()["$schema"])
	// Output:
	// Scatter: 4 points in 2 classes
	// https://vega.github.io/schema/vega-lite/v5.json
}

// checkGoldenChart compares a figure's chart with testdata/name.json. The golden
// files have been checked against the schema of Vega-Lite 5, and looked at.
func checkGoldenChart(t *testing.T, name string, fig *plotting.Figure) {
	t.Helper()
	path := filepath.Join("testdata", name+".json")
	got, err := json.MarshalIndent(fig.VegaLite(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		bad := filepath.Join(t.ArtifactDir(), name+".json")
		if err := os.WriteFile(bad, got, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Errorf("the chart differs from %s: see %s (go test -artifacts keeps it)", path, bad)
	}
}

func TestInteractiveGolden(t *testing.T) {
	Y, labels := blobs(60, 12)
	test, testLabels := blobs(12, 12)
	checkGoldenChart(t, "scatter", must(plotting.Scatter(Y, labels, plotting.Interactive(), plotting.Title("Twelve classes"))))
	checkGoldenChart(t, "scatter_overlay", must(plotting.Scatter(Y, labels, plotting.Interactive(),
		plotting.Overlay("test, new", test, testLabels), plotting.MedianLabels(), plotting.ClassNames("zero", `"one"`))))
	loss := []float64{3, 2, 1.5, 1.25}
	checkGoldenChart(t, "loss", must(plotting.LossCurve(loss, plotting.Interactive(), plotting.LogScale(), plotting.Validation([]float64{4, 3, 2}))))
}

// chartOf returns a chart as a front end gets it, and its data by rows.
func chartOf(t *testing.T, fig *plotting.Figure) (chart map[string]any, data []map[string]string) {
	t.Helper()
	encoded, err := json.Marshal(fig.VegaLite())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(encoded, &chart); err != nil {
		t.Fatal(err)
	}
	values := at(t, chart, "layer", 0, "data", "values").(string)
	records, err := csv.NewReader(strings.NewReader(values)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		data = append(data, row)
	}
	return chart, data
}

// at follows keys and indices into a tree.
func at(t *testing.T, tree any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			tree = tree.(map[string]any)[step]
		case int:
			tree = tree.([]any)[step]
		}
		if tree == nil {
			t.Fatalf("the chart has nothing at %v", path)
		}
	}
	return tree
}

// What the encoding names is in the data, each row is as in Y, and a unit is as
// long on both axes.
func TestInteractiveData(t *testing.T) {
	Y, labels := blobs(500, 12)
	names := []string{"plain", "with, comma", `with "quotes"`, "with\nbreak"}
	chart, data := chartOf(t, must(plotting.Scatter(Y, labels, plotting.Interactive(), plotting.ClassNames(names...))))

	if len(data) != 500 {
		t.Fatalf("%d points, not 500", len(data))
	}
	number := func(text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	seen := map[int]bool{}
	for _, row := range data {
		i := int(number(row["row"]))
		seen[i] = true
		class := strconv.Itoa(labels[i])
		if labels[i] < len(names) {
			class = names[labels[i]]
		}
		if math.Abs(number(row["x"])-Y.At(i, 0)) > 0.01 || math.Abs(number(row["y"])-Y.At(i, 1)) > 0.01 || row["class"] != class {
			t.Fatalf("row %d is %v, but in Y (%g, %g) of class %s", i, row, Y.At(i, 0), Y.At(i, 1), class)
		}
	}
	if len(seen) != 500 {
		t.Errorf("%d rows of Y, not 500", len(seen))
	}

	encoding := at(t, chart, "layer", 0, "encoding").(map[string]any)
	for channel, e := range encoding {
		fields, ok := e.([]any) // of the tooltip
		if !ok {
			fields = []any{e}
		}
		for _, f := range fields {
			name, named := f.(map[string]any)["field"].(string)
			if _, ok := data[0][name]; named && !ok {
				t.Errorf("%s shows the field %q, which the data lack", channel, name)
			}
		}
	}
	for _, channel := range []string{"fill", "shape"} {
		domain := at(t, encoding, channel, "scale", "domain").([]any)
		if values := at(t, encoding, channel, "scale", "range").([]any); len(domain) != 12 || len(values) != 12 {
			t.Errorf("%s has %d values for %d of 12 classes", channel, len(values), len(domain))
		}
	}
	extent := func(channel string) float64 {
		domain := at(t, encoding, channel, "scale", "domain").([]any)
		return domain[1].(float64) - domain[0].(float64)
	}
	unit := func(side, channel string) float64 { return at(t, chart, side).(float64) / extent(channel) }
	if x, y := unit("width", "x"), unit("height", "y"); math.Abs(x/y-1) > 1e-9 {
		t.Errorf("a unit has %g pixels on the x axis and %g on the y axis", x, y)
	}
}

// A chart of many points has some of each set, and says so.
func TestInteractiveIsBounded(t *testing.T) {
	Y, labels := blobs(60_000, 10)
	test, testLabels := blobs(20_000, 10)
	chart, data := chartOf(t, must(plotting.Scatter(Y, labels, plotting.Interactive(), plotting.Overlay("test", test, testLabels))))
	if got := at(t, chart, "title", "text"); got != "10,000 of 80,000 points, drawn at random" {
		t.Errorf("the chart says %q", got)
	}
	sets, classes := map[string]int{}, map[string]int{}
	for _, row := range data {
		sets[row["set"]]++
		classes[row["class"]]++
	}
	if sets[""] != 7500 || sets["test"] != 2500 {
		t.Errorf("the chart has so many points of each set: %v", sets)
	}
	for class, n := range classes {
		if n < 850 || n > 1150 {
			t.Errorf("class %s has %d points of 10,000", class, n)
		}
	}
	if encoded, _ := json.Marshal(chart); len(encoded) > 350_000 {
		t.Errorf("the chart has %d bytes", len(encoded))
	}
	chart, data = chartOf(t, must(plotting.LossCurve(make([]float64, 25_000), plotting.Interactive())))
	if got := at(t, chart, "title", "text"); got != "one epoch in 3" || len(data) != 8334 || data[1]["epoch"] != "4" {
		t.Errorf("the chart of 25,000 epochs says %q and has %d", got, len(data))
	}
}

// Odd data and sizes give a chart all the same.
func TestInteractiveOddData(t *testing.T) {
	for name, values := range map[string][]float64{
		"one point":    {3, 4},
		"far away":     {1e20, 1, 1e20 + 16384, 2},
		"tiny":         {1e-300, 1, 2e-300, 2},
		"huge":         {-1e100, -1e100, 1e100, 1e100},
		"whole number": {0, 0, 1e6, 1e6},
	} {
		Y := mat.NewDense(len(values)/2, 2, values)
		chart, data := chartOf(t, must(plotting.Scatter(Y, nil, plotting.Interactive(), plotting.Size(50, 50))))
		if len(data) != len(values)/2 {
			t.Errorf("%s: %d points", name, len(data))
		}
		for _, channel := range []string{"x", "y"} {
			domain := at(t, chart, "layer", 0, "encoding", channel, "scale", "domain").([]any)
			if !(domain[0].(float64) < domain[1].(float64)) {
				t.Errorf("%s: the %s axis is %v", name, channel, domain)
			}
		}
	}
}

func TestFigureString(t *testing.T) {
	Y, labels := blobs(20, 2)
	for want, fig := range map[string]*plotting.Figure{
		`Scatter "Map": 40 points in 2 classes`:       must(plotting.Scatter(Y, labels, plotting.Title("Map"), plotting.Overlay("again", Y, labels))),
		"Scatter: 1 point":                            must(plotting.Scatter(mat.NewDense(1, 2, nil), nil)),
		"LossCurve: 2 epochs, the last loss 1.235":    must(plotting.LossCurve([]float64{3, 1.23456})),
		`Mosaic "Rings": 3 images of 16 by 16 pixels`: must(plotting.Mosaic(rings(3, 16), plotting.Title("Rings"))),
	} {
		if got := fig.String(); got != want {
			t.Errorf("the figure says %q, not %q", got, want)
		}
		if fig.VegaLite() != nil {
			t.Errorf("%s has a chart that nobody asked for", want)
		}
	}
}
