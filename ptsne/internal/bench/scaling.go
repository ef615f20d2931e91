package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat"

	"github.com/gopherbook/gopherbook/ptsne"
)

// benchScaling measures epochs over the number of rows, the batch size and the
// number of outputs.
func benchScaling() error {
	table("Epochs by rows, batches of 5000", "rows", "P, s", "epoch, s", "rows/s", "epoch, processor time, s")
	var rows, wallTimes, processorTimes []float64
	for _, n := range []int{5000, 10000, 30000, 60000, 120000, 240000} {
		p, epoch, err := epochs(n, 5000, 2)
		if err != nil {
			return err
		}
		rows = append(rows, float64(n))
		wallTimes = append(wallTimes, epoch.wall)
		processorTimes = append(processorTimes, epoch.processor)
		row(fmt.Sprint(n), fmt.Sprintf("%.2f", p.wall), fmt.Sprintf("%.3f", epoch.wall),
			fmt.Sprintf("%.0f", float64(n)/epoch.wall), fmt.Sprintf("%.3f", epoch.processor))
	}
	fmt.Printf("\nA straight line through these epochs has R² = %.4f, for processor time %.4f.\n",
		linearity(rows, wallTimes), linearity(rows, processorTimes))

	table("Epochs by batch size, 10,000 rows", "batch size", "P, s", "epoch, s", "rows/s", "epoch, processor time, s")
	for _, batch := range []int{100, 250, 500, 1000, 2500, 5000, 10000} {
		p, epoch, err := epochs(10000, batch, 2)
		if err != nil {
			return err
		}
		row(fmt.Sprint(batch), fmt.Sprintf("%.2f", p.wall), fmt.Sprintf("%.3f", epoch.wall),
			fmt.Sprintf("%.0f", 10000/epoch.wall), fmt.Sprintf("%.3f", epoch.processor))
	}

	table("Epochs by outputs, 10,000 rows in batches of 5000", "outputs", "epoch, s", "rows/s", "epoch, processor time, s")
	for _, outputs := range []int{1, 2, 3, 10, 30} {
		_, epoch, err := epochs(10000, 5000, outputs)
		if err != nil {
			return err
		}
		row(fmt.Sprint(outputs), fmt.Sprintf("%.3f", epoch.wall),
			fmt.Sprintf("%.0f", 10000/epoch.wall), fmt.Sprintf("%.3f", epoch.processor))
	}
	return nil
}

// epochs measures P once and an epoch, the median of several.
func epochs(rows, batch, outputs int) (p, epoch cost, err error) {
	x, err := images(rows)
	if err != nil {
		return p, epoch, err
	}
	var joint *ptsne.Joint
	p = measure(func() { joint, err = ptsne.JointProbabilities(x, ptsne.BatchSize(batch)) })
	if err != nil {
		return p, epoch, err
	}
	model := paperNetwork(outputs)
	var all []cost
	for range *rounds + 1 {
		all = append(all, measure(func() { _, err = model.Fit(x, joint, ptsne.Verbose(0)) }))
		if err != nil {
			return p, epoch, err
		}
	}
	all = all[1:] // the first meets cold caches
	return p, cost{median(all, wall), median(all, processor)}, nil
}

// linearity returns the coefficient of determination of a straight line.
func linearity(x, y []float64) float64 {
	alpha, beta := stat.LinearRegression(x, y, nil, false)
	return stat.RSquared(x, y, nil, alpha, beta)
}

// benchMemory measures the peak memory of processes that train.
func benchMemory() error {
	if n := os.Getenv(trainRows); n != "" {
		rows, err := strconv.Atoi(n)
		if err != nil {
			return err
		}
		*rounds = 1
		if _, _, err = epochs(rows, 5000, 2); err == nil {
			fmt.Println(peakMemory())
		}
		return err
	}
	table("Peak memory of a process that computes P and trains, batches of 5000", "rows", "MB", "of which the data, in float64, MB")
	for _, n := range []int{10000, 60000, 240000} {
		program, err := os.Executable()
		if err != nil {
			return err
		}
		cmd := exec.Command(program, "memory")
		cmd.Env = append(os.Environ(), fmt.Sprint(trainRows, "=", n))
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		said := strings.Fields(string(out))
		row(fmt.Sprint(n), said[len(said)-1], fmt.Sprint(min(n, 60000)*784*8>>20))
	}
	return nil
}

// trainRows is the environment variable that makes a process train on so many
// rows and end.
const trainRows = "PTSNE_BENCH_TRAIN_ROWS"
