package triage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
)

// Example is a text with the class a person gave it.
type Example struct{ Text, Label string }

// Limits of training. A hotline's newest cases say what its classes mean today; more would cost minutes and change little.
const (
	// MaxExamples is how many examples are used, the first of the list.
	MaxExamples = 20_000
	// MinExamples is the least number of examples and MinPerLabel the least number of one class that a model is made of.
	MinExamples = 50
	MinPerLabel = 3
	maxFeatures = 60_000
	rounds      = 30
	penalty     = 3.0 // C of the support vector machine
	tell        = 0.5 // how far columns are weighed by how well they tell the class from the others
)

// Train makes a model of the examples: one linear support vector machine with squared hinge loss a class against all others,
// solved by dual coordinate descent (Hsieh et al., ICML 2008), on hashed groups of one and two characters, whose columns are
// weighed by their log-count ratio (Wang and Manning, ACL 2012). The same examples give the same model. Classes with fewer than MinPerLabel examples are left out.
func Train(examples []Example) (*Model, error) {
	if len(examples) > MaxExamples {
		examples = examples[:MaxExamples]
	}
	examples, labels := known(examples)
	if len(examples) < MinExamples || len(labels) < 2 {
		return nil, fmt.Errorf("%d usable examples of %d classes are too few: at least %d of two classes", len(examples), len(labels), MinExamples)
	}
	m := fit(examples, labels)
	m.Heat = temperature(examples, labels)
	m.Examples = len(examples)
	return m, nil
}

// known drops the labels that are too rare and lists the others.
func known(examples []Example) ([]Example, []string) {
	n := map[string]int{}
	for _, e := range examples {
		if e.Label != "" && e.Text != "" {
			n[e.Label]++
		}
	}
	var labels []string
	for l, c := range n {
		if c >= MinPerLabel {
			labels = append(labels, l)
		}
	}
	sort.Strings(labels)
	var out []Example
	for _, e := range examples {
		if n[e.Label] >= MinPerLabel && e.Text != "" {
			out = append(out, e)
		}
	}
	return out, labels
}

func fit(examples []Example, labels []string) *Model {
	texts := make([][]gram, len(examples))
	for i, e := range examples {
		texts[i] = grams(clean(e.Text))
	}
	m := &Model{Labels: labels, Vocabulary: buildVocabulary(texts, maxFeatures), Heat: 1}
	rows := make([]sparse, len(texts))
	for i, t := range texts {
		rows[i] = m.Vocabulary.vector(t)
	}
	m.Weights = make([][]float32, len(labels))
	m.Bias = make([]float32, len(labels))
	for k, l := range labels {
		y := make([]int8, len(examples))
		for i, e := range examples {
			y[i] = -1
			if e.Label == l {
				y[i] = 1
			}
		}
		ratio := tells(rows, y, len(m.Vocabulary.IDF))
		m.Weights[k], m.Bias[k] = separate(weighed(rows, ratio), y, len(ratio))
		for c := range m.Weights[k] {
			m.Weights[k][c] *= ratio[c]
		}
	}
	return m
}

// separate finds the plane between the rows of one class and all others. The bias is the weight of a column that is always 1.
func separate(rows []sparse, y []int8, columns int) ([]float32, float32) {
	w := make([]float32, columns)
	var bias float64
	alpha := make([]float64, len(rows))
	norm := make([]float64, len(rows))
	order := make([]int, len(rows))
	for i, r := range rows {
		order[i] = i
		norm[i] = 1 + 1/(2*penalty)
		for _, v := range r.val {
			norm[i] += float64(v) * float64(v)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2)) // the same examples give the same model
	for range rounds {
		rng.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		worst := 0.0
		for _, i := range order {
			yi := float64(y[i])
			g := yi*(rows[i].dot(w)+bias) - 1 + alpha[i]/(2*penalty)
			if alpha[i] == 0 && g >= 0 {
				continue
			}
			before := alpha[i]
			alpha[i] = max(0, before-g/norm[i])
			d := (alpha[i] - before) * yi
			if d == 0 {
				continue
			}
			worst = max(worst, max(g, -g))
			for j, c := range rows[i].col {
				w[c] += float32(d) * rows[i].val[j]
			}
			bias += d
		}
		if worst < 0.01 {
			break
		}
	}
	return w, float32(bias)
}

// tells weighs each column by how well it tells the class from the others: the size of its log-count ratio, mixed with one.
func tells(rows []sparse, y []int8, columns int) []float32 {
	in, out := make([]float64, columns), make([]float64, columns)
	nin, nout := 2.0, 2.0
	for i, r := range rows {
		n, count := &nout, out
		if y[i] > 0 {
			n, count = &nin, in
		}
		*n++
		for _, c := range r.col {
			count[c]++
		}
	}
	ratio := make([]float32, columns)
	for c := range ratio {
		ratio[c] = float32(1 - tell + tell*math.Abs(math.Log((in[c]+1)/nin)-math.Log((out[c]+1)/nout)))
	}
	return ratio
}

func weighed(rows []sparse, ratio []float32) []sparse {
	out := make([]sparse, len(rows))
	for i, r := range rows {
		val := make([]float32, len(r.val))
		for j, c := range r.col {
			val[j] = r.val[j] * ratio[c]
		}
		out[i] = sparse{r.col, val}
	}
	return out
}
