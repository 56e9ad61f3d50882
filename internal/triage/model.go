package triage

import (
	"bytes"
	"compress/gzip"
	"encoding/gob"
	"errors"
	"math"
	"sort"
	"strings"
)

// Model tells the class of a text. It is immutable and safe for concurrent use.
type Model struct {
	Labels     []string
	Vocabulary vocabulary
	Weights    [][]float32 // a class each, a column each
	Bias       []float32
	Heat       float64 // turns margins into shares
	Examples   int     // how many texts it was made of
}

// Guess is one class a text may belong to. Score is the share of belief, 0 to 1, over all classes; Grounds are the words of the
// text that speak most for it.
type Guess struct {
	Label   string   `json:"label"`
	Score   float64  `json:"score"`
	Grounds []string `json:"grounds"`
}

// grounds a guess shows at most.
const maxGrounds = 4

// Guess lists the n likeliest classes of a text, best first; none for a text without any known group of characters.
func (m *Model) Guess(text string, n int) []Guess {
	c := clean(text)
	all := grams(c)
	x := m.Vocabulary.vector(all)
	if len(x.col) == 0 {
		return nil
	}
	p := m.shares(m.margins(x))
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return p[order[i]] > p[order[j]] })
	var out []Guess
	for _, k := range order[:min(n, len(order))] {
		out = append(out, Guess{Label: m.Labels[k], Score: p[k], Grounds: m.grounds(k, c, all, x)})
	}
	return out
}

func (m *Model) margins(x sparse) []float64 {
	out := make([]float64, len(m.Labels))
	for k := range m.Labels {
		out[k] = x.dot(m.Weights[k]) + float64(m.Bias[k])
	}
	return out
}

// shares turns margins into shares that add up to one.
func (m *Model) shares(margin []float64) []float64 {
	top := math.Inf(-1)
	for _, v := range margin {
		top = max(top, v)
	}
	sum := 0.0
	out := make([]float64, len(margin))
	for i, v := range margin {
		out[i] = math.Exp((v - top) * m.Heat)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// grounds are the words that speak most for class k: groups of two or three characters by their part in the margin; groups that
// overlap are joined.
func (m *Model) grounds(k int, text []rune, all []gram, x sparse) []string {
	weight := make(map[int32]float32, len(x.col))
	for i, c := range x.col {
		weight[c] = x.val[i] * m.Weights[k][c]
	}
	// A character's part is what the groups over it bring.
	part := make([]float32, len(text))
	for _, g := range all {
		c, ok := m.Vocabulary.Column[g.hash]
		if !ok {
			continue
		}
		for i := g.at; i < g.at+g.n; i++ {
			part[i] += weight[c] / float32(g.n)
		}
	}
	var most float32
	for _, v := range part {
		most = max(most, v)
	}
	if most <= 0 {
		return []string{}
	}
	type run struct {
		word string
		sum  float32
	}
	best := map[string]float32{}
	for i := 0; i < len(part); i++ {
		if part[i] < most/3 {
			continue
		}
		j, sum := i, float32(0)
		for j < len(part) && part[j] >= most/3 && j-i < 6 && text[j] != ' ' {
			sum += part[j]
			j++
		}
		if j-i >= 2 {
			best[string(text[i:j])] = max(best[string(text[i:j])], sum)
		}
		i = max(i, j-1)
	}
	var runs []run
	for w, s := range best {
		runs = append(runs, run{w, s})
	}
	sort.Slice(runs, func(i, j int) bool {
		return runs[i].sum > runs[j].sum || runs[i].sum == runs[j].sum && runs[i].word < runs[j].word
	})
	out := []string{}
	for _, r := range runs {
		if len(out) < maxGrounds && !strings.Contains(strings.Join(out, " "), r.word) {
			out = append(out, r.word)
		}
	}
	return out
}

// modelForm is raised when the stored form changes.
const modelForm = 1

// Bytes is the stored form of a model.
func (m *Model) Bytes() ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	e := gob.NewEncoder(z)
	if err := errors.Join(e.Encode(modelForm), e.Encode(m), z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ErrForm says that a stored model is damaged or of another form; it is trained anew.
var ErrForm = errors.New("the stored model is not of this form")

// Read reads what Bytes wrote.
func Read(b []byte) (*Model, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, ErrForm
	}
	d := gob.NewDecoder(z)
	var form int
	m := &Model{}
	if d.Decode(&form) != nil || form != modelForm || d.Decode(m) != nil || len(m.Weights) != len(m.Labels) || len(m.Bias) != len(m.Labels) {
		return nil, ErrForm
	}
	for _, w := range m.Weights {
		if len(w) != len(m.Vocabulary.IDF) {
			return nil, ErrForm
		}
	}
	return m, nil
}
