package eval

import "reflect"

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

type realNumber interface {
	integer | ~float32 | ~float64
}

type number interface {
	realNumber | ~complex64 | ~complex128
}

// arithmetic does x op y, for operands of one type.
func arithmetic(op string, x, y reflect.Value) reflect.Value {
	z := reflect.New(x.Type()).Elem()
	switch x.Kind() {
	case reflect.Int:
		z.SetInt(int64(ofIntegers(op, int(x.Int()), int(y.Int()))))
	case reflect.Int8:
		z.SetInt(int64(ofIntegers(op, int8(x.Int()), int8(y.Int()))))
	case reflect.Int16:
		z.SetInt(int64(ofIntegers(op, int16(x.Int()), int16(y.Int()))))
	case reflect.Int32:
		z.SetInt(int64(ofIntegers(op, int32(x.Int()), int32(y.Int()))))
	case reflect.Int64:
		z.SetInt(ofIntegers(op, x.Int(), y.Int()))
	case reflect.Uint:
		z.SetUint(uint64(ofIntegers(op, uint(x.Uint()), uint(y.Uint()))))
	case reflect.Uint8:
		z.SetUint(uint64(ofIntegers(op, uint8(x.Uint()), uint8(y.Uint()))))
	case reflect.Uint16:
		z.SetUint(uint64(ofIntegers(op, uint16(x.Uint()), uint16(y.Uint()))))
	case reflect.Uint32:
		z.SetUint(uint64(ofIntegers(op, uint32(x.Uint()), uint32(y.Uint()))))
	case reflect.Uint64:
		z.SetUint(ofIntegers(op, x.Uint(), y.Uint()))
	case reflect.Uintptr:
		z.SetUint(uint64(ofIntegers(op, uintptr(x.Uint()), uintptr(y.Uint()))))
	case reflect.Float32:
		z.SetFloat(float64(ofNumbers(op, float32(x.Float()), float32(y.Float()))))
	case reflect.Float64:
		z.SetFloat(ofNumbers(op, x.Float(), y.Float()))
	case reflect.Complex64:
		z.SetComplex(complex128(ofNumbers(op, complex64(x.Complex()), complex64(y.Complex()))))
	case reflect.Complex128:
		z.SetComplex(ofNumbers(op, x.Complex(), y.Complex()))
	case reflect.String:
		z.SetString(x.String() + y.String())
	}
	return z
}

func ofNumbers[T number](op string, x, y T) T {
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	}
	return x / y
}

func ofIntegers[T integer](op string, x, y T) T {
	switch op {
	case "%":
		return x % y
	case "&":
		return x & y
	case "|":
		return x | y
	case "^":
		return x ^ y
	case "&^":
		return x &^ y
	}
	return ofNumbers(op, x, y)
}

// unary does op x.
func unary(op string, x reflect.Value) reflect.Value {
	z := reflect.New(x.Type()).Elem()
	switch {
	case op == "!":
		z.SetBool(!x.Bool())
	case op == "+":
		return x
	case op == "^" && x.CanInt():
		z.SetInt(^x.Int())
	case op == "^":
		z.Set(arithmetic("^", x, reflect.ValueOf(^uint64(0)).Convert(x.Type())))
	case x.CanInt():
		z.Set(reflect.ValueOf(-x.Int()).Convert(x.Type()))
	case x.CanUint():
		z.Set(reflect.ValueOf(-x.Uint()).Convert(x.Type()))
	case x.CanFloat():
		z.SetFloat(-x.Float())
	default:
		z.SetComplex(-x.Complex())
	}
	return z
}

// shift does x << y or x >> y.
func shift(op string, x, y reflect.Value) reflect.Value {
	z := reflect.New(x.Type()).Elem()
	switch x.Kind() {
	case reflect.Int:
		z.SetInt(int64(shifted(op, int(x.Int()), y)))
	case reflect.Int8:
		z.SetInt(int64(shifted(op, int8(x.Int()), y)))
	case reflect.Int16:
		z.SetInt(int64(shifted(op, int16(x.Int()), y)))
	case reflect.Int32:
		z.SetInt(int64(shifted(op, int32(x.Int()), y)))
	case reflect.Int64:
		z.SetInt(shifted(op, x.Int(), y))
	case reflect.Uint:
		z.SetUint(uint64(shifted(op, uint(x.Uint()), y)))
	case reflect.Uint8:
		z.SetUint(uint64(shifted(op, uint8(x.Uint()), y)))
	case reflect.Uint16:
		z.SetUint(uint64(shifted(op, uint16(x.Uint()), y)))
	case reflect.Uint32:
		z.SetUint(uint64(shifted(op, uint32(x.Uint()), y)))
	case reflect.Uint64:
		z.SetUint(shifted(op, x.Uint(), y))
	case reflect.Uintptr:
		z.SetUint(uint64(shifted(op, uintptr(x.Uint()), y)))
	}
	return z
}

func shifted[T integer](op string, x T, y reflect.Value) T {
	switch {
	case op == "<<" && y.CanInt():
		return x << y.Int()
	case op == "<<":
		return x << y.Uint()
	case y.CanInt():
		return x >> y.Int()
	}
	return x >> y.Uint()
}

// compare tells whether x op y.
func compare(op string, x, y reflect.Value) bool {
	switch op {
	case "==":
		return equal(x, y)
	case "!=":
		return !equal(x, y)
	}
	switch {
	case x.CanInt():
		return ordered(op, x.Int(), y.Int())
	case x.CanUint():
		return ordered(op, x.Uint(), y.Uint())
	case x.CanFloat():
		return ordered(op, x.Float(), y.Float())
	}
	return ordered(op, x.String(), y.String())
}

func ordered[T realNumber | ~string](op string, x, y T) bool {
	switch op {
	case "<":
		return x < y
	case "<=":
		return x <= y
	case ">":
		return x > y
	}
	return x >= y
}

// equal compares what need not be of one type: an interface and a value, a
// pointer and nil.
func equal(x, y reflect.Value) bool {
	switch {
	case !x.IsValid():
		return !y.IsValid() || y.IsNil()
	case !y.IsValid():
		return x.IsNil()
	case x.Kind() != reflect.Interface && y.Kind() != reflect.Interface && x.Type() != y.Type():
		y = y.Convert(x.Type())
	}
	return x.Interface() == y.Interface()
}
