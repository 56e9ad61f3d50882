package rates

import (
	"cmp"
	"slices"
	"strings"
)

// Unit is a department as the figures see it. The empty id is the hotline itself: what no unit has.
type Unit struct {
	ID     string `json:"id"`
	Path   string `json:"path"`
	Parent string `json:"parent,omitempty"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Level  int    `json:"level"`
}

// Above reports whether a unit is b or lies above it.
func (u Unit) Above(b Unit) bool {
	return b.ID == u.ID || u.Path != "" && strings.HasPrefix(b.Path, u.Path+"/")
}

// Sum is the net bookings of one measure at one unit. Imported ones are kept apart.
type Sum struct {
	Measure    string `db:"measure" json:"measure"`
	Department string `db:"department" json:"department"`
	Imported   bool   `db:"imported" json:"imported,omitempty"`
	N          int    `db:"n" json:"n"`
}

// Figure is one indicator of one unit. Value is in per cent and absent where there is nothing to divide by.
type Figure struct {
	Numerator   float64        `json:"numerator"`
	Denominator float64        `json:"denominator"`
	Value       *float64       `json:"value,omitempty"`
	Few         bool           `json:"few,omitempty"` // fewer than the indicator's least n: shown, not ranked
	Excluded    map[string]int `json:"excluded,omitempty"`
	Imported    int            `json:"imported,omitempty"` // of the denominator, left out because they were imported
}

// Row is a unit with its figures: its own and, rolled up, those of everything below it.
type Row struct {
	Unit
	Own    bool              `json:"own,omitempty"` // has bookings of its own
	Rates  map[string]Figure `json:"rates"`
	Counts map[string]int    `json:"counts"` // measures, with everything below
}

// ledger is sums by measure.
type ledger map[string]int

// Roll makes the rows of the units that keep lets through, each with everything below it, and one of them all
// together, in which no unit counts twice. withImported
// counts imported cases like others. A unit without bookings, own or below, has no row.
func Roll(c *Catalogue, units []Unit, sums []Sum, withImported bool, keep func(Unit) bool) (rows []Row, total Row) {
	own, imported := map[string]ledger{}, map[string]ledger{}
	for _, s := range sums {
		into := own
		if s.Imported && !withImported {
			into = imported
		}
		if into[s.Department] == nil {
			into[s.Department] = ledger{}
		}
		into[s.Department][s.Measure] += s.N
	}
	all, allImported, counted := ledger{}, ledger{}, map[string]bool{}
	rows = []Row{}
	for _, u := range units {
		if !keep(u) {
			continue
		}
		l, li := ledger{}, ledger{}
		for _, b := range units {
			if !u.Above(b) {
				continue
			}
			add(l, own[b.ID])
			add(li, imported[b.ID])
			if !counted[b.ID] {
				counted[b.ID] = true
				add(all, own[b.ID])
				add(allImported, imported[b.ID])
			}
		}
		if len(l) == 0 && len(li) == 0 {
			continue
		}
		r := Row{Unit: u, Own: len(own[u.ID]) > 0, Rates: map[string]Figure{}, Counts: l}
		for _, i := range c.Indicators {
			if !i.City || u.ID == "" {
				r.Rates[i.Key] = i.figure(c, l, li)
			}
		}
		rows = append(rows, r)
	}
	total = Row{Rates: map[string]Figure{}, Counts: all}
	for _, i := range c.Indicators {
		total.Rates[i.Key] = i.figure(c, all, allImported)
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.Path, b.Path) })
	return rows, total
}

func add(to, from ledger) {
	for m, n := range from {
		to[m] += n
	}
}

func (i Indicator) figure(c *Catalogue, l, imported ledger) Figure {
	if len(i.Parts) > 0 {
		return i.weighed(c, l, imported)
	}
	f := Figure{Numerator: l.of(i.Numerator), Denominator: l.of(i.Denominator), Imported: int(imported.of(i.Denominator)), Excluded: map[string]int{}}
	for _, m := range i.Excluded {
		if l[m] != 0 {
			f.Excluded[m] = l[m]
		}
	}
	if f.Denominator > 0 {
		v := f.Numerator / f.Denominator * 100
		f.Value = &v
	}
	f.Few = f.Denominator < float64(i.Least)
	return f
}

func (l ledger) of(terms []Term) (n float64) {
	for _, t := range terms {
		n += float64(l[t.Measure]) * t.Weight
	}
	return n
}
