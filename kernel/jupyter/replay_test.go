package jupyter

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"
)

func TestReplayFilterRemembersTheLatestAndStaysSmall(t *testing.T) {
	signature := func(i int) (s [sha256.Size]byte) {
		binary.BigEndian.PutUint64(s[:], uint64(i))
		return s
	}
	var f replayFilter
	for i := range 3 * replayMemory {
		if f.add(signature(i)) {
			t.Fatalf("%d was not there before", i)
		}
		if last := i - replayMemory + 1; last >= 0 && !f.add(signature(last)) {
			t.Fatalf("%d is forgotten after %d", last, i)
		}
		if n := len(f.young) + len(f.older); n > 2*replayMemory {
			t.Fatalf("%d signatures are kept", n)
		}
	}
	if f.add(signature(0)) {
		t.Error("the first is still known")
	}
}
