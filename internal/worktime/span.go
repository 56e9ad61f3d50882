package worktime

import (
	"errors"
	"fmt"
	"time"
)

// Span is a stretch of one day, From inclusive, To exclusive, both as time since midnight. To may be 24 hours.
type Span struct {
	From, To time.Duration
}

// ParseSpan reads "09:00-12:00"; "24:00" is allowed as an end.
func ParseSpan(s string) (Span, error) {
	var h1, m1, h2, m2 int
	if len(s) != 11 {
		return Span{}, fmt.Errorf("span %q is not of the form 09:00-12:00", s)
	}
	if n, err := fmt.Sscanf(s, "%02d:%02d-%02d:%02d", &h1, &m1, &h2, &m2); n != 4 || err != nil {
		return Span{}, fmt.Errorf("span %q is not of the form 09:00-12:00", s)
	}
	p := Span{clockTime(h1, m1), clockTime(h2, m2)}
	if h1 < 0 || m1 < 0 || h2 < 0 || m2 < 0 || m1 > 59 || m2 > 59 || p.From >= p.To || p.To > day || p.String() != s {
		return Span{}, fmt.Errorf("span %q does not lie in one day", s)
	}
	return p, nil
}

func clockTime(h, m int) time.Duration {
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
}

func (p Span) String() string {
	f := func(d time.Duration) string { return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60) }
	return f(p.From) + "-" + f(p.To)
}

// parseSpans reads spans that follow each other without overlap.
func parseSpans(in []string) ([]Span, error) {
	var out []Span
	for _, s := range in {
		p, err := ParseSpan(s)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, checkSpans(out)
}

func checkSpans(spans []Span) error {
	for i, p := range spans {
		if p.From < 0 || p.From >= p.To || p.To > day {
			return fmt.Errorf("span %s does not lie in one day", p)
		}
		if i > 0 && p.From < spans[i-1].To {
			return errors.New("spans overlap or are out of order")
		}
	}
	return nil
}

func total(spans []Span) time.Duration {
	var sum time.Duration
	for _, p := range spans {
		sum += p.To - p.From
	}
	return sum
}
