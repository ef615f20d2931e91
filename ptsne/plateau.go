package ptsne

import "fmt"

// ReduceLROnPlateau is a Callback that lowers the learning rate when a figure
// no longer gets better. It adds the rate of the epoch to its logs, as "lr".
type ReduceLROnPlateau struct {
	Monitor  string  // the figure; "" means "val_loss" if there is one, else "loss"
	Mode     string  // as in EarlyStopping
	MinDelta float64 // a smaller change does not count
	Factor   float64 // what the rate is multiplied with, in (0, 1); 0 means 0.1
	Patience int     // lower the rate after this many epochs without a change for the better; 0 means 10
	Cooldown int     // epochs after a lower rate that do not count
	MinLR    float64 // the rate does not fall below this

	monitor    monitor
	wait, cool int
	model      *Sequential
}

// OnTrainBegin forgets the last training.
func (r *ReduceLROnPlateau) OnTrainBegin(model *Sequential) {
	r.monitor, r.wait, r.cool, r.model = newMonitor(), 0, 0, model
}

// OnEpochEnd lowers the rate when patience is at an end.
func (r *ReduceLROnPlateau) OnEpochEnd(epoch int, logs Logs) error {
	factor, patience := r.Factor, r.Patience
	if factor == 0 {
		factor = 0.1
	}
	if patience == 0 {
		patience = 10
	}
	if !(factor > 0 && factor < 1) {
		return fmt.Errorf("ptsne: ReduceLROnPlateau has a Factor of %v: want more than 0 and less than 1", r.Factor)
	}
	optimizer := r.model.optimizer
	rate := optimizer.LearningRate()
	logs["lr"] = rate
	better, err := r.monitor.watch("ReduceLROnPlateau", r.Monitor, r.Mode, r.MinDelta, logs)
	if err != nil {
		return err
	}
	if better {
		r.wait = 0
	} else if r.cool == 0 {
		r.wait++
	}
	r.cool = max(0, r.cool-1)
	if r.wait >= patience && rate > r.MinLR {
		optimizer.SetLearningRate(max(rate*factor, r.MinLR))
		r.wait, r.cool = 0, r.Cooldown
	}
	return nil
}
