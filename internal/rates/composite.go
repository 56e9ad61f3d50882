package rates

import (
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
)

// composites reads composites.csv and puts what is weighed before what it is weighed of.
func (c *Catalogue) composites(files fs.FS) error {
	var out []Indicator
	err := eachRow(files, "composites.csv", 7, func(r []string) error {
		i := Indicator{Key: r[0], ZH: r[1], EN: r[2], Excluded: []string{}, NoteZH: r[5], NoteEN: r[6]}
		if !key.MatchString(i.Key) || c.Indicator(i.Key) != nil || slices.ContainsFunc(out, func(o Indicator) bool { return o.Key == i.Key }) {
			return fmt.Errorf("indicator %q is no name or stands twice", i.Key)
		}
		whole := 0.0
		for _, part := range strings.Split(r[3], "+") {
			name, weight, _ := strings.Cut(part, "*")
			w, err := strconv.ParseFloat(weight, 64)
			of := c.Indicator(name)
			if err != nil || w <= 0 || w > 1 || of == nil || of.Down || of.City || slices.ContainsFunc(i.Parts, func(s Share) bool { return s.Indicator == name }) {
				return fmt.Errorf("part %q is unknown, stands twice, is better when less, or has no weight between 0 and 1", part)
			}
			whole += w
			i.Parts = append(i.Parts, Share{name, w})
			i.Numerator, i.Denominator = append(i.Numerator, of.Numerator...), append(i.Denominator, of.Denominator...)
			for _, m := range of.Excluded {
				if !slices.Contains(i.Excluded, m) {
					i.Excluded = append(i.Excluded, m)
				}
			}
		}
		if math.Abs(whole-1) > 1e-9 {
			return fmt.Errorf("the weights of %q add up to %g, not to 1", i.Key, whole)
		}
		var err error
		if i.Least, err = strconv.Atoi(r[4]); err != nil || i.Least < 1 {
			return fmt.Errorf("least %q", r[4])
		}
		out = append(out, i)
		return nil
	})
	c.Indicators = append(out, c.Indicators...)
	return err
}

// weighed is a figure made of others: its value is their weighed sum and absent where one is. Its denominator is the smallest of theirs; its
// numerator is what the value would be of that.
func (i Indicator) weighed(c *Catalogue, l, imported ledger) Figure {
	f := Figure{Excluded: map[string]int{}, Denominator: math.Inf(1)}
	sum, whole := 0.0, true
	for _, p := range i.Parts {
		of := c.Indicator(p.Indicator)
		if of == nil {
			return Figure{Excluded: map[string]int{}, Few: true}
		}
		part := of.figure(c, l, imported)
		f.Denominator, f.Imported = min(f.Denominator, part.Denominator), max(f.Imported, part.Imported)
		for m, n := range part.Excluded {
			f.Excluded[m] = n
		}
		if whole = whole && part.Value != nil; whole {
			sum += *part.Value * p.Weight
		}
	}
	if whole {
		f.Value, f.Numerator = &sum, sum/100*f.Denominator
	}
	f.Few = f.Denominator < float64(i.Least)
	return f
}
