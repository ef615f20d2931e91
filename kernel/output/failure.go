package output

// Failure says how a cell failed.
type Failure struct {
	// Name is the kind of failure ("panic", "interrupted"), Jupyter's ename.
	Name string

	// Value is its message, Jupyter's evalue.
	Value string

	// Traceback is what a front end shows, line by line. It may hold ANSI
	// colours. Empty means Name and Value alone.
	Traceback []string
}

// Error returns the name and the value, as in "panic: index out of range".
func (f *Failure) Error() string {
	switch {
	case f.Name == "":
		return f.Value
	case f.Value == "":
		return f.Name
	}
	return f.Name + ": " + f.Value
}
