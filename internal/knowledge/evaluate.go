package knowledge

import (
	"context"
	"math"
	"slices"
	"time"
)

// Case is one question of an evaluation with the articles that answer it. No WantID means that the base has no answer.
type Case struct {
	Query  string
	WantID []string
}

// Rate is a share with its Wilson interval of 95 %.
type Rate struct {
	Hits  int     `json:"hits"`
	Of    int     `json:"of"`
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

func rate(hits, of int) Rate {
	r := Rate{Hits: hits, Of: of}
	if of == 0 {
		return r
	}
	const z = 1.959964
	n, p := float64(of), float64(hits)/float64(of)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	r.Share, r.Low, r.High = p, max(0, middle-half), min(1, middle+half)
	return r
}

// Evaluation reports the figures that only make sense together.
type Evaluation struct {
	N             int    `json:"n"`
	Precision     Rate   `json:"precision"`       // of direct answers, those that are right
	Coverage      Rate   `json:"coverage"`        // of all questions, those answered directly
	Top1          Rate   `json:"top1"`            // of questions with an answer in the base: it ranks first
	Top3          Rate   `json:"top3"`            // it is among the first three
	ResolvedAt3   Rate   `json:"resolved_at_3"`   // it was answered, or offered among the options
	Refusal       Rate   `json:"refusal"`         // of all questions, those refused
	WrongOutside  Rate   `json:"wrong_outside"`   // of questions without an answer in the base: answered all the same
	GuardedInBase Rate   `json:"guarded_in_base"` // of questions with an answer in the base: caught by a guard
	Misses        []Miss `json:"misses,omitempty"`
}

// Miss is one direct answer that was wrong.
type Miss struct {
	Query      string  `json:"query"`
	Got        string  `json:"got"`
	GotText    string  `json:"got_text"`
	Confidence float64 `json:"confidence"`
}

// Evaluate asks every question without context.
func (a *Answerer) Evaluate(ctx context.Context, set []Case, now time.Time) (Evaluation, error) {
	out := Evaluation{N: len(set)}
	var answered, right, refused, first, three, resolved, inside, outside, wrongOutside, guarded int
	for _, c := range set {
		answer, err := a.Ask(ctx, Question{Text: c.Query, Now: now})
		if err != nil && err != ErrNoQuestion {
			return out, err
		}
		if err == ErrNoQuestion || answer.Kind == KindRefuse {
			refused++
		}
		known := len(c.WantID) > 0
		good := false
		if answer.Kind == KindAnswer {
			answered++
			if good = slices.Contains(c.WantID, answer.ArticleID); good {
				right++
			} else {
				out.Misses = append(out.Misses, Miss{c.Query, answer.ArticleID, answer.Article.Question, answer.Confidence})
			}
		}
		if !known {
			outside++
			if answer.Kind == KindAnswer {
				wrongOutside++
			}
			continue
		}
		inside++
		if answer.Kind == KindGuard {
			guarded++
		}
		for i, f := range answer.Candidates {
			if slices.Contains(c.WantID, f.ArticleID) {
				if i == 0 {
					first++
				}
				if i < 3 {
					three++
				}
				break
			}
		}
		if good || slices.ContainsFunc(answer.Options, func(o Option) bool { return slices.Contains(c.WantID, o.ArticleID) }) {
			resolved++
		}
	}
	out.Precision, out.Coverage, out.Refusal = rate(right, answered), rate(answered, len(set)), rate(refused, len(set))
	out.Top1, out.Top3, out.ResolvedAt3 = rate(first, inside), rate(three, inside), rate(resolved, inside)
	out.WrongOutside, out.GuardedInBase = rate(wrongOutside, outside), rate(guarded, inside)
	return out, nil
}
