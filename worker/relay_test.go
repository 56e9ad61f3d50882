package worker_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"minhu/activities"
	"minhu/internal/hotline"
	"minhu/internal/housetest"
	"minhu/internal/store"
	"minhu/internal/testbed"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

// An effect that its target refuses for good is parked with the code, stands in the ledger, is counted, and is not tried again.
func TestRefusedEffectIsParked(t *testing.T) {
	h := housetest.Start(t)
	ctx := t.Context()
	talk := h.Citizen("c1").Want(201, "POST", "/api/v1/conversations", map[string]string{"text": "居住证怎么办理"})["id"].(string)
	owe := func(seq int, act hotline.Act) (id int64, target string) {
		b, err := json.Marshal(activities.Opening{Act: act})
		require.NoError(t, err)
		sealed, err := h.Ring.Seal(ctx, talk, "effect", b)
		require.NoError(t, err)
		target = uuid.NewString()
		require.NoError(t, h.Store.DB.GetContext(ctx, &id, `insert into effect (source_id, source_seq, name, target_kind, target_id, sealed, created_at, next_at)
			values ($1, $2, 'open', 'case', $3, $4, now(), now()) returning id`, talk, seq, target, sealed))
		return id, target
	}
	actor := hotline.Actor{Kind: hotline.ByCitizen, ID: uuid.NewString()}
	bad, target := owe(900, hotline.Act{Name: "sign", Actor: actor}) // nothing opens by being signed
	good, opened := owe(901, hotline.Act{Name: "register", Actor: actor, Fields: hotline.Fields{"kind": "help", "title": "路灯", "content": "路灯不亮"}})

	var row struct {
		DoneAt   *time.Time `db:"done_at"`
		Attempts int        `db:"attempts"`
		LastCode string     `db:"last_code"`
	}
	read := func(id int64) bool {
		require.NoError(t, h.Store.DB.GetContext(ctx, &row, `select done_at, attempts, last_code from effect where id = $1`, id))
		return row.DoneAt != nil
	}
	require.Eventually(t, func() bool { return read(bad) }, 20*time.Second, 50*time.Millisecond)
	require.Equal(t, string(hotline.ErrActNotAllowed), row.LastCode)
	require.Equal(t, 1, row.Attempts)
	require.Eventually(t, func() bool { return read(good) }, 20*time.Second, 50*time.Millisecond)
	require.Empty(t, row.LastCode)
	_, err := h.Store.CaseByID(ctx, opened)
	require.NoError(t, err)

	n, err := h.Store.CountEffects(ctx, time.Now())
	require.NoError(t, err)
	require.Equal(t, store.EffectCount{Parked: 1}, n)
	entries, err := h.Store.LedgerPage(ctx, store.LedgerFilter{Subject: target, Refused: true}, 10)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, "effect", entries[0].Act)
	require.Equal(t, string(hotline.ErrActNotAllowed), entries[0].Outcome)
	require.Contains(t, string(entries[0].Data), talk)

	// Once parked, a second refusal of a relay that still held it adds nothing.
	require.NoError(t, h.Store.EffectRefused(ctx, store.EffectRow{ID: bad}, time.Now(), "act_not_allowed"))
	entries, err = h.Store.LedgerPage(ctx, store.LedgerFilter{Subject: target, Refused: true}, 10)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}
