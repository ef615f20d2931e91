package ptsne

import "fmt"

// A History records the epochs of one Fit.
type History struct {
	Epoch   []int                // 0, 1, ...
	History map[string][]float64 // the figures of each epoch by name, such as "loss"
}

// Loss returns the loss of each epoch: the mean over its batches, weighted by
// their rows.
func (h *History) Loss() []float64 { return h.History["loss"] }

// ValLoss returns the loss of each epoch on the ValidationData, nil without.
func (h *History) ValLoss() []float64 { return h.History["val_loss"] }

// String returns a summary in one line.
func (h *History) String() string {
	loss, last := h.Loss(), ""
	if v := h.ValLoss(); len(v) > 0 {
		last = fmt.Sprintf(", val_loss %.4f", v[len(v)-1])
	}
	switch len(loss) {
	case 0:
		return "History: no epochs"
	case 1:
		return fmt.Sprintf("History: 1 epoch, loss %.4f%s", loss[0], last)
	}
	return fmt.Sprintf("History: %d epochs, loss from %.4f to %.4f%s", len(loss), loss[0], loss[len(loss)-1], last)
}

func (h *History) add(epoch int, logs Logs) {
	h.Epoch = append(h.Epoch, epoch)
	for name, value := range logs {
		h.History[name] = append(h.History[name], value)
	}
}
