package hotline

import (
	"fmt"
	"io"
	"slices"
)

// declineField is the choice field whose values are the grounds of declining.
const declineField = "decline_code"

// Choice is one value of a choice field and what it is called.
type Choice struct {
	Value  string
	ZH, EN string
}

// DeclineReason is one row of data/decline_reasons.csv: a ground on which a matter is not accepted, the sentence that the
// citizen reads, and the lawful route that is open instead.
type DeclineReason struct {
	Code                 string
	ZH, EN               string
	CitizenZH, CitizenEN string
	RouteZH, RouteEN     string
}

// loadChoices reads the words of choice values. Every value of every choice field has exactly one row, and every row belongs
// to a value: a value nobody can read stops the program, as does a word nobody uses.
func (c *Catalogue) loadChoices(open func(string) (io.ReadCloser, error)) error {
	c.Choices = map[string][]Choice{}
	add := func(field string, w Choice) error {
		f, ok := c.Fields[field]
		if !ok || f.Type != "choice" {
			return fmt.Errorf("%q is no choice field", field)
		}
		if !slices.Contains(f.Values, w.Value) {
			return fmt.Errorf("field %s has no value %q", field, w.Value)
		}
		if w.ZH == "" || w.EN == "" {
			return fmt.Errorf("%s=%s needs words in both languages", field, w.Value)
		}
		if slices.ContainsFunc(c.Choices[field], func(x Choice) bool { return x.Value == w.Value }) {
			return fmt.Errorf("%s=%s stands twice", field, w.Value)
		}
		c.Choices[field] = append(c.Choices[field], w)
		return nil
	}
	if err := eachRow(open, "choices.csv", 4, func(r []string) error {
		if r[0] == declineField {
			return fmt.Errorf("grounds of declining stand in decline_reasons.csv")
		}
		return add(r[0], Choice{r[1], r[2], r[3]})
	}); err != nil {
		return err
	}
	if err := eachRow(open, "decline_reasons.csv", 7, func(r []string) error {
		if slices.Contains(r, "") {
			return fmt.Errorf("%s: every sentence is needed in both languages", r[0])
		}
		c.Declines = append(c.Declines, DeclineReason{r[0], r[1], r[2], r[3], r[4], r[5], r[6]})
		return add(declineField, Choice{r[0], r[1], r[2]})
	}); err != nil {
		return err
	}
	for name, f := range c.Fields {
		if len(f.Values) != len(c.Choices[name]) {
			for _, v := range f.Values {
				if !slices.ContainsFunc(c.Choices[name], func(x Choice) bool { return x.Value == v }) {
					return fmt.Errorf("choices.csv: %s=%s has no words", name, v)
				}
			}
		}
	}
	return nil
}
