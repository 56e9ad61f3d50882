package activities

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"minhu/internal/knowledge"
)

// Bot answers questions from the knowledge base; it implements Answerer.
type Bot struct{ Base *knowledge.Answerer }

// Answer decides on one question and makes the words that are recorded. The bot writes no answer of its own: blocks come
// from the article, offers are codes that the page puts into words.
func (b *Bot) Answer(ctx context.Context, text string, memory []byte, at time.Time) (Reply, error) {
	var talk knowledge.Context
	if len(memory) > 0 {
		if err := json.Unmarshal(memory, &talk); err != nil {
			return Reply{}, err
		}
	}
	a, err := b.Base.Ask(ctx, knowledge.Question{Text: text, Context: talk, Now: at})
	if errors.Is(err, knowledge.ErrNoQuestion) {
		return Reply{Decision: "refuse", Body: Said{Notice: "no_words", Offers: []string{"human"}}, Memory: memory}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	r := Reply{Decision: string(a.Kind), Confidence: a.Confidence}
	if r.Memory, err = json.Marshal(a.Context); err != nil {
		return Reply{}, err
	}
	if len(a.Candidates) > 0 {
		if r.Candidates, err = json.Marshal(a.Candidates); err != nil {
			return Reply{}, err
		}
	}
	switch a.Kind {
	case knowledge.KindAnswer:
		err = b.article(a, &r)
	case knowledge.KindConfirm:
		r.Body.Options = options(a.Options)
		r.Body.Assumption = a.Assumed
	case knowledge.KindGuard:
		r.Decision = string(a.Guard)
		r.Body.Intent = string(a.Guard)
		if a.Reply != nil {
			r.Body.Text = a.Reply.Zh
			r.Body.Data = map[string]string{"en": a.Reply.En}
		}
		if a.Number != "" {
			blocks, merr := json.Marshal([]knowledge.Block{{Kind: knowledge.BlockPhone, Label: a.Number, Number: a.Number}})
			if merr != nil {
				return Reply{}, merr
			}
			r.Body.Blocks = blocks
		}
		r.Body.Offers = guardOffers[string(a.Guard)]
	default:
		r.Body.Notice = "not_found"
		r.Body.Offers = []string{"human", "message", "case"}
	}
	return r, err
}

// guardOffers are the ways on that an intent opens.
var guardOffers = map[string][]string{
	"human":     {"human"},
	"complaint": {"case", "human"},
	"abuse":     {"human"},
}

func (b *Bot) article(a knowledge.Answer, r *Reply) error {
	art := a.Article
	blocks, err := json.Marshal(art.Blocks)
	if err != nil {
		return err
	}
	r.ArticleID, r.ArticleVersion = art.ID, art.Version
	r.Scene, _, _ = strings.Cut(art.Category, "/")
	r.Body = Said{Heading: art.Question, Blocks: blocks, Related: options(a.Related), Assumption: a.Assumed, Source: art.Department}
	if !art.UpdatedAt.IsZero() {
		r.Body.UpdatedOn = art.UpdatedAt.Add(8 * time.Hour).Format(time.DateOnly)
	}
	return nil
}

func options(in []knowledge.Option) []Option {
	out := make([]Option, 0, len(in))
	for _, o := range in {
		out = append(out, Option{ArticleID: o.ArticleID, Question: o.Question, Differs: o.Differs})
	}
	return out
}
