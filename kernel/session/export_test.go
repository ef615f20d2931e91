package session

// Bound are the packages that share a binding.
var Bound = bound
