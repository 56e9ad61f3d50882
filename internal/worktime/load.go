package worktime

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

//go:embed data/*.yaml
var data embed.FS

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
var versionForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.\-]{0,31}$`)

// decodeStrict reads exactly one YAML document without unknown or duplicate keys.
func decodeStrict(b []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return err
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return errors.New("more than one document")
	}
	return nil
}

// Library holds every calendar and rule set, all released and published versions, so that an old deadline can be explained and
// recomputed. It is immutable.
type Library struct {
	calendars map[string][]*Calendar // by id, oldest version first
	rules     map[string][]*Rules
}

// Load reads and checks all embedded files.
func Load() (*Library, error) {
	l := &Library{calendars: map[string][]*Calendar{}, rules: map[string][]*Rules{}}
	entries, err := data.ReadDir("data")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		b, err := data.ReadFile(path.Join("data", e.Name()))
		if err != nil {
			return nil, err
		}
		switch {
		case strings.HasPrefix(e.Name(), "calendar-"):
			c, err := ParseCalendar(b)
			if err == nil && e.Name() != "calendar-"+c.ID+"-"+c.Version+".yaml" {
				err = errors.New("name differs from id and version")
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", e.Name(), err)
			}
			l.calendars[c.ID] = append(l.calendars[c.ID], c)
		case strings.HasPrefix(e.Name(), "rules-"):
			r, err := ParseRules(b)
			if err == nil && e.Name() != "rules-"+r.ID()+"-"+r.Version()+".yaml" {
				err = errors.New("name differs from id and version")
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", e.Name(), err)
			}
			l.rules[r.ID()] = append(l.rules[r.ID()], r)
		default:
			return nil, fmt.Errorf("%s is neither a calendar nor a rule set", e.Name())
		}
	}
	l.sort()
	return l, nil
}

func (l *Library) sort() {
	for _, all := range l.calendars {
		slices.SortFunc(all, func(a, b *Calendar) int { return compareVersions(a.Version, b.Version) })
	}
	for _, all := range l.rules {
		slices.SortFunc(all, func(a, b *Rules) int { return compareVersions(a.Version(), b.Version()) })
	}
}

// With gives a library that holds further versions. A version that is there already stays as it is: versions never change.
func (l *Library) With(calendars []*Calendar, rules []*Rules) *Library {
	out := &Library{calendars: map[string][]*Calendar{}, rules: map[string][]*Rules{}}
	for id, all := range l.calendars {
		out.calendars[id] = slices.Clone(all)
	}
	for id, all := range l.rules {
		out.rules[id] = slices.Clone(all)
	}
	for _, c := range calendars {
		if _, err := out.Calendar(c.ID, c.Version); err != nil {
			out.calendars[c.ID] = append(out.calendars[c.ID], c)
		}
	}
	for _, r := range rules {
		if _, err := out.Rules(r.ID(), r.Version()); err != nil {
			out.rules[r.ID()] = append(out.rules[r.ID()], r)
		}
	}
	out.sort()
	return out
}

// AllRules lists every rule set, by id, newest version first.
func (l *Library) AllRules() []*Rules {
	var out []*Rules
	for _, id := range slices.Sorted(maps.Keys(l.rules)) {
		for _, r := range slices.Backward(l.rules[id]) {
			out = append(out, r)
		}
	}
	return out
}

// AllCalendars lists every calendar, by id, newest version first.
func (l *Library) AllCalendars() []*Calendar {
	var out []*Calendar
	for _, id := range slices.Sorted(maps.Keys(l.calendars)) {
		for _, c := range slices.Backward(l.calendars[id]) {
			out = append(out, c)
		}
	}
	return out
}

// NextVersion gives the version that follows a version: "2" after "1", "2026.2" after "2026.1". What no number ends gets one.
func NextVersion(version string) string {
	i := strings.LastIndex(version, ".") + 1
	n, err := strconv.Atoi(version[i:])
	if err != nil {
		return version + ".1"
	}
	return version[:i] + strconv.Itoa(n+1)
}

// compareVersions orders "2026.2" before "2026.10": parts that are numbers compare as numbers.
func compareVersions(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := 0; i < len(as) && i < len(bs); i++ {
		x, err1 := strconv.Atoi(as[i])
		y, err2 := strconv.Atoi(bs[i])
		c := cmp.Compare(x, y)
		if err1 != nil || err2 != nil {
			c = strings.Compare(as[i], bs[i])
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}

// ByReference gives the calendar named by a stored reference such as "cn@2026.1".
func (l *Library) ByReference(reference string) (*Calendar, error) {
	id, version, _ := strings.Cut(reference, "@")
	return l.Calendar(id, version)
}

// Calendar gives a calendar by id; an empty version means the newest.
func (l *Library) Calendar(id, version string) (*Calendar, error) {
	all := l.calendars[id]
	for _, c := range slices.Backward(all) {
		if version == "" || c.Version == version {
			return c, nil
		}
	}
	return nil, fmt.Errorf("no calendar %s version %q", id, version)
}

// RulesByReference gives the rule set named by a stored reference such as "default@1".
func (l *Library) RulesByReference(reference string) (*Rules, error) {
	id, version, _ := strings.Cut(reference, "@")
	return l.Rules(id, version)
}

// Rules gives a rule set by id; an empty version means the newest.
func (l *Library) Rules(id, version string) (*Rules, error) {
	for _, r := range slices.Backward(l.rules[id]) {
		if version == "" || r.Version() == version {
			return r, nil
		}
	}
	return nil, fmt.Errorf("no rule set %s version %q", id, version)
}
