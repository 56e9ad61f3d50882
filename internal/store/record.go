package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"minhu/internal/hotline"
	"minhu/internal/seeded"
)

// Recording is everything one act writes. Record puts it into the database in one transaction of one statement; nothing in
// it is drawn inside: times, ids and texts are arguments, so that the retry of a lost workflow task writes the same.
type Recording struct {
	ID         string
	Aggregate  hotline.Aggregate
	Event      hotline.Event
	Line       string // policy line that allowed the act
	Policy     string // policy version
	RequestID  string
	Topics     []string       // who is told through the live stream
	Feed       map[string]any // what the stream carries: never personal data
	Data       map[string]any // what the event keeps in plain
	DataSealed []byte         // what it keeps sealed with the content key
	Patch      map[string]any // columns of the aggregate's row that change, by name
	NumberHead string         // start of the human number, on opening

	Utterances    []Utterance // conversations only
	Speaker       string      // who spoke last; "" = nobody in this act
	Counts        Counts
	Scene         string
	Effects       []Effect
	ContentSealed []byte // confidential cases, on opening
	Takes         string // id of the agent whose room is checked and locked
	Notices       []NoticeBirth
	Ties          Ties // what comes into being or changes hands together with the act
}

// Counts are added to a conversation's counters.
type Counts struct{ Turns, Questions, Answered, Confirmed, Missed int }

// Utterance is one line of a conversation. Body is sealed JSON ({"text":…} or {"blocks":…}).
type Utterance struct {
	Seq            int             `db:"seq"`
	Speaker        string          `db:"speaker"` // citizen, bot, agent, system
	Kind           string          `db:"kind"`    // question, answer, line, notice
	Body           []byte          `db:"body"`
	ArticleID      string          `db:"article_id"`
	ArticleVersion int             `db:"article_version"`
	Decision       string          `db:"decision"` // answer, confirm, refuse or a guard intent
	Confidence     sql.NullFloat64 `db:"confidence"`
	Candidates     []byte          `db:"candidates"`
	Scene          string          `db:"scene"`
	Vote           string          `db:"vote"`
	VoteReason     string          `db:"vote_reason"`
	SpeakerID      string          `db:"speaker_id"`
	SpeakerName    string          `db:"speaker_name"`
	At             time.Time       `db:"at"`
}

// Effect is what an act owes another workflow. Name tells the effects of one event apart; "open" is the opening act of
// something new.
type Effect struct {
	Name       string
	TargetKind hotline.Aggregate
	TargetID   string
	Sealed     []byte
}

// Record writes an act. It answers Applied, Already with the stored event when the update id is known, or Behind with the
// events after the caller's revision when another act took it. Only infrastructure errors and ErrAtCapacity come as errors.
func (s *Store) Record(ctx context.Context, r Recording) (hotline.Outcome, error) {
	name, args, err := r.statement()
	if err != nil {
		return hotline.Outcome{}, err
	}
	var applied bool
	switch {
	case r.Ties.any():
		err = s.InTx(ctx, func(tx *sqlx.Tx) error {
			var err error
			if applied, err = s.recordOnce(ctx, tx.StmtxContext(ctx, s.q(name)), args); err != nil || !applied {
				return err
			}
			return s.tie(ctx, tx, r)
		})
	case r.Takes == "":
		applied, err = s.recordOnce(ctx, s.q(name), args)
	default:
		err = s.InTx(ctx, func(tx *sqlx.Tx) error {
			var room int
			switch err := tx.StmtxContext(ctx, s.q("agent_room")).GetContext(ctx, &room, r.Takes); {
			case errors.Is(err, sql.ErrNoRows):
				return hotline.ErrForbidden
			case err != nil:
				return err
			}
			var err error
			applied, err = s.recordOnce(ctx, tx.StmtxContext(ctx, s.q(name)), args)
			if err == nil && applied && room <= 0 {
				return hotline.ErrAtCapacity
			}
			return err
		})
	}
	if err != nil {
		return hotline.Outcome{}, err
	}
	if applied {
		return hotline.Outcome{Status: hotline.Applied, Event: r.Event}, nil
	}
	return s.afterMiss(ctx, r)
}

