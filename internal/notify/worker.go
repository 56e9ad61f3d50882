package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/lib/pq"

	"minhu/internal/notice"
	"minhu/internal/pii"
	"minhu/internal/store"
)

const (
	// Channel is where a notice that waits says so.
	Channel = "minhu_notice"
	// lease is how long a notice stays with a worker that says nothing: longer than a gateway may take.
	lease = time.Minute
	// batch is how many are taken at once; small, so that all are tried within the lease.
	batch = 5
	// MaxAttempts is how often a notice is tried before it is parked: some four hours with a gateway that is down.
	MaxAttempts = 14
	// sweep is the safety net for notifications of the database that were missed.
	sweep = time.Minute
)

// Settings are what an office decides about its notices.
type Settings struct {
	City      string       // shown in front of each text
	PublicURL string       // where citizens' links lead, without a slash at the end
	Quiet     notice.Quiet // nobody is told then, but of what is urgent
	Daily     int          // messages a number gets on one day, urgent ones aside; 0 is no limit
}

// Worker sends what waits.
type Worker struct {
	DSN      string
	Store    *store.Store
	Root     *pii.Root
	Sender   Sender
	Settings Settings
	UnitName func(ctx context.Context, id string) string
	Clock    func() time.Time
	Logger   *slog.Logger
	breaker  breaker
}

