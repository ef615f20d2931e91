package rt

// Specials is what the %, ! and ? of cells do.
type Specials interface {
	Print(text string)
	Shell(command string)
	Env(what string)
	Chdir(dir string)
	Getwd()
	Whos(rows string, values ...any)
	Timeit(loops, runs int, f func())
	StartTimer() Timer
}

// Timer measures what %time is put before.
type Timer interface {
	Stop() // prints the processor's time and the clock's since the start
}

// Print prints what a special has found out before the cell ran.
func Print(text string) { worker.Print(text) }

// Shell runs a command by the shell, with the cell's outputs for its own.
func Shell(command string) { worker.Shell(command) }

// Env does what %env asks for: "" shows the environment, "NAME" a variable of
// it, and "NAME=value" or "NAME value" sets one; $NAME in the value is replaced.
func Env(what string) { worker.Env(what) }

// Chdir changes the working directory: to the user's home for "", back for "-".
func Chdir(dir string) { worker.Chdir(dir) }

// Getwd prints the working directory.
func Getwd() { worker.Getwd() }

// Whos prints a table of names: a line of rows holds a name, a type and a
// value, between tabs. Where the value is empty, the next one of values takes
// its place.
func Whos(rows string, values ...any) { worker.Whos(rows, values...) }

// Timeit calls a function loops times in each of some runs, and prints the mean
// and the standard deviation of the time of one call. 0 loops are 1, 2, 5,
// 10, 20, ... so that a run takes a while.
func Timeit(loops, runs int, f func()) { worker.Timeit(loops, runs, f) }

// StartTimer starts a timer.
func StartTimer() Timer { return worker.StartTimer() }
