package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
)

// Ties are what an act takes with it in its transaction: the call a matter came from, and the uploads that become part of it.
type Ties struct {
	Call  string    // id of the call, on opening
	Files []Binding // uploads
	// Follower is who joins the case; Misrouted what an upheld return says about the duty list.
	Follower  *Follower
	Misrouted *Misrouted
}

func (t Ties) any() bool {
	return t.Call != "" || len(t.Files) > 0 || t.Follower != nil || t.Misrouted != nil
}

// tie does what the ties of an act say. It runs after the act was written, in the same transaction; an upload that is no longer
// free undoes the act.
func (s *Store) tie(ctx context.Context, tx *sqlx.Tx, r Recording) error {
	at := r.Event.At
	if r.Ties.Follower != nil {
		if err := s.follow(ctx, tx, r); err != nil {
			return err
		}
	}
	if r.Ties.Misrouted != nil {
		if err := s.propose(ctx, tx, r); err != nil {
			return err
		}
	}
	if r.Ties.Call != "" {
		name := "tie_case_call"
		if r.Aggregate == hotline.Message {
			name = "tie_message_call"
		}
		if _, err := tx.StmtxContext(ctx, s.q(name)).ExecContext(ctx, r.ID, r.Ties.Call); err != nil {
			return err
		}
		staff := ""
		if r.Event.Actor.Kind == hotline.ByStaff {
			staff = r.Event.Actor.ID
		}
		if _, err := tx.StmtxContext(ctx, s.q("tie_call")).ExecContext(ctx, r.Ties.Call, string(r.Aggregate), r.ID, at, staff); err != nil {
			return err
		}
		if err := s.news(ctx, tx, r.Topics, "call", r.Ties.Call, 0, "closed", at); err != nil {
			return err
		}
	}
	if len(r.Ties.Files) == 0 {
		return nil
	}
	n, err := s.bind(ctx, tx, string(r.Aggregate), r.ID, r.Ties.Files, at)
	if err != nil {
		return err
	}
	if int(n) != len(r.Ties.Files) {
		return hotline.Invalid(hotline.FieldProblem{Name: "attachments", Code: "unknown_value", Detail: "有附件已不可用，请重新上传"})
	}
	return nil
}
