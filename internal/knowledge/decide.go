package knowledge

import "time"

// Kind is what the bot does with a question.
type Kind string

// The kinds of answer. A guard is a question that never reaches retrieval.
const (
	KindAnswer  Kind = "answer"
	KindConfirm Kind = "confirm"
	KindRefuse  Kind = "refuse"
	KindGuard   Kind = "guard"
)

// Thresholds of confidence. They belong to one knowledge base: check them with Evaluate after large changes.
type Thresholds struct {
	Answer  float64 `json:"answer"`  // from here the answer is given directly
	Confirm float64 `json:"confirm"` // from here up to three articles are offered; below, the bot says that it does not know
}

// DefaultThresholds put precision first: nine of ten direct answers, or more, must be right.
var DefaultThresholds = Thresholds{Answer: 0.85, Confirm: 0.05}

// maxOptions is how many articles a confirmation offers, besides "none of these".
const maxOptions = 3

// optionGap is how far below the first an option may score.
const optionGap = 2.2

// wholeTopic is the share of a question found in a form from which it counts as a part of it.
const wholeTopic = 0.99

// Option is one article offered. Differs names the conflict (place, number, opposed, negation, aspect) that keeps it from being a
// direct answer, so that the page can say so.
type Option struct {
	ArticleID string `json:"article_id"`
	Version   int    `json:"version"`
	Question  string `json:"question"`
	Differs   string `json:"differs,omitempty"`
}

// Decision is the outcome of the thresholds.
type Decision struct {
	Kind       Kind     `json:"kind"`
	ArticleID  string   `json:"article_id,omitempty"`
	Version    int      `json:"version,omitempty"`
	Options    []Option `json:"options,omitempty"`
	Confidence float64  `json:"confidence"`
	// Why names what decided: confident, below_answer, topic_only (the question is a part of a form and no more, such as 身份证),
	// veto_place (and the other conflicts), below_confirm, nothing_found, or guard_ with the intent.
	Why string `json:"why"`
}

// Decide applies the thresholds to ranked articles. Articles that are not live at the instant are passed over. An article that
// conflicts with the question may be offered, never answered.
func Decide(r Ranker, q *Text, ranked []Scored, t Thresholds, at time.Time) Decision {
	live := ranked[:0:0]
	for _, s := range ranked {
		if s.Article.Live(at) {
			live = append(live, s)
		}
	}
	if len(live) == 0 {
		return Decision{Kind: KindRefuse, Why: "nothing_found"}
	}
	p := r.Confidence(q, live)
	d := Decision{Confidence: p}
	veto := conflict(q, &live[0])
	switch {
	case p >= t.Answer && veto == "":
		d.Kind, d.Why = KindAnswer, "confident"
		d.ArticleID, d.Version = live[0].Article.ID, live[0].Article.Version
		return d
	case p >= t.Answer:
		d.Kind, d.Why = KindConfirm, "veto_"+veto
	case p >= t.Confirm:
		d.Kind, d.Why = KindConfirm, "below_answer"
	case live[0].Features.CoverQ >= wholeTopic && live[0].Features.Run == 1:
		d.Kind, d.Why = KindConfirm, "topic_only"
	default:
		d.Kind, d.Why = KindRefuse, "below_confirm"
		return d
	}
	for i := range live {
		s := &live[i]
		if len(d.Options) == maxOptions || s.Score < live[0].Score-optionGap {
			break
		}
		d.Options = append(d.Options, Option{s.Article.ID, s.Article.Version, s.Article.Question, conflict(q, s)})
	}
	return d
}

// conflict names the veto of an article, if any. Another aspect is no conflict when the answer speaks of the one asked for.
func conflict(q *Text, s *Scored) string {
	veto := s.Features.Veto()
	if veto == "aspect" && Analyse(s.Article.Plain()).Aspects&q.Aspects != 0 {
		return ""
	}
	return veto
}
