package policies

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

//go:embed model.conf *.csv
var files embed.FS

// line is one policy line: role may (or may not) act on kind within scope.
type line struct {
	role, kind, act, scope, eft string
}

func (l line) String() string {
	return strings.Join([]string{l.role, l.kind, l.act, l.scope, l.eft}, ", ")
}

// source is what the files say, checked but not yet compiled.
type source struct {
	model   string
	lines   []line
	include map[string][]string // role → roles it includes directly
	apart   [][2]string         // roles no one person holds together
	version string              // SHA-256 over all files, first 12 hex digits
}

// read reads and checks every policy file of fsys. Casbin itself loads broken lines in silence (a missing field, "Deny",
// a comment behind a line), therefore nothing reaches it that was not checked here; any oddity refuses the whole set.
func read(fsys fs.FS) (*source, error) {
	model, err := fs.ReadFile(fsys, "model.conf")
	if err != nil {
		return nil, err
	}
	src := &source{model: string(model), include: map[string][]string{}}
	sum := sha256.New()
	sum.Write(model)
	names, err := fs.Glob(fsys, "*.csv")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	seen := map[string]bool{}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(b))
		sum.Write(b)
		kind := strings.TrimSuffix(name, ".csv")
		if name != "roles.csv" && name != "separation.csv" {
			if actsOf(kind) == nil {
				return nil, fmt.Errorf("policies/%s: %q is no kind of thing", name, kind)
			}
			seen[kind] = true
		}
		for i, text := range strings.Split(string(b), "\n") {
			if text == "" || strings.HasPrefix(text, "#") {
				continue
			}
			var err error
			switch name {
			case "roles.csv":
				err = src.addRole(text)
			case "separation.csv":
				err = src.addApart(text)
			default:
				err = src.addLine(kind, text)
			}
			if err != nil {
				return nil, fmt.Errorf("policies/%s line %d: %w", name, i+1, err)
			}
		}
	}
	for _, k := range Kinds() {
		if !seen[k] {
			return nil, fmt.Errorf("policies/%s.csv is missing", k)
		}
	}
	if err := src.complete(); err != nil {
		return nil, err
	}
	src.version = hex.EncodeToString(sum.Sum(nil))[:12]
	return src, nil
}

// fields splits a line and refuses padding, quotes and comments in it: "a, b" is the only separator.
func fields(text string, n int) ([]string, error) {
	f := strings.Split(text, ",")
	if len(f) != n {
		return nil, fmt.Errorf("%d fields instead of %d", len(f), n)
	}
	for i := range f {
		if i > 0 {
			var ok bool
			if f[i], ok = strings.CutPrefix(f[i], " "); !ok {
				return nil, fmt.Errorf("field %d does not follow a comma and one space", i+1)
			}
		}
		if f[i] == "" {
			return nil, fmt.Errorf("field %d is empty", i+1)
		}
		for _, c := range f[i] {
			if !(c >= 'a' && c <= 'z' || c == '_' || c == '.') {
				return nil, fmt.Errorf("field %d %q holds %q; only a–z, _ and . may stand there", i+1, f[i], c)
			}
		}
	}
	return f, nil
}

func (s *source) addLine(kind, text string) error {
	f, err := fields(text, 6)
	if err != nil {
		return err
	}
	l := line{role: f[1], kind: f[2], act: f[3], scope: f[4], eft: f[5]}
	switch {
	case f[0] != "p":
		return fmt.Errorf("a policy line begins with p, not %q", f[0])
	case !isRole(l.role):
		return fmt.Errorf("%q is no role", l.role)
	case l.kind != kind:
		return fmt.Errorf("kind %q stands in the file of %q", l.kind, kind)
	case !isAct(kind, l.act):
		return fmt.Errorf("%q is no act on %q", l.act, kind)
	case scopeByName(l.scope) == nil:
		return fmt.Errorf("%q is no scope", l.scope)
	case l.eft != "allow" && l.eft != "deny":
		return fmt.Errorf("effect %q is neither allow nor deny", l.eft)
	}
	for _, o := range s.lines {
		if o.role == l.role && o.kind == l.kind && o.act == l.act && o.scope == l.scope {
			return fmt.Errorf("%s %s %s %s stands twice", l.role, l.kind, l.act, l.scope)
		}
	}
	s.lines = append(s.lines, l)
	return nil
}

func (s *source) addRole(text string) error {
	f, err := fields(text, 3)
	if err != nil {
		return err
	}
	if f[0] != "g" {
		return fmt.Errorf("a role line begins with g, not %q", f[0])
	}
	if !isRole(f[1]) || !isRole(f[2]) || f[1] == f[2] {
		return fmt.Errorf("%q and %q must be two roles", f[1], f[2])
	}
	if in(s.include[f[1]], f[2]) {
		return fmt.Errorf("%s includes %s twice", f[1], f[2])
	}
	s.include[f[1]] = append(s.include[f[1]], f[2])
	return nil
}

// complete refuses a set that lacks an allow line for some act (a truncated file must not pass) or whose roles include
// each other in a circle.
func (s *source) complete() error {
	for _, k := range kinds {
		for _, act := range k.acts {
			found := false
			for _, l := range s.lines {
				if l.kind == k.name && l.act == act && l.eft == "allow" {
					found = true
					break
				}
			}
			if !found {
				return fmt.Errorf("nobody is allowed %s %s: the policy is incomplete", k.name, act)
			}
		}
	}
	for _, r := range Roles {
		if in(s.below(r), r) {
			return fmt.Errorf("role %s includes itself", r)
		}
	}
	return nil
}

// below returns the roles that role includes, directly or not, without role itself unless there is a circle.
func (s *source) below(role string) []string {
	var out []string
	todo := append([]string(nil), s.include[role]...)
	for len(todo) > 0 {
		r := todo[0]
		todo = todo[1:]
		if in(out, r) {
			continue
		}
		out = append(out, r)
		todo = append(todo, s.include[r]...)
	}
	return out
}
