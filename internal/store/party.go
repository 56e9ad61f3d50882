package store

import (
	"context"
	"time"

	"minhu/internal/pii"
)

// Party is who a citizen is, in the open. It exists in memory only between the request and the sealed row.
type Party struct{ Name, Phone, Address string }

// PutParty seals a citizen's identity under id. A retry under the same id changes nothing.
func (s *Store) PutParty(ctx context.Context, root *pii.Root, id, owner string, p Party, at time.Time) error {
	var ownerID any
	if owner != "" {
		ownerID = owner
	}
	var index, last4 []byte
	if p.Phone != "" {
		index, last4 = root.PhoneIndex(p.Phone), root.PhoneIndex(pii.Last4(p.Phone))
	}
	_, err := s.exec(ctx, "put_party", id, ownerID, root.SealIdentity("party", "name", id, p.Name), root.SealIdentity("party", "phone", id, p.Phone),
		root.SealIdentity("party", "address", id, p.Address), index, last4, pii.MaskName(p.Name), pii.MaskPhone(p.Phone), pii.MaskAddress(p.Address), at)
	return err
}

// OpenParty reads a citizen's identity in the open, for one reveal that is on record.
func (s *Store) OpenParty(ctx context.Context, root *pii.Root, id string) (Party, error) {
	var r struct {
		ID      string `db:"id"`
		Name    []byte `db:"name_sealed"`
		Phone   []byte `db:"phone_sealed"`
		Address []byte `db:"address_sealed"`
	}
	if err := s.get(ctx, &r, "party_sealed", id); err != nil {
		return Party{}, err
	}
	var p Party
	for _, f := range []struct {
		to     *string
		column string
		sealed []byte
	}{{&p.Name, "name", r.Name}, {&p.Phone, "phone", r.Phone}, {&p.Address, "address", r.Address}} {
		v, err := root.OpenIdentity("party", f.column, id, f.sealed)
		if err != nil {
			return Party{}, err
		}
		*f.to = v
	}
	return p, nil
}

// RelatedCase is an earlier case of the same person.
type RelatedCase struct {
	ID           string    `db:"id"`
	Number       string    `db:"number"`
	Stage        string    `db:"stage"`
	Kind         string    `db:"kind"`
	Title        string    `db:"title"`
	RegisteredAt time.Time `db:"registered_at"`
}

// CasesOfSamePhone reads the ids of the newest other cases of whoever has the party's phone number, at most 100. Which of
// them a reader may see is the policy's to say.
func (s *Store) CasesOfSamePhone(ctx context.Context, party, except string) ([]string, error) {
	var ids []string
	err := s.list(ctx, &ids, "cases_of_party_phone", party, except)
	return ids, err
}