// Run sends until ctx ends. It wakes by notification of the database, and when the next notice is due.
func (w *Worker) Run(ctx context.Context) error {
	l := pq.NewListener(w.DSN, time.Second, time.Minute, nil)
	defer l.Close()
	if err := l.Listen(Channel); err != nil {
		return fmt.Errorf("notices: %w", err)
	}
	if err := w.Store.InstallNoticeTexts(ctx); err != nil && ctx.Err() == nil {
		w.Logger.Error("the texts of notices could not be installed", "error", err)
	}
	for {
		n, next, err := w.Step(ctx)
		if err != nil && ctx.Err() == nil {
			w.Logger.Error("notices could not be sent", "error", err)
		}
		if n > 0 && err == nil {
			continue
		}
		wait := sweep
		if d := next.Sub(w.Clock()); err == nil && !next.IsZero() && d < wait {
			wait = max(d, 0)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-l.Notify:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Step takes what is due and tries each once. It answers how many it took and when to come again (zero: nothing waits).
func (w *Worker) Step(ctx context.Context) (taken int, next time.Time, err error) {
	now := w.Clock()
	if until, resting := w.breaker.rest(now); resting {
		return 0, until, nil
	}
	limit := batch
	if w.breaker.careful() {
		limit = 1
	}
	rows, err := w.Store.ClaimNotices(ctx, now, now.Add(lease), limit)
	if err != nil {
		return 0, next, err
	}
	if len(rows) == 0 {
		next, _, err = w.Store.NextNotice(ctx)
		return 0, next, err
	}
	texts, err := w.Store.NoticeTexts(ctx)
	if err != nil {
		return 0, next, err
	}
	for _, r := range rows {
		if until, resting := w.breaker.rest(w.Clock()); resting {
			err = w.Store.PutOffNotice(ctx, r.ID, until, "resting")
		} else {
			err = w.one(ctx, r, texts)
		}
		if err != nil {
			return 0, next, err
		}
	}
	return len(rows), next, nil
}

// one tries one notice, unless something speaks against it now.
func (w *Worker) one(ctx context.Context, r store.NoticeRow, texts map[string]store.NoticeText) error {
	now := w.Clock()
	if r.TryingAt.Valid && !w.Sender.HonoursKeys() {
		return w.Store.FinishNotice(ctx, r.ID, "parked", "outcome_unknown", "", now)
	}
	if t, kept := texts[r.Template]; kept && !t.Active {
		return w.Store.FinishNotice(ctx, r.ID, "off", "", "", now)
	}
	var index []byte
	if r.RecipientKind != "staff" {
		var err error
		if index, err = w.Store.NumberIndex(ctx, r.RecipientKind, r.RecipientID); err != nil {
			return err
		}
		if index == nil {
			return w.Store.FinishNotice(ctx, r.ID, "refused", "no_number", "", now)
		}
	}
	if at, code, wait, err := w.waits(ctx, r, index, now); wait || err != nil {
		if err != nil {
			return err
		}
		return w.Store.PutOffNotice(ctx, r.ID, at, code)
	}
	if r.RecipientKind == notice.Citizen && !r.Alone && !r.Urgent && r.Attempts == 0 {
		if err := w.Store.GroupNotices(ctx, r.ID, index, now, now.Add(lease)); err != nil {
			return err
		}
	}
	m, version, err := w.message(ctx, r, texts)
	if err != nil {
		return err
	}
	begun, err := w.Store.BeginNotice(ctx, r.ID, now, index, w.Sender.Name(), version, index != nil && w.Sender.Numbers())
	if err != nil || !begun {
		return err // not begun: it went along with another one
	}
	if m.To, err = w.address(ctx, r); err != nil {
		return err
	}
	if m.To == "" {
		return w.Store.FinishNotice(ctx, r.ID, "refused", "no_number", "", now)
	}
	limited, cancel := context.WithTimeout(ctx, gatewayLimit+5*time.Second)
	defer cancel()
	receipt, err := w.Sender.Send(limited, m)
	if ctx.Err() != nil {
		return ctx.Err() // the process ends: whoever finds the row next knows that an attempt began
	}
	return w.outcome(ctx, r, receipt, err)
}

// waits says until when a notice is held back: quiet hours, or the day's measure of its number.
func (w *Worker) waits(ctx context.Context, r store.NoticeRow, index []byte, now time.Time) (until time.Time, code string, wait bool, err error) {
	if r.Urgent {
		return now, "", false, nil
	}
	if at, quiet := w.Settings.Quiet.Until(now); quiet {
		return at, "quiet_hours", true, nil
	}
	if w.Settings.Daily <= 0 || index == nil {
		return now, "", false, nil
	}
	from, to := notice.Day(now)
	n, err := w.Store.SentToPhone(ctx, index, from)
	if err != nil || n < w.Settings.Daily {
		return now, "", false, err
	}
	if at, quiet := w.Settings.Quiet.Until(to); quiet {
		to = at
	}
	return to, "daily_limit", true, nil
}

// address opens where a message goes. The opening was recorded when the attempt began.
func (w *Worker) address(ctx context.Context, r store.NoticeRow) (string, error) {
	var to string
	var err error
	switch {
	case r.RecipientKind == "staff":
		to, err = w.Store.Username(ctx, r.RecipientID)
	case !w.Sender.Numbers():
		to, err = w.Store.NumberMask(ctx, r.RecipientKind, r.RecipientID)
	case r.RecipientKind == "callback":
		var o store.OpenedCallback
		o, err = w.Store.OpenCallbackIdentity(ctx, w.Root, r.RecipientID)
		to = o.Number
	default:
		party := r.RecipientID
		if r.RecipientKind == "follower" {
			if party, err = w.Store.FollowerParty(ctx, party); err != nil {
				break
			}
		}
		var p store.Party
		p, err = w.Store.OpenParty(ctx, w.Root, party)
		to = p.Phone
	}
	if isNoRows(err) || errors.Is(err, pii.ErrDamaged) {
		return "", nil
	}
	return to, err
}

// outcome writes down how an attempt ended.
func (w *Worker) outcome(ctx context.Context, r store.NoticeRow, receipt string, err error) error {
	now := w.Clock()
	if err == nil {
		w.breaker.worked()
		return w.Store.FinishNotice(ctx, r.ID, "sent", "", receipt, now)
	}
	var refused *Refused
	if errors.As(err, &refused) {
		w.breaker.worked()
		w.Logger.Warn("a notice was refused", "notice", r.ID, "code", refused.Code)
		return w.Store.FinishNotice(ctx, r.ID, "refused", refused.Code, "", now)
	}
	w.breaker.broke(now)
	code, after := "no_answer", time.Duration(0)
	var later *Later
	switch {
	case errors.As(err, &later):
		code, after = later.Code, later.After
	case !w.Sender.HonoursKeys():
		w.Logger.Error("nobody knows whether a notice went out", "notice", r.ID, "error", err)
		return w.Store.FinishNotice(ctx, r.ID, "parked", "outcome_unknown", "", now)
	}
	w.Logger.Warn("a notice was not sent", "notice", r.ID, "code", code, "error", err)
	if r.Attempts+1 >= MaxAttempts {
		return w.Store.FinishNotice(ctx, r.ID, "parked", code, "", now)
	}
	return w.Store.PutOffNotice(ctx, r.ID, now.Add(max(after, min(5*time.Second<<min(r.Attempts, 10), 30*time.Minute))), code)
}
