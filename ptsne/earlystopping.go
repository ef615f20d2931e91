package ptsne

// EarlyStopping is a Callback that ends Fit when a figure no longer gets
// better.
type EarlyStopping struct {
	Monitor  string  // the figure; "" means "val_loss" if there is one, else "loss"
	Mode     string  // "min" or "max" for what is better; "" or "auto": "max" for names with "acc", else "min"
	MinDelta float64 // a smaller change does not count
	Patience int     // stop after this many epochs without a change for the better, at least one

	// RestoreBestWeights puts the weights of the best epoch back when Fit
	// ends, whatever ends it. The optimizer's averages stay those of the last.
	RestoreBestWeights bool

	monitor monitor
	wait    int
	model   *Sequential
	best    [][]float32 // the weights of the best epoch
}

// OnTrainBegin forgets the last training.
func (e *EarlyStopping) OnTrainBegin(model *Sequential) {
	e.monitor, e.wait, e.model, e.best = newMonitor(), 0, model, nil
}

// OnEpochEnd returns ErrStopTraining when patience is at an end.
func (e *EarlyStopping) OnEpochEnd(epoch int, logs Logs) error {
	better, err := e.monitor.watch("EarlyStopping", e.Monitor, e.Mode, e.MinDelta, logs)
	if err != nil {
		return err
	}
	if better {
		e.wait = 0
		if e.RestoreBestWeights {
			e.best = e.model.copyWeights()
		}
		return nil
	}
	e.wait++
	if e.wait >= e.Patience {
		return ErrStopTraining
	}
	return nil
}

// OnTrainEnd restores the best weights if they are wanted.
func (e *EarlyStopping) OnTrainEnd(model *Sequential) {
	if e.best != nil {
		model.setWeights(e.best)
		e.best = nil
	}
}
