package meili

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"minhu/internal/knowledge"
)

// form is one document: a standard question or a variant of an article.
type form struct {
	ID         string   `json:"id"` // article id, "--", number of the form
	Article    string   `json:"article"`
	Form       int      `json:"form"`
	Version    int      `json:"version"`
	Generation int64    `json:"generation"` // of the build; what is left of another one is not shown
	GX         string   `json:"gx"`         // pairs of units, encoded
	UX         string   `json:"ux"`         // single units, encoded
	Text       string   `json:"text"`
	Categories []string `json:"categories"` // the category and those above it
	Department string   `json:"department"`
	From       int64    `json:"from"` // Unix seconds
	To         int64    `json:"to"`   // exclusive
}

// forever is the end of what has none: the last second of the year 9999.
const forever = 253402300799

// letters encode four bits each. Only letters: the server's segmenter leaves runs of them whole, and cuts Han characters as it likes.
const letters = "abcdefghijklmnop"

// encode writes a unit as letters: four for a character of the basic plane, and a mark with eight for everything else.
func encode(b *strings.Builder, u uint32) {
	n := 4
	if u > 0xffff {
		b.WriteByte('z')
		n = 8
	}
	for i := n - 1; i >= 0; i-- {
		b.WriteByte(letters[u>>(4*i)&15])
	}
}

func pairs(units []uint32) []string {
	var out []string
	for i := 1; i < len(units); i++ {
		var b strings.Builder
		encode(&b, units[i-1])
		encode(&b, units[i])
		out = append(out, b.String())
	}
	return out
}

func singles(units []uint32) []string {
	out := make([]string, len(units))
	for i, u := range units {
		var b strings.Builder
		encode(&b, u)
		out[i] = b.String()
	}
	return out
}

// formsOf makes the documents of an article.
func formsOf(a *knowledge.Article, generation int64) []form {
	texts := append([]string{a.Question}, a.Variants...)
	out := make([]form, 0, len(texts))
	for i, text := range texts {
		units := knowledge.Analyse(text).Units
		out = append(out, form{ID: documentID(a.ID, i), Article: a.ID, Form: i, Version: a.Version, Generation: generation,
			GX: strings.Join(pairs(units), " "), UX: strings.Join(singles(units), " "), Text: text, Categories: above(a.Category),
			Department: a.Department, From: seconds(a.ValidFrom, 0), To: seconds(a.ValidTo, forever)})
	}
	return out
}

func documentID(article string, form int) string { return article + "--" + strconv.Itoa(form) }

// above lists a category path and the paths above it.
func above(path string) []string {
	out := []string{}
	for i, r := range path {
		if r == '/' && i > 0 {
			out = append(out, path[:i])
		}
	}
	if path != "" {
		out = append(out, path)
	}
	return out
}

func seconds(t time.Time, none int64) int64 {
	if t.IsZero() {
		return none
	}
	return t.Unix()
}

// windows are the texts that are searched for: of the question's tokens that the base holds, rarest first and twelve at most, each window
// is ten in turn. The server drops words from the end until something matches, so every window lets another token lead.
func windows(q *knowledge.Text, v knowledge.View, n int, single bool) []string {
	type token struct {
		text  string
		times int
		at    int
	}
	var held []token
	seen := map[string]bool{}
	add := func(text string, t knowledge.Token, at int) {
		if times := v.Frequency(t); times > 0 && !seen[text] {
			seen[text] = true
			held = append(held, token{text, times, at})
		}
	}
	if single {
		for i, s := range singles(q.Units) {
			add(s, knowledge.Token(q.Units[i]), i)
		}
	} else {
		for i, p := range pairs(q.Units) {
			add(p, knowledge.PairToken(q.Units[i], q.Units[i+1]), i)
		}
	}
	slices.SortFunc(held, func(a, b token) int { return cmp.Or(cmp.Compare(a.times, b.times), cmp.Compare(a.at, b.at)) })
	held = held[:min(len(held), mostTokens)]
	var out []string
	for i := 0; i < n && i < len(held); i++ {
		var words []string
		for _, t := range held[i:min(len(held), i+longestQuery)] {
			words = append(words, t.text)
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

const (
	mostTokens   = 12
	longestQuery = 10 // the server looks at ten words and silently leaves out the rest
)

// condition is a filter in the server's language. Values are quoted whatever they hold: an unquoted one can say anything.
func condition(f knowledge.Filter) string {
	var all []string
	if f.Category != "" {
		all = append(all, "categories = "+quote(f.Category))
	}
	if f.Department != "" {
		all = append(all, "department = "+quote(f.Department))
	}
	if !f.At.IsZero() {
		// Whole seconds: an end within this second is looked at again by the caller's own filter.
		at := strconv.FormatInt(max(f.At.Unix(), 0), 10)
		all = append(all, "from <= "+at, "to >= "+at)
	}
	return strings.Join(all, " AND ")
}

func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
