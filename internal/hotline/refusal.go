package hotline

import "errors"

// AsProblem finds the domain error in err, whether it is a Problem or a bare Code.
func AsProblem(err error) (*Problem, bool) {
	var p *Problem
	if errors.As(err, &p) {
		return p, true
	}
	var c Code
	if errors.As(err, &c) {
		return &Problem{Code: c}, true
	}
	return nil, false
}
