package notify

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"minhu/internal/hotline"
	"minhu/internal/notice"
	"minhu/internal/store"
)

func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// KeyOf is the key of a notice, the same for ever: 40 hexadecimal characters.
func KeyOf(r store.NoticeRow) string {
	h := sha256.Sum256([]byte(fmt.Sprintf("%s\x00%d\x00%s\x00%s\x00%s", r.SubjectID, r.Seq, r.Template, r.RecipientKind, r.RecipientID)))
	return hex.EncodeToString(h[:20])
}

// message words a notice. Only the address is missing.
func (w *Worker) message(ctx context.Context, r store.NoticeRow, texts map[string]store.NoticeText) (m Message, version int, err error) {
	m = Message{Key: KeyOf(r), At: r.At.UTC(), Kind: notice.Citizen, Template: r.Template, Urgent: r.Urgent, Attempt: r.Attempts + 1}
	if r.RecipientKind == "staff" {
		m.Kind = "staff"
	}
	n, others, err := w.Store.GroupedWith(ctx, r.ID)
	if err != nil {
		return m, 0, err
	}
	if n > 0 {
		m.Template = notice.GroupTemplate
	}
	t := notice.Find(m.Template)
	if t == nil {
		return m, 0, fmt.Errorf("notice %d has template %q, which nobody knows", r.ID, m.Template)
	}
	p, err := r.Params()
	if err != nil {
		return m, 0, err
	}
	values := notice.Values(hotline.Aggregate(r.SubjectKind), t, p, func(id string) string { return w.UnitName(ctx, id) })
	values["city"], values["number"], values["count"] = w.Settings.City, r.Number, strconv.Itoa(n+1)
	values["page"] = w.Settings.PublicURL + "/track"
	values["link"] = values["page"]
	// Whoever joined has a code of his own: the one of the case is its citizen's.
	if of := map[string]string{notice.Citizen: r.SubjectID, "follower": r.RecipientID}[r.RecipientKind]; of != "" {
		values["code"] = w.Root.QueryCode(of)
		if others == 0 {
			values["link"] = w.Settings.PublicURL + "/t/" + values["code"]
		}
		if round, ok := p.Survey(); ok && r.RecipientKind == notice.Citizen {
			values["survey"] = w.Settings.PublicURL + "/survey/" + w.Root.SurveyToken(r.SubjectID, round)
		}
	}
	text, kept := texts[m.Template]
	if !kept {
		text.Body = t.Text
	}
	m.Values = map[string]string{}
	for _, name := range t.Vars {
		m.Values[name] = values[name]
	}
	m.Text = notice.Signature(w.Settings.City) + notice.Render(text.Body, m.Values)
	return m, text.Version, nil
}
