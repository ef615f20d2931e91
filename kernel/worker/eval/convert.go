package eval

import "reflect"

// convert does T(x).
func convert(x reflect.Value, t reflect.Type) reflect.Value {
	if !x.IsValid() || t.Kind() == reflect.Interface {
		return as(x, t)
	}
	z := reflect.New(t).Elem()
	switch {
	case !isReal(t.Kind()):
		return x.Convert(t)
	case x.Kind() == reflect.Float32:
		setReal(z, float32(x.Float()))
	case x.CanFloat():
		setReal(z, x.Float())
	case x.CanInt():
		setReal(z, x.Int())
	case x.CanUint():
		setReal(z, x.Uint())
	default:
		return x.Convert(t)
	}
	return z
}

func isReal(k reflect.Kind) bool { return reflect.Int <= k && k <= reflect.Float64 }

// setReal converts as compiled code does, where too large numbers come out as
// the processor has them.
func setReal[T realNumber](z reflect.Value, x T) {
	switch z.Kind() {
	case reflect.Int:
		z.SetInt(int64(int(x)))
	case reflect.Int8:
		z.SetInt(int64(int8(x)))
	case reflect.Int16:
		z.SetInt(int64(int16(x)))
	case reflect.Int32:
		z.SetInt(int64(int32(x)))
	case reflect.Int64:
		z.SetInt(int64(x))
	case reflect.Uint:
		z.SetUint(uint64(uint(x)))
	case reflect.Uint8:
		z.SetUint(uint64(uint8(x)))
	case reflect.Uint16:
		z.SetUint(uint64(uint16(x)))
	case reflect.Uint32:
		z.SetUint(uint64(uint32(x)))
	case reflect.Uint64:
		z.SetUint(uint64(x))
	case reflect.Uintptr:
		z.SetUint(uint64(uintptr(x)))
	case reflect.Float32:
		z.SetFloat(float64(float32(x)))
	case reflect.Float64:
		z.SetFloat(float64(x))
	}
}
