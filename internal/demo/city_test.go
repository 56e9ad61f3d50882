package demo

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestCityIsWholeAndLarge checks the sizes that pages, statistics and the bench count on; Load itself checks the references.
func TestCityIsWholeAndLarge(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Articles) < 150 {
		t.Errorf("%d articles, want at least 150", len(c.Articles))
	}
	for _, a := range c.Articles {
		if len(a.Variants) < 5 {
			t.Errorf("%s %q has %d variants, want at least 5", a.ID, a.Question, len(a.Variants))
		}
		if a.Department == "" {
			t.Errorf("%s %q has no department", a.ID, a.Question)
		}
		for _, b := range a.Blocks {
			if b.Class != "" && !c.hasClass(b.Class) {
				t.Errorf("%s: no class %s", a.ID, b.Class)
			}
			if b.URL != "" && !strings.HasPrefix(b.URL, "https://www.shifan.example/") {
				t.Errorf("%s: link %s leads out of the city", a.ID, b.URL)
			}
		}
	}
	if len(c.Departments) < 20 || len(c.Outlets) < 12 {
		t.Errorf("%d departments and %d outlets, want 20 and 12", len(c.Departments), len(c.Outlets))
	}
}

// TestEveryDutyHasAMatter checks that no class a department answers for stays empty in the demonstration.
func TestEveryDutyHasAMatter(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range c.Duties {
		if !slices.ContainsFunc(c.Matters, func(m Matter) bool { return m.Class == d.Class }) {
			t.Errorf("class %s has no matter", d.Class)
		}
	}
	kinds := []string{"consultation", "help", "complaint", "report", "suggestion", "praise"}
	for _, m := range c.Matters {
		for _, k := range m.Kinds {
			if !slices.Contains(kinds, k) {
				t.Errorf("%s: unknown kind %s", m.Class, k)
			}
		}
		if m.Weight < 1 || m.Weight > 20 {
			t.Errorf("%s: weight %d", m.Class, m.Weight)
		}
		if n := len(m.Contents); len(m.Records) != n || len(m.Replies) != n || len(m.Titles)%n != 0 {
			t.Errorf("%s: titles, contents, records and replies do not run side by side", m.Class)
		}
		for _, s := range m.Titles {
			if utf8.RuneCountInString(s) > 20 {
				t.Errorf("%s: title %q is longer than 20 characters", m.Class, s)
			}
		}
	}
}

// TestTalksAndUnknownQuestions checks the six talks of the bench, and that no unknown question is one the base answers.
func TestTalksAndUnknownQuestions(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	stages, moods := map[string]int{}, map[string]bool{}
	for _, k := range c.Talks {
		stages[k.Stage]++
		moods[k.Mood] = true
		if len(k.Bot) == 0 || len(k.Lines) == 0 {
			t.Errorf("talk %s is not complete", k.Mood)
		}
		for _, l := range k.Lines {
			if l.Who != "citizen" && (l.Who != "agent" || k.Stage != "human") {
				t.Errorf("talk %s: %s speaks while %s", k.Mood, l.Who, k.Stage)
			}
		}
	}
	if stages["queued"] != 3 || stages["human"] != 3 || len(moods) != 6 {
		t.Errorf("talks: stages %v, %d moods", stages, len(moods))
	}
	if len(c.Unknown) < 60 {
		t.Errorf("%d unknown questions, want at least 60", len(c.Unknown))
	}
	for _, q := range c.Unknown {
		for _, a := range c.Articles {
			if q == a.Question || slices.Contains(a.Variants, q) {
				t.Errorf("%q is unknown, but %s answers it", q, a.ID)
			}
		}
	}
}
