package jupyter

import (
	"crypto/sha256"
	"sync"
)

// replayMemory is how many signatures are remembered at least; at most it is
// twice as many, about 10 MB.
const replayMemory = 1 << 16

// replayFilter remembers the signatures of late. It keeps two generations and
// forgets the older one when the younger is full.
type replayFilter struct {
	mu           sync.Mutex
	young, older map[[sha256.Size]byte]struct{}
}

// add remembers a signature and reports whether it was known.
func (f *replayFilter) add(signature [sha256.Size]byte) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.young[signature]; ok {
		return true
	}
	if _, ok := f.older[signature]; ok {
		return true
	}
	if f.young == nil || len(f.young) >= replayMemory {
		f.older, f.young = f.young, make(map[[sha256.Size]byte]struct{})
	}
	f.young[signature] = struct{}{}
	return false
}
