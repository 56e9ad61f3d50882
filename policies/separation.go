package policies

import "fmt"

// addApart reads one line of separation.csv: x and two roles.
func (s *source) addApart(text string) error {
	f, err := fields(text, 3)
	if err != nil {
		return err
	}
	if f[0] != "x" {
		return fmt.Errorf("a line of separated roles begins with x, not %q", f[0])
	}
	if !isRole(f[1]) || !isRole(f[2]) || f[1] == f[2] {
		return fmt.Errorf("%q and %q must be two roles", f[1], f[2])
	}
	for _, a := range s.apart {
		if a == [2]string{f[1], f[2]} || a == [2]string{f[2], f[1]} {
			return fmt.Errorf("%s and %s are separated twice", f[1], f[2])
		}
	}
	s.apart = append(s.apart, [2]string{f[1], f[2]})
	return nil
}

// Apart lists the pairs of roles that no one person may hold together.
func (s *Snapshot) Apart() [][2]string { return append([][2]string(nil), s.apart...) }

// Clash finds two of the bindings that no one person may hold together, a role that another includes counting as held; false when
// there are none (GB/T 22239-2019, separation of administrators; internal control of incompatible posts).
func (s *Snapshot) Clash(held []Binding) (a, b string, found bool) {
	for _, pair := range s.apart {
		for _, x := range held {
			if !s.includes[x.Role][pair[0]] {
				continue
			}
			for _, y := range held {
				if s.includes[y.Role][pair[1]] {
					return x.Role, y.Role, true
				}
			}
		}
	}
	return "", "", false
}
