package activities

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// Answerer answers a question from the knowledge base. Memory is the dialog's memory, opaque to the caller.
type Answerer interface {
	Answer(ctx context.Context, text string, memory []byte, at time.Time) (Reply, error)
}

// Reply is what the bot says, and what is recorded of how it came to it.
type Reply struct {
	Body           Said
	ArticleID      string
	ArticleVersion int
	Decision       string // answer, confirm, refuse, or the intent that was met before retrieval
	Confidence     float64
	Candidates     []byte // JSON list of {article_id, score}
	Scene          string // first part of the article's category
	Memory         []byte
}

// Said is the body of an utterance; it is sealed as JSON. Notices carry a kind and data, never a finished sentence.
type Said struct {
	Text       string            `json:"text,omitempty"`
	Heading    string            `json:"heading,omitempty"`    // the standard question that was answered
	Assumption string            `json:"assumption,omitempty"` // the matter carried over from earlier: "居住证"
	Blocks     json.RawMessage   `json:"blocks,omitempty"`
	Options    []Option          `json:"options,omitempty"` // 您是想问
	Related    []Option          `json:"related,omitempty"`
	Source     string            `json:"source,omitempty"` // id of the department that answers for the article
	UpdatedOn  string            `json:"updated_on,omitempty"`
	Intent     string            `json:"intent,omitempty"`
	Offers     []string          `json:"offers,omitempty"` // human, message, case
	Notice     string            `json:"notice,omitempty"`
	Data       map[string]string `json:"data,omitempty"`
}

// Option is an article offered by its question.
type Option struct {
	ArticleID string `json:"article_id"`
	Question  string `json:"question"`
	Differs   string `json:"differs,omitempty"` // why it was not answered directly: place, number, aspect …
}

// turn fills the recording of an act in a conversation.
func (h *Hotline) turn(ctx context.Context, in RecordInput, r *store.Recording) error {
	e, f := &r.Event, in.Act.Fields
	at := e.At.UTC().Format(time.RFC3339Nano)
	r.Patch = map[string]any{}
	r.Data = map[string]any{}
	if hotline.Aside(hotline.Conversation, e.Act) {
		r.Patch["aside"] = true // the citizen is neither told nor shown that anything happened
	} else {
		r.Topics = []string{"citizen:" + orElse(in.State.Citizen, e.Citizen)}
	}
	if in.State.Agent != "" {
		r.Topics = append(r.Topics, "staff:"+in.State.Agent)
	}
	for _, id := range in.State.Facts.Asked {
		r.Topics = append(r.Topics, "staff:"+id)
	}
	desk := func() { r.Topics = append(r.Topics, "role:agent", "role:supervisor") }
	line := in.State.Lines
	say := func(u store.Utterance, s Said) error {
		line++
		b, err := json.Marshal(s)
		if err != nil {
			return err
		}
		u.Seq = line
		if u.Body, err = h.Ring.Seal(ctx, in.State.ID, "utterance", b); err != nil {
			return err
		}
		r.Utterances = append(r.Utterances, u)
		return nil
	}
	notice := func(kind string, data map[string]string) error {
		return say(store.Utterance{Speaker: "system", Kind: "notice"}, Said{Notice: kind, Data: data})
	}
	var err error
	switch e.Act {
	case "ask":
		err = h.ask(ctx, in, r, say)
	case "say":
		r.Speaker, r.Counts.Turns = "agent", 1
		r.Patch["first_reply_at"] = at
		r.Topics = append(r.Topics, "role:supervisor")
		err = say(agentLine(e), Said{Text: f["text"]})
	case "upvote", "downvote":
		r.Patch["utterance"] = f["utterance"]
		r.Patch["vote"], r.Patch["vote_reason"] = map[string]string{"upvote": "up", "downvote": "down"}[e.Act], f["downvote_reason"]
		r.Patch[map[string]string{"upvote": "up", "downvote": "down"}[e.Act]] = 1
		r.Data["utterance"], r.Data["reason"] = f["utterance"], f["downvote_reason"]
	case "request_human":
		r.Patch["queued_at"], r.Patch["waits_from"], r.Patch["rank_at"] = at, at, at
		desk()
		err = notice("queued", nil)
	case "leave_queue":
		r.Patch["queued_at"] = nil
		desk()
		err = notice("left_queue", nil)
	case "take":
		r.Patch["taken_at"] = at
		desk()
		err = h.hold(r, notice, "taken", e.Actor.ID, e.Actor.Name)
	case "assign":
		r.Patch["taken_at"] = at
		desk()
		var name string
		if name, err = h.colleague(ctx, e.Agent); err == nil {
			err = h.hold(r, notice, "taken", e.Agent, name)
		}
	case "transfer", "take_over", "consult", "consult_close", "whisper", "warn", "abuse_end":
		err = h.beside(ctx, in, r, say, notice)
	case "end", "idle_close":
		r.Patch["ended_at"], r.Patch["ended_by"] = at, string(e.Actor.Kind)
		desk()
		err = notice("ended", map[string]string{"by": string(e.Actor.Kind)})
	case "rate":
		r.Patch["satisfied"], r.Patch["solved"] = f["satisfied"], f["solved"]
		if f["comment"] != "" {
			if r.DataSealed, err = h.Ring.Seal(ctx, in.State.ID, "event", []byte(f["comment"])); err != nil {
				return err
			}
		}
	case "escalate":
		err = h.escalate(ctx, in, r)
		if err == nil {
			err = notice("escalated", map[string]string{"target": f["target"], "id": r.Effects[0].TargetID})
		}
	}
	if err != nil {
		return err
	}
	e.Lines = line
	seqs := []int{}
	for _, u := range r.Utterances {
		seqs = append(seqs, u.Seq)
	}
	r.Feed["lines"] = seqs
	return nil
}

// ask records a citizen's line and, while the bot has the talk, its answer. Bot and person never answer at once: the table
// has moved the talk before the first line of a person.
func (h *Hotline) ask(ctx context.Context, in RecordInput, r *store.Recording, say func(store.Utterance, Said) error) error {
	text := in.Act.Fields["text"]
	r.Speaker, r.Counts.Turns = "citizen", 1
	if ch := in.Act.Fields["channel"]; ch != "" {
		r.Patch["channel"] = ch
	}
	kind := "line"
	if r.Event.To == hotline.StageBot {
		kind = "question"
	}
	if err := say(store.Utterance{Speaker: "citizen", Kind: kind}, Said{Text: text}); err != nil {
		return err
	}
	if kind != "question" {
		r.Topics = append(r.Topics, "role:supervisor")
		return nil
	}
	a, err := h.Answers.Answer(ctx, text, in.State.Context, in.At)
	if err != nil {
		return err
	}
	r.Event.Context = a.Memory
	r.Scene = a.Scene
	r.Speaker = "bot"
	r.Counts = store.Counts{Turns: 1, Questions: 1}
	switch a.Decision {
	case "answer":
		r.Counts.Answered = 1
	case "confirm":
		r.Counts.Confirmed = 1
	case "refuse":
		r.Counts.Missed = 1
	default:
		r.Counts.Questions = 0 // greetings, thanks and the like are no consultations
	}
	return say(store.Utterance{Speaker: "bot", Kind: "answer", ArticleID: a.ArticleID, ArticleVersion: a.ArticleVersion,
		Decision: a.Decision, Confidence: sql.NullFloat64{Float64: a.Confidence, Valid: a.Confidence > 0}, Candidates: a.Candidates, Scene: a.Scene}, a.Body)
}
