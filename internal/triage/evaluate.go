package triage

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
)

// Evaluation is what cross-validation found. Precision is the one that was asked for; Routed is the share of all texts whose
// guess is sure enough to reach it, and Threshold the score from which on.
type Evaluation struct {
	Texts     int          `json:"texts"`
	Labels    int          `json:"labels"`
	Folds     int          `json:"folds"`
	MacroF1   float64      `json:"macro_f1"`
	Accuracy  float64      `json:"accuracy"`
	Top3      float64      `json:"top3"`
	Precision float64      `json:"precision"`
	Routed    float64      `json:"routed"`
	Threshold float64      `json:"threshold"`
	Classes   []ClassScore `json:"classes"`
}

// ClassScore is how one class did.
type ClassScore struct {
	Label     string  `json:"label"`
	Texts     int     `json:"texts"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

type judged struct {
	want, got string
	score     float64
	third     bool
}

// Evaluate cross-validates: each fold is guessed by a model of the others. groups, when given, names texts that belong
// together (near duplicates): they stay in one fold. The split is the same every time.
func Evaluate(examples []Example, groups []string, folds int, precision float64) (Evaluation, error) {
	fold := splits(examples, groups, folds)
	var all []judged
	for f := range folds {
		var train []Example
		for i, e := range examples {
			if fold[i] != f {
				train = append(train, e)
			}
		}
		m, err := Train(train)
		if err != nil {
			return Evaluation{}, err
		}
		for i, e := range examples {
			if fold[i] != f {
				continue
			}
			j := judged{want: e.Label}
			for k, g := range m.Guess(e.Text, 3) {
				if k == 0 {
					j.got, j.score = g.Label, g.Score
				}
				j.third = j.third || g.Label == e.Label
			}
			all = append(all, j)
		}
	}
	out := Evaluation{Texts: len(all), Folds: folds, Precision: precision}
	out.count(all)
	out.route(all)
	return out, nil
}

func splits(examples []Example, groups []string, folds int) []int {
	out := make([]int, len(examples))
	of := map[string]int{}
	order := rand.New(rand.NewPCG(3, 5)).Perm(len(examples))
	next := map[string]int{}
	for _, i := range order {
		if len(groups) == len(examples) && groups[i] != "" {
			if f, ok := of[groups[i]]; ok {
				out[i] = f
				continue
			}
		}
		// Each class goes round the folds by itself, so that every fold has its share.
		l := examples[i].Label
		out[i] = next[l] % folds
		next[l]++
		if len(groups) == len(examples) && groups[i] != "" {
			of[groups[i]] = out[i]
		}
	}
	return out
}

func (e *Evaluation) count(all []judged) {
	hit, want, got := map[string]int{}, map[string]int{}, map[string]int{}
	right, third := 0, 0
	for _, j := range all {
		want[j.want]++
		got[j.got]++
		if j.want == j.got {
			hit[j.want]++
			right++
		}
		if j.third {
			third++
		}
	}
	for l, n := range want {
		c := ClassScore{Label: l, Texts: n, Recall: float64(hit[l]) / float64(n)}
		if got[l] > 0 {
			c.Precision = float64(hit[l]) / float64(got[l])
		}
		if hit[l] > 0 {
			c.F1 = 2 * c.Precision * c.Recall / (c.Precision + c.Recall)
		}
		e.Classes = append(e.Classes, c)
		e.MacroF1 += c.F1 / float64(len(want))
	}
	sort.Slice(e.Classes, func(i, j int) bool { return e.Classes[i].Label < e.Classes[j].Label })
	e.Labels = len(want)
	if len(all) > 0 {
		e.Accuracy, e.Top3 = float64(right)/float64(len(all)), float64(third)/float64(len(all))
	}
}

// route finds the lowest score from which on the guesses are as precise as was asked.
func (e *Evaluation) route(all []judged) {
	slices.SortStableFunc(all, func(a, b judged) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	right := 0
	for i, j := range all {
		if j.want == j.got {
			right++
		}
		if i+1 < len(all) && all[i+1].score == j.score {
			continue
		}
		if float64(right)/float64(i+1) >= e.Precision {
			e.Routed, e.Threshold = float64(i+1)/float64(len(all)), j.score
		}
	}
}

// temperature finds how steeply margins become shares, on a fifth of the examples that a trial model has not seen.
func temperature(examples []Example, labels []string) float64 {
	fold := splits(examples, nil, 5)
	var train, held []Example
	for i, e := range examples {
		if fold[i] == 0 {
			held = append(held, e)
		} else {
			train = append(train, e)
		}
	}
	m := fit(train, labels)
	at := map[string]int{}
	for i, l := range labels {
		at[l] = i
	}
	margin := make([][]float64, len(held))
	for i, e := range held {
		margin[i] = m.margins(m.Vocabulary.vector(grams(clean(e.Text))))
	}
	best, least := 1.0, math.Inf(1)
	for _, heat := range []float64{0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10} {
		m.Heat = heat
		loss := 0.0
		for i, e := range held {
			loss -= math.Log(max(m.shares(margin[i])[at[e.Label]], 1e-9))
		}
		if loss < least {
			best, least = heat, loss
		}
	}
	return best
}
