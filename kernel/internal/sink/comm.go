package sink

import "github.com/gopherbook/gopherbook/kernel/output"

// Deliver hands the message of a comm to its counterpart. Package comm sets it.
var Deliver func(output.Event)