func (s *Store) recordOnce(ctx context.Context, st *sqlx.Stmt, args []any) (bool, error) {
	var done string
	switch err := st.GetContext(ctx, &done, args...); {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, nil
}

// afterMiss finds out why nothing was written: this update id is known, or the revision was taken.
func (s *Store) afterMiss(ctx context.Context, r Recording) (hotline.Outcome, error) {
	missed, err := s.EventsAfter(ctx, r.ID, r.Event.Seq-1)
	if err != nil {
		return hotline.Outcome{}, err
	}
	if seeded.DropBehind() && len(missed) > 0 {
		return hotline.Outcome{Status: hotline.Applied, Event: r.Event}, nil
	}
	out := hotline.Outcome{Status: hotline.Behind}
	for _, m := range missed {
		out.Missed = append(out.Missed, m.Event())
	}
	known, err := s.FindEvent(ctx, r.ID, r.Event.UpdateID)
	switch {
	case err == nil:
		out.Status, out.Event = hotline.Already, known.Event()
	case !errors.Is(err, sql.ErrNoRows):
		return hotline.Outcome{}, err
	case len(missed) == 0:
		return hotline.Outcome{}, fmt.Errorf("%s %s: event %d was neither written nor taken", r.Aggregate, r.ID, r.Event.Seq)
	}
	return out, nil
}

func (r *Recording) statement() (string, []any, error) {
	e := r.Event
	clocks, err := json.Marshal(nonNil(e.Clocks))
	if err != nil {
		return "", nil, err
	}
	js := func(m map[string]any) string {
		if len(m) == 0 {
			return "{}"
		}
		b, jerr := json.Marshal(m)
		if jerr != nil {
			err = jerr
		}
		return string(b)
	}
	data := maps.Clone(r.Data)
	if data == nil {
		data = map[string]any{}
	}
	if e.Lines > 0 || len(e.Context) > 0 {
		data["lines"], data["context"] = e.Lines, e.Context
	}
	if e.Facts != nil {
		data["facts"] = e.Facts
	}
	if e.Agent != "" {
		data["agent"] = e.Agent
	}
	if e.Table > 0 {
		data["table"] = e.Table
	}
	args := []any{r.ID, e.Seq, string(r.Aggregate), e.Act, string(e.Actor.Kind), e.Actor.ID, e.Actor.Name, e.Actor.Role, e.Actor.DeptPath,
		e.At, string(e.From), string(e.To), e.Department, e.Kind, e.Urgency, e.Citizen, string(clocks), js(data), r.DataSealed,
		e.UpdateID, e.Digest, r.Line, r.Policy, r.RequestID, pq.Array(r.Topics), js(r.Feed)}
	state := hotline.State{Clocks: e.Clocks}
	var due any
	clock := ""
	if k, ok := state.Earliest(); ok {
		due, clock = k.DueAt, k.Name
	}
	switch r.Aggregate {
	case hotline.Conversation:
		args = append(args, r.utteranceArgs()...)
		if e.Seq == 1 {
			channel, _ := r.Patch["channel"].(string)
			if channel == "" {
				channel = "web"
			}
			return "open_conversation", append(args, channel, r.Speaker, r.Counts.Turns, r.Counts.Questions, r.Counts.Answered,
				r.Counts.Confirmed, r.Counts.Missed, r.Scene), err
		}
		kind, target, sealed := "", "", []byte(nil)
		if len(r.Effects) > 0 {
			kind, target, sealed = string(r.Effects[0].TargetKind), r.Effects[0].TargetID, r.Effects[0].Sealed
		}
		return "record_conversation", append(args, r.Speaker, r.Counts.Turns, r.Counts.Questions, r.Counts.Answered, r.Counts.Confirmed,
			r.Counts.Missed, r.Scene, js(r.Patch), kind, target, sealed), err
	case hotline.Case:
		if e.Seq == 1 {
			return "open_case", append(append(args, r.NumberHead, js(r.Patch), r.ContentSealed, due, clock), r.noticeArgs()...), err
		}
		return "record_case", append(append(append(args, js(r.Patch), due, clock), r.effectArgs()...), r.noticeArgs()...), err
	case hotline.Message:
		if e.Seq == 1 {
			return "open_message", append(append(args, r.NumberHead, js(r.Patch), due, clock), r.noticeArgs()...), err
		}
		return "record_message", append(append(append(args, js(r.Patch), due, clock), r.effectArgs()...), r.noticeArgs()...), err
	}
	return "", nil, fmt.Errorf("nothing records aggregate %q", r.Aggregate)
}

func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// effectArgs are the parameters 30 to 33 of a case's and a message's recording: one array a column.
func (r *Recording) effectArgs() []any {
	n := len(r.Effects)
	names, kinds, targets, sealed := make([]string, n), make([]string, n), make([]string, n), make([][]byte, n)
	for i, e := range r.Effects {
		names[i], kinds[i], targets[i], sealed[i] = e.Name, string(e.TargetKind), e.TargetID, e.Sealed
	}
	return []any{pq.Array(names), pq.Array(kinds), pq.Array(targets), pq.ByteaArray(sealed)}
}

// utteranceArgs are the parameters 27 to 38: one array a column.
func (r *Recording) utteranceArgs() []any {
	n := len(r.Utterances)
	seq, version := make([]int64, n), make([]int64, n)
	speaker, kind, article, decision, scene, by, byName := make([]string, n), make([]string, n), make([]string, n), make([]string, n),
		make([]string, n), make([]string, n), make([]string, n)
	body := make([][]byte, n)
	confidence, candidates := make([]sql.NullFloat64, n), make([]sql.NullString, n)
	for i, u := range r.Utterances {
		seq[i], version[i], speaker[i], kind[i], article[i] = int64(u.Seq), int64(u.ArticleVersion), u.Speaker, u.Kind, u.ArticleID
		decision[i], scene[i], by[i], byName[i], body[i], confidence[i] = u.Decision, u.Scene, u.SpeakerID, u.SpeakerName, u.Body, u.Confidence
		if len(u.Candidates) > 0 {
			candidates[i] = sql.NullString{String: string(u.Candidates), Valid: true}
		}
	}
	return []any{pq.Array(seq), pq.Array(speaker), pq.Array(kind), pq.Array(body), pq.Array(article), pq.Array(version), pq.Array(decision),
		pq.Array(confidence), pq.Array(candidates), pq.Array(scene), pq.Array(by), pq.Array(byName)}
}
