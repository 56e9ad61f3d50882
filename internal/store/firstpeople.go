package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"minhu/policies"
)

// FirstPerson is one of the three administrators that a new city begins with.
type FirstPerson struct {
	Username string
	Name     string
	Role     string
	TokenSHA []byte // of the way in
}

// FirstPeople makes those of the three administrators that nobody is yet, each with a way in, in one transaction, and returns them. A
// role that somebody holds who can sign in is left alone, so that a later start makes a new way in only for who never came in. city
// names the top department of a database that has none.
func (s *Store) FirstPeople(ctx context.Context, city string, wanted []FirstPerson, at, expires time.Time) ([]FirstPerson, error) {
	var made []FirstPerson
	err := s.InTx(ctx, func(tx *sqlx.Tx) error {
		made = nil
		run := func(name string, args ...any) error {
			_, err := tx.StmtxContext(ctx, s.q(name)).ExecContext(ctx, args...)
			return err
		}
		if err := run("lock_first_people"); err != nil {
			return err
		}
		var path string
		err := tx.StmtxContext(ctx, s.q("root_department")).GetContext(ctx, &path)
		if errors.Is(err, sql.ErrNoRows) {
			path = "/city"
			err = run("put_root_department", city)
		}
		if err != nil {
			return err
		}
		for _, w := range wanted {
			var held bool
			if err := tx.StmtxContext(ctx, s.q("anybody_holds")).GetContext(ctx, &held, w.Role); err != nil {
				return err
			}
			if held {
				continue
			}
			var id string
			if err := tx.StmtxContext(ctx, s.q("put_first_person")).GetContext(ctx, &id, uuid.NewString(), w.Username, w.Name, path); err != nil {
				return err
			}
			if err := run("begin_bindings", id, at, `[{"role":"`+w.Role+`","dept_path":"`+path+`"}]`); err != nil {
				return err
			}
			if err := run("insert_invitation", w.TokenSHA, id, policies.SystemID, at, expires); err != nil {
				return err
			}
			if err := s.AddLedgerTx(ctx, tx, LedgerEntry{At: at, ActorKind: policies.KindSystem, ActorID: policies.SystemID, Act: "invite", SubjectKind: "staff", SubjectID: &id, Outcome: "applied"}); err != nil {
				return err
			}
			made = append(made, w)
		}
		return nil
	})
	return made, err
}
