// Package tree is the language between the kernel, which knows Go's types, and
// the worker's evaluator, which does not: a cell as a tree of operations in
// which nothing is implicit any more. Constants have their values, dereferences
// and conversions are operations of their own, names are resolved, and what the
// compiler would evaluate first is evaluated first.
package tree

// Program is a cell that runs without being compiled.
type Program struct {
	Unit    string   // the path of the package that the cell would be
	Cell    int      // its number, for tracebacks
	Types   []Type   // the types that it names; each refers to earlier ones
	Symbols []Symbol // the variables and functions that it uses
	Vars    []Var    // the variables that it declares for later cells
	Slots   int      // how many local variables and temporaries it has
	Guards  []Guard  // what must hold for it to be run at all

	Conversions []Conversion // of values to interfaces with methods

	Body []*Node
}

// Symbol is a name that a package has registered with the worker's package rt.
type Symbol struct{ Path, Name string }

// Var is a variable that the program declares.
type Var struct {
	Name string
	Type int
}

// Guard holds for a variable with at most Max elements, which a loop may go through.
type Guard struct{ Symbol, Max int }

// Conversion is a type whose values become values of an interface type.
type Conversion struct{ From, To int }

// Kind says how a type is made.
type Kind string

// The kinds of types, and the fields of Type that count for them.
const (
	BasicType   Kind = "basic"   // Name
	NamedType   Kind = "named"   // Name, of the package Path
	PointerType Kind = "pointer" // Elem
	SliceType   Kind = "slice"   // Elem
	ArrayType   Kind = "array"   // Elem, Len
	MapType     Kind = "map"     // Key, Elem
	FuncType    Kind = "func"    // In, Out, Variadic
)

// Type is a type. Elem, Key, In and Out are places in Program.Types.
type Type struct {
	Kind       Kind
	Path, Name string `json:",omitempty"`
	Elem, Key  int    `json:",omitempty"`
	Len        int    `json:",omitempty"`
	In, Out    []int  `json:",omitempty"`
	Variadic   bool   `json:",omitempty"`
}

// Node is an operation. Args are its operands; a nil one has been left out. What
// the other fields mean depends on Op.
type Node struct {
	Op   Op      `json:"o"`
	Args []*Node `json:"a,omitempty"`
	Type int     `json:"t,omitempty"` // a place in Program.Types
	N    int     `json:"n,omitempty"` // a slot, a symbol, a field's index
	Name string  `json:"s,omitempty"` // an operator or a method
	Text []byte  `json:"b,omitempty"` // a constant
	Line int     `json:"l,omitempty"` // where a panic is said to be
}

// Op is what a Node does.
type Op string

// Operations that have a value. Those that stand for memory, and can be
// assigned to, are Global, Own, Local, Field, Index and Deref.
const (
	Const      Op = "const"   // Text, of Type
	Nil        Op = "nil"     // the zero value of what it is used as
	Global     Op = "global"  // the variable Symbols[N]
	Function   Op = "func"    // the function Symbols[N]
	Own        Op = "own"     // the variable Vars[N] of the program
	Local      Op = "local"   // the local variable in slot N
	Temp       Op = "temp"    // the value in slot N
	Field      Op = "field"   // field N of a struct
	Index      Op = "index"   // an element of a slice, an array, a string or a map; Name is "ok" for a map's with two values
	Subset     Op = "subset"  // x[low:high:max]
	Deref      Op = "deref"   // *x
	Addr       Op = "addr"    // &x, of Type
	Unary      Op = "unary"   // Name is -, +, ^ or !
	Binary     Op = "binary"  // Name is an arithmetic operator; the operands are of one type
	Shift      Op = "shift"   // Name is << or >>
	Compare    Op = "compare" // Name is ==, !=, <, <=, > or >=
	And        Op = "and"     // x && y; statements that come before y follow
	Or         Op = "or"      // x || y; the same
	Convert    Op = "convert" // x as a value of Type, which it may have to be turned into
	Assert     Op = "assert"  // x.(T); Name is "ok" for the form with two values
	Call       Op = "call"    // a function and its arguments; Name is "..." where the last is spread
	CallMany   Op = "many"    // f(g()): the function f, and a call with several results
	Method     Op = "method"  // as the function of a call: the method Name of a value
	Builtin    Op = "builtin" // the function Name, with Type where it makes something
	StructLit  Op = "struct"  // T{...} of elements, N their fields
	ElementLit Op = "array"   // [n]T{...} or []T{...}, N elements long, N of each its index
	MapLit     Op = "map"     // map[K]V{...}: keys and values in turn
	Element    Op = "elem"    // an element of a literal
)

// Statements.
const (
	Expr     Op = "expr"     // a value that is not used
	Result   Op = "result"   // the values that the cell shows
	Discard  Op = "discard"  // the values that a semicolon hides
	Let      Op = "let"      // puts a value into the slot N
	Assign   Op = "assign"   // N places, and as many values or one with several results
	Define   Op = "define"   // a new local variable of Type in slot N, from a value
	Update   Op = "update"   // place op= value; Name is the operator
	Block    Op = "block"    // statements in turn
	If       Op = "if"       // the condition, a Block, and perhaps another statement
	For      Op = "for"      // condition, after each turn, body
	Range    Op = "range"    // over an integer, a slice, an array or a string: over what, the body, and the Locals for key and value
	Break    Op = "break"    // leaves the innermost loop
	Continue Op = "continue" // begins its next turn
	Time     Op = "time"     // statements, timed; where N is 1, also when they panic
	Blank    Op = "blank"    // as a place to assign to: _
)
