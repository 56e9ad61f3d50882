package knowledge

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Calibration is what a knowledge base says about its own thresholds: each variant is asked as a question with itself taken out of the
// base, and every fifth article is hidden, to imitate questions that nobody has written an answer for.
type Calibration struct {
	Thresholds Thresholds   `json:"thresholds"`
	Samples    int          `json:"samples"`
	Applied    bool         `json:"applied"` // false when there are too few samples: then the thresholds are the old ones
	Curve      []CurvePoint `json:"curve"`   // from high to low confidence
}

// CurvePoint is what an answer threshold would give on the samples.
type CurvePoint struct {
	Answer    float64 `json:"answer"`
	Precision float64 `json:"precision"`
	Coverage  float64 `json:"coverage"`
}

// Limits of calibration. The floor is there because an editor's variants are closer to each other than citizens' questions are.
const (
	calibrationLeast    = 200
	calibrationMost     = 1500
	calibrationAnswered = 30 // a precision of fewer answers says nothing
	calibrationFloor    = 0.60
	calibrationCeiling  = 0.95
)

// Calibrate finds the lowest answer threshold that gives the wanted precision (0.95, say), between a floor and a ceiling. It reads the local engine and changes nothing.
func (a *Answerer) Calibrate(ctx context.Context, articles []Article, wanted float64, now time.Time) (Calibration, error) {
	out := Calibration{Thresholds: a.Thresholds}
	type sample struct {
		p     float64
		right bool
	}
	var samples []sample
	view := a.Local.View()
	forms := 0
	for i := range articles {
		forms += len(articles[i].Variants)
	}
	step := max(1, forms/calibrationMost)
	n := 0
	for i := range articles {
		for form, text := range articles[i].Variants {
			if n++; n%step != 0 {
				continue
			}
			hidden := n/step%5 == 0
			found, err := a.Local.Recall(ctx, Query{Text: text, Filter: Filter{At: now}, Limit: 2 * RecallForms})
			if err != nil {
				return out, err
			}
			kept := found[:0]
			for _, c := range found {
				own := c.ArticleID == articles[i].ID
				if own && (hidden || c.Form == form+1) || len(kept) == RecallForms {
					continue
				}
				kept = append(kept, c)
			}
			q := Analyse(text)
			d := Decide(a.Ranker, q, a.Ranker.Rank(view, q, kept), Thresholds{}, now)
			samples = append(samples, sample{d.Confidence, d.ArticleID == articles[i].ID})
			if d.Kind != KindAnswer {
				samples[len(samples)-1].p = 0 // a conflict, or nothing found: never answered at any threshold
			}
		}
	}
	out.Samples = len(samples)
	slices.SortFunc(samples, func(x, y sample) int { return cmp.Compare(y.p, x.p) })
	best, right, at := calibrationCeiling, 0, 0
	for t := 99; t >= 50; t-- {
		for at < len(samples) && samples[at].p >= float64(t)/100 {
			if samples[at].right {
				right++
			}
			at++
		}
		if at == 0 {
			continue
		}
		out.Curve = append(out.Curve, CurvePoint{float64(t) / 100, float64(right) / float64(at), float64(at) / float64(len(samples))})
	}
	for _, c := range out.Curve {
		enough := c.Coverage*float64(len(samples)) >= calibrationAnswered
		if enough && c.Precision >= wanted && c.Answer >= calibrationFloor && c.Answer <= calibrationCeiling {
			best = c.Answer
		}
	}
	if out.Samples >= calibrationLeast {
		out.Applied = true
		out.Thresholds.Answer = best
	}
	return out, nil
}
