// Package triage helps whoever registers a matter: what class it belongs to, with the words that say so, and which earlier
// matters it looks like. Everything here is arithmetic on texts; it reads no database and keeps no text of a citizen (a model
// holds hashes of character groups only).
package triage

import (
	"hash/fnv"
	"math"
	"sort"
	"strings"
	"unicode"

	"minhu/internal/knowledge"
)

// longest bounds how much of a text is looked at, in characters: what a matter is about is said early.
const longest = 1200

// clean brings a text into the form that is counted: normalised, every digit a 0 (numbers tell people apart, not matters),
// every run of anything but letters and digits one blank.
func clean(text string) []rune {
	var out []rune
	gap := true
	for _, r := range knowledge.Normalise(text) {
		switch {
		case unicode.IsDigit(r):
			r = '0'
		case !unicode.IsLetter(r):
			if gap {
				continue
			}
			out, gap = append(out, ' '), true
			continue
		}
		out, gap = append(out, r), false
		if len(out) == longest {
			break
		}
	}
	return out
}

// widest is how many characters a group has at most. Groups of three were measured too: they cost memory and bring nothing.
const widest = 2

// gram is a group of one or two characters at a place of the text.
type gram struct {
	hash  uint32
	at, n int32
}

// grams lists the groups of a text; none reaches over a blank.
func grams(text []rune) []gram {
	out := make([]gram, 0, widest*len(text))
	for i := range text {
		for n := 1; n <= widest && i+n <= len(text); n++ {
			if text[i+n-1] == ' ' {
				break
			}
			h := fnv.New32a()
			_, _ = h.Write([]byte(string(text[i : i+n])))
			out = append(out, gram{h.Sum32(), int32(i), int32(n)})
		}
	}
	return out
}

// sparse is a vector with few entries, its columns rising.
type sparse struct {
	col []int32
	val []float32
}

func (v sparse) dot(w []float32) float64 {
	s := 0.0
	for i, c := range v.col {
		s += float64(v.val[i]) * float64(w[c])
	}
	return s
}

// vocabulary maps the hash of a group to its column and the weight of its rarity.
type vocabulary struct {
	Column map[uint32]int32
	IDF    []float32
}

// buildVocabulary keeps the groups that at least two texts have, the most frequent first, at most limit of them.
func buildVocabulary(texts [][]gram, limit int) vocabulary {
	df := map[uint32]int{}
	for _, t := range texts {
		seen := map[uint32]bool{}
		for _, g := range t {
			if !seen[g.hash] {
				seen[g.hash] = true
				df[g.hash]++
			}
		}
	}
	var kept []uint32
	for h, n := range df {
		if n >= 2 {
			kept = append(kept, h)
		}
	}
	sort.Slice(kept, func(i, j int) bool {
		a, b := df[kept[i]], df[kept[j]]
		return a > b || a == b && kept[i] < kept[j]
	})
	if len(kept) > limit {
		kept = kept[:limit]
	}
	v := vocabulary{Column: make(map[uint32]int32, len(kept)), IDF: make([]float32, len(kept))}
	for i, h := range kept {
		v.Column[h] = int32(i)
		v.IDF[i] = float32(math.Log(float64(1+len(texts))/float64(1+df[h])) + 1)
	}
	return v
}

// vector weighs the groups of a text: sublinear count times rarity, length one.
func (v vocabulary) vector(text []gram) sparse {
	count := map[int32]float32{}
	for _, g := range text {
		if c, ok := v.Column[g.hash]; ok {
			count[c]++
		}
	}
	out := sparse{col: make([]int32, 0, len(count)), val: make([]float32, 0, len(count))}
	for c := range count {
		out.col = append(out.col, c)
	}
	sort.Slice(out.col, func(i, j int) bool { return out.col[i] < out.col[j] })
	sum := 0.0
	for _, c := range out.col {
		x := (1 + float32(math.Log(float64(count[c])))) * v.IDF[c]
		out.val = append(out.val, x)
		sum += float64(x) * float64(x)
	}
	if sum > 0 {
		for i := range out.val {
			out.val[i] /= float32(math.Sqrt(sum))
		}
	}
	return out
}

// Join makes the text of a matter from its parts: the title counts twice, because it names the matter.
func Join(title, content string) string {
	return strings.TrimSpace(title + " " + title + " " + content)
}
