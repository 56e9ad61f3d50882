package triage

import (
	"sort"
	"strings"
)

// Matter is an earlier matter that a new one is compared with.
type Matter struct {
	ID                     string
	Title, Content         string
	Place, District, Class string
	SamePerson             bool
}

// Likeness is how near an earlier matter is. Text is the share of common pairs of characters, 0 to 1 (Jaccard).
type Likeness struct {
	Matter    Matter
	Score     float64
	Text      float64
	SamePlace bool
}

// Near is the score from which on a matter is offered as a possible duplicate.
const Near = 0.35

type pairs map[uint64]bool

func pairsOf(text string) pairs {
	r := clean(text)
	out := pairs{}
	for i := 0; i+1 < len(r); i++ {
		if r[i] != ' ' && r[i+1] != ' ' {
			out[uint64(r[i])<<32|uint64(r[i+1])] = true
		}
	}
	return out
}

func (a pairs) near(b pairs) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	both := 0
	for p := range a {
		if b[p] {
			both++
		}
	}
	if all := len(a) + len(b) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}

// within is how much of a is found in b: a short text that a longer one holds is near although their Jaccard index is small.
func (a pairs) within(b pairs) float64 {
	if len(a) < 6 {
		return 0
	}
	both := 0
	for p := range a {
		if b[p] {
			both++
		}
	}
	return float64(both) / float64(len(a))
}

// Similar ranks earlier matters by how near they are to a new one and returns those at or above Near, best first, at most n.
// The same place, class and person each raise the score; none of them makes a duplicate without common words.
func Similar(m Matter, earlier []Matter, n int) []Likeness {
	whole, title, place := pairsOf(m.Title+" "+m.Content), pairsOf(m.Title), pairsOf(m.Place)
	var out []Likeness
	for _, e := range earlier {
		other := pairsOf(e.Title + " " + e.Content)
		l := Likeness{Matter: e, Text: max(whole.near(other), title.near(pairsOf(e.Title)), 0.8*min(whole.within(other), 1))}
		if l.Text < 0.15 {
			continue
		}
		l.SamePlace = samePlace(m, e, place)
		l.Score = l.Text
		if l.SamePlace {
			l.Score += 0.2
		} else if m.District != "" && e.District != "" && m.District != e.District {
			l.Score -= 0.2
		}
		if m.Class != "" && m.Class == e.Class {
			l.Score += 0.1
		}
		if e.SamePerson {
			l.Score += 0.15
		}
		if l.Score >= Near {
			out = append(out, l)
		}
	}
	// Ranked before the score is cut to a share: of many equal texts the caller's own comes first.
	sort.SliceStable(out, func(i, j int) bool { return out[i].Score > out[j].Score })
	out = out[:min(n, len(out))]
	for i := range out {
		out[i].Score = min(out[i].Score, 1)
	}
	return out
}

func samePlace(m, e Matter, place pairs) bool {
	a, b := strings.TrimSpace(m.Place), strings.TrimSpace(e.Place)
	if a == "" || b == "" {
		return false
	}
	if a == b || strings.Contains(a, b) || strings.Contains(b, a) {
		return true
	}
	return place.near(pairsOf(b)) >= 0.5
}
