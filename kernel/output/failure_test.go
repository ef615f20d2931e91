package output_test

import (
	"fmt"

	"github.com/gopherbook/gopherbook/kernel/output"
)

func ExampleFailure_Error() {
	fmt.Println(&output.Failure{Name: "panic", Value: "index out of range"})
	fmt.Println(&output.Failure{Name: "interrupted"})
	fmt.Println(&output.Failure{Value: "the worker ended"})
	// Output:
	// panic: index out of range
	// interrupted
	// the worker ended
}
