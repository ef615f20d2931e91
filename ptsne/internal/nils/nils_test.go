package nils

import (
	"fmt"
	"testing"
)

func TestIs(t *testing.T) {
	n := 0
	for _, v := range []any{nil, (*int)(nil), (func())(nil), map[int]int(nil), []int(nil), (chan int)(nil), fmt.Stringer(nil)} {
		if !Is(v) {
			t.Errorf("%#v is taken for something", v)
		}
	}
	for _, v := range []any{0, "", &n, func() {}, map[int]int{}, []int{}, struct{}{}} {
		if Is(v) {
			t.Errorf("%#v is taken for nil", v)
		}
	}
}
