package worktime

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
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

type calendarFile struct {
	ID               string   `yaml:"id"`
	Version          string   `yaml:"version"`
	Jurisdiction     string   `yaml:"jurisdiction"`
	WorkingHours     []string `yaml:"working_hours"`
	ServiceHours     []string `yaml:"service_hours"`
	ServiceHoursRest []string `yaml:"service_hours_rest"`
	Years            []struct {
		Year   int    `yaml:"year"`
		Status string `yaml:"status"`
		Source string `yaml:"source"`
		Rest   []struct {
			From   string `yaml:"from"`
			To     string `yaml:"to"`
			Name   string `yaml:"name"`
			NameEN string `yaml:"name_en"`
		} `yaml:"rest"`
		Worked []string `yaml:"worked"`
	} `yaml:"years"`
}

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

// ParseCalendar reads one calendar file. It refuses unknown keys, missing names, dates outside their year, a date listed twice, a
// make-up day that is not a weekend day, gaps between years and hours that overlap.
func ParseCalendar(b []byte) (*Calendar, error) {
	var f calendarFile
	if err := decodeStrict(b, &f); err != nil {
		return nil, err
	}
	if !identifier.MatchString(f.ID) || !versionForm.MatchString(f.Version) || f.Jurisdiction == "" {
		return nil, errors.New("id, version and jurisdiction are needed")
	}
	c := &Calendar{ID: f.ID, Version: f.Version, Jurisdiction: f.Jurisdiction,
		days: map[Date]Day{}, announced: map[int]bool{}, listed: map[int]bool{}}
	var err error
	if c.working, err = parseSpans(f.WorkingHours); err != nil || len(c.working) == 0 {
		return nil, fmt.Errorf("working_hours: %w", orEmpty(err))
	}
	if c.service, err = parseSpans(f.ServiceHours); err != nil || len(c.service) == 0 {
		return nil, fmt.Errorf("service_hours: %w", orEmpty(err))
	}
	if c.serviceRest, err = parseSpans(f.ServiceHoursRest); err != nil {
		return nil, fmt.Errorf("service_hours_rest: %w", err)
	}
	if len(f.Years) == 0 {
		return nil, errors.New("no years")
	}
	for i, y := range f.Years {
		if y.Year < firstDate.Year() || y.Year > lastDate.Year() || i > 0 && y.Year != f.Years[i-1].Year+1 {
			return nil, fmt.Errorf("year %d is out of order or out of range", y.Year)
		}
		if y.Source == "" || y.Status != "announced" && y.Status != "provisional" {
			return nil, fmt.Errorf("year %d: source is needed and status is announced or provisional", y.Year)
		}
		c.listed[y.Year] = true
		c.announced[y.Year] = y.Status == "announced"
		put := func(d Date, v Day) error {
			if d.Year() != y.Year {
				return fmt.Errorf("year %d: %s lies outside", y.Year, d)
			}
			if _, twice := c.days[d]; twice {
				return fmt.Errorf("year %d: %s is listed twice", y.Year, d)
			}
			c.days[d] = v
			return nil
		}
		for _, r := range y.Rest {
			from, err1 := ParseDate(r.From)
			to, err2 := ParseDate(r.To)
			if err := errors.Join(err1, err2); err != nil {
				return nil, err
			}
			if from > to || to-from > 30 || r.Name == "" || r.NameEN == "" {
				return nil, fmt.Errorf("year %d: rest %s to %s needs order and both names", y.Year, from, to)
			}
			for d := from; d <= to; d++ {
				if err := put(d, Day{Kind: Holiday, Name: r.Name, NameEN: r.NameEN}); err != nil {
					return nil, err
				}
			}
		}
		for _, w := range y.Worked {
			d, err := ParseDate(w)
			if err != nil {
				return nil, err
			}
			if !d.weekend() {
				return nil, fmt.Errorf("year %d: make-up day %s is not a weekend day", y.Year, d)
			}
			if err := put(d, Day{Kind: Makeup}); err != nil {
				return nil, err
			}
		}
	}
	c.index()
	return c, nil
}

func orEmpty(err error) error {
	if err != nil {
		return err
	}
	return errors.New("empty")
}

// Library holds every calendar and rule set built into the binary, all released versions, so that an old deadline can be explained
// and recomputed.
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
			if err == nil && e.Name() != "rules-"+r.ID+"-"+r.Version+".yaml" {
				err = errors.New("name differs from id and version")
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", e.Name(), err)
			}
			l.rules[r.ID] = append(l.rules[r.ID], r)
		default:
			return nil, fmt.Errorf("%s is neither a calendar nor a rule set", e.Name())
		}
	}
	for _, all := range l.calendars {
		slices.SortFunc(all, func(a, b *Calendar) int { return compareVersions(a.Version, b.Version) })
	}
	for _, all := range l.rules {
		slices.SortFunc(all, func(a, b *Rules) int { return compareVersions(a.Version, b.Version) })
	}
	return l, nil
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

// Rules gives a rule set by id; an empty version means the newest.
func (l *Library) Rules(id, version string) (*Rules, error) {
	for _, r := range slices.Backward(l.rules[id]) {
		if version == "" || r.Version == version {
			return r, nil
		}
	}
	return nil, fmt.Errorf("no rule set %s version %q", id, version)
}
