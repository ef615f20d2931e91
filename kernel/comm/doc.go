// Package comm lets cells talk with what lives in a front end: widgets, plots
// that can be clicked, pages of your own.
//
// A comm is a channel with two ends, one in the front end and one in the cells.
// Either side may open it. Who opens it names a target, and the other side
// must have registered what such a target is:
//
//	comm.Register("slider", func(c *comm.Comm, m comm.Message) {
//		c.OnMsg(func(m comm.Message) {
//			var value float64
//			if err := m.Decode(&value); err == nil {
//				c.Send(math.Sqrt(value))
//			}
//		})
//	})
//
// In the classic notebook, JavaScript opens the other end by
// Jupyter.notebook.kernel.comm_manager.new_comm("slider").
//
// Messages are handled one at a time, in order, and while a cell runs as well
// as between cells: what the functions share with cells needs a lock. A panic
// in one of them is told on stderr. An interrupt stops them like a cell.
//
// In an ordinary program there is nobody at the other end, and nothing happens.
//
// Specification: https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages
package comm
