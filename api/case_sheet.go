package api

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"minhu/internal/hotline"
	"minhu/internal/roundtrip"
	"minhu/internal/store"
)

// SheetFile is a sheet that came back, in base64.
type SheetFile struct {
	Content string `json:"content_base64"`
}

// Validate implements Validator.
func (b SheetFile) Validate() []hotline.FieldProblem {
	if b.Content == "" {
		return []hotline.FieldProblem{{Name: "content_base64", Code: "required", Detail: "请选择文件"}}
	}
	return nil
}

// SheetReport says what a sheet holds and what is wrong with it; after an import also what became of each line.
type SheetReport struct {
	Lines  []SheetLine            `json:"lines"`
	Faults []roundtrip.SheetFault `json:"faults"`
	Done   int                    `json:"done"`
}

// SheetLine is one answer of a sheet. State is ready, done, or refused.
type SheetLine struct {
	Line   int    `json:"line"`
	Number string `json:"number"`
	State  string `json:"state"`
	ZH     string `json:"zh,omitempty"`
	EN     string `json:"en,omitempty"`
}

// sheetKey is what the hidden column says: which case, in which revision.
type sheetKey struct {
	ID  string `json:"i"`
	Rev int64  `json:"r"`
}

// sheetAct is one line as the ordinary act it stands for.
type sheetAct struct {
	line int
	id   string
	key  string
	act  hotline.Act
}

// sendCaseSheet sends the open cases that the reader's unit answers, with the columns to fill in. It is on record.
func (s *Server) sendCaseSheet(c *gin.Context) error {
	ctx, p := c.Request.Context(), principal(c)
	var out []roundtrip.Case
	var after *store.Key
	for len(out) < roundtrip.MaxLines {
		rows, err := s.Store.ListCases(ctx, s.scope(p, "case", "list"), store.CaseFilter{Stage: string(hotline.StageHandling), Now: s.Clock().UTC()}, after, 100)
		if err != nil {
			return err
		}
		for _, l := range rows {
			if len(out) == roundtrip.MaxLines {
				break
			}
			r, err := s.Store.CaseByID(ctx, l.ID)
			if err != nil {
				return err
			}
			res := caseResource(r)
			// What is confidential stays in the house.
			if d, err := s.Policies.Load().Enforce(p, "case", "reply", &res); err != nil || !d.Allow || r.Confidential {
				if err != nil {
					return err
				}
				continue
			}
			key, err := s.encodeCursor(everybody, "case-sheet", sheetKey{r.ID, r.Rev})
			if err != nil {
				return err
			}
			line := roundtrip.Case{Number: r.Number, Title: r.Title, Content: r.Content, Place: r.Place, Key: key}
			if r.NextDueAt.Valid {
				line.Due = roundtrip.Due(r.NextDueAt.Time)
			}
			out = append(out, line)
		}
		if len(rows) < 100 {
			break
		}
		last := rows[len(rows)-1]
		after = &store.Key{At: last.RegisteredAt, ID: last.ID}
	}
	var b bytes.Buffer
	if err := roundtrip.Write(&b, out); err != nil {
		return err
	}
	if err := s.Store.InTx(ctx, func(tx *sqlx.Tx) error { return s.recordWrite(ctx, c, tx, "export", "download", "case-sheet") }); err != nil {
		return err
	}
	c.Header("Content-Disposition", `attachment; filename="cases.xlsx"`)
	c.Data(http.StatusOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes())
	return nil
}

// checkCaseSheet reports on a sheet; nothing is done.
func (s *Server) checkCaseSheet(c *gin.Context) error {
	r, _, err := s.readSheet(c)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, r)
	return nil
}

// importCaseSheet takes the lines of a sheet as ordinary acts, when nothing is wrong with any of them; else none is taken. A line has a key of
// its own: the same sheet a second time does nothing twice.
func (s *Server) importCaseSheet(c *gin.Context) error {
	r, acts, err := s.readSheet(c)
	if err != nil {
		return err
	}
	if len(r.Faults) > 0 {
		c.JSON(http.StatusOK, r)
		return nil
	}
	for _, a := range acts {
		at := slices.IndexFunc(r.Lines, func(l SheetLine) bool { return l.Line == a.line })
		if r.Lines[at].State == "done" {
			r.Done++
			continue
		}
		_, err := s.Acts.Do(c.Request.Context(), hotline.Case, a.id, a.key, a.act)
		if p, ok := hotline.AsProblem(err); ok && p.Code.Status() < 500 {
			// Somebody acted between the check and here.
			s.refused(c, "case", a.act.Name, a.id, err)
			r.Lines[at].State, r.Lines[at].ZH, r.Lines[at].EN = "refused", orElse(p.Detail, p.Code.Title()), p.Code.TitleEN()
			continue
		}
		if err != nil {
			return err // the same sheet sent again goes on where this one broke off
		}
		r.Lines[at].State = "done"
		r.Done++
	}
	c.JSON(http.StatusOK, r)
	return nil
}

// readSheet reads and checks a sheet: each line against the case as it stands, the caller's rights, and the transition table.
func (s *Server) readSheet(c *gin.Context) (SheetReport, []sheetAct, error) {
	out := SheetReport{Lines: []SheetLine{}, Faults: []roundtrip.SheetFault{}}
	body, err := Bind[SheetFile](c)
	if err != nil {
		return out, nil, err
	}
	content, err := base64.StdEncoding.DecodeString(body.Content)
	if err != nil {
		return out, nil, hotline.Invalid(hotline.FieldProblem{Name: "content_base64", Code: "malformed"})
	}
	answers, faults, err := roundtrip.Read(content)
	if err != nil {
		return out, nil, hotline.Invalid(hotline.FieldProblem{Name: "content_base64", Code: "malformed", Detail: err.Error()})
	}
	out.Faults = append(out.Faults, faults...)
	var acts []sheetAct
	for _, a := range answers {
		act, done, fault, err := s.sheetLine(c, a)
		if err != nil {
			return out, nil, err
		}
		l := SheetLine{Line: a.Line, Number: a.Number, State: "ready"}
		if fault != nil {
			out.Faults = append(out.Faults, *fault)
			l.State, l.ZH, l.EN = "refused", fault.ZH, fault.EN
		} else {
			acts = append(acts, act)
			if done {
				l.State = "done"
			}
		}
		out.Lines = append(out.Lines, l)
	}
	return out, acts, nil
}

// sheetLine makes the act that a line stands for, or says what is wrong with it. done: the very same line was taken before.
func (s *Server) sheetLine(c *gin.Context, a roundtrip.Answer) (act sheetAct, done bool, fault *roundtrip.SheetFault, err error) {
	say := func(code, zh, en string) *roundtrip.SheetFault {
		return &roundtrip.SheetFault{Line: a.Line, Code: code, ZH: zh, EN: en}
	}
	if a.Key == "" {
		return act, false, say("required", "校验码没有了，请重新导出", "the key is gone: export anew"), nil
	}
	var k sheetKey
	if ok, kerr := s.decodeCursor(everybody, "case-sheet", a.Key, &k); kerr != nil || !ok {
		return act, false, say("key", "校验码不对，请重新导出", "the key is wrong: export anew"), nil
	}
	ctx, p := c.Request.Context(), principal(c)
	r, err := s.Store.CaseByID(ctx, k.ID)
	if err != nil {
		return act, false, nil, err
	}
	if a.Number != r.Number {
		return act, false, say("key", "校验码与工单号不符，请重新导出", "key and number do not belong together"), nil
	}
	f := hotline.Fields{"record": a.Record, "public_reply": a.PublicReply}
	digest, err := lineDigest(f)
	if err != nil {
		return act, false, nil, err
	}
	act = sheetAct{line: a.Line, id: r.ID, key: updateID(p.ID, "case-sheet", r.ID+"/"+digest)}
	if _, err := s.Store.FindEvent(ctx, r.ID, act.key); err == nil {
		return act, true, nil, nil
	} else if !isNoRows(err) {
		return act, false, nil, err
	}
	res := caseResource(r)
	d, err := s.Policies.Load().Enforce(p, "case", "reply", &res)
	if err != nil {
		return act, false, nil, err
	}
	if !d.Allow {
		s.refused(c, "case", "reply", r.ID, hotline.ErrForbidden)
		return act, false, say("forbidden", "您不能答复这件诉求", "you may not answer this case"), nil
	}
	if r.Rev != k.Rev {
		return act, false, say("state_changed", "导出后这件诉求有变化，请重新导出", "the case changed since the export: export anew"), nil
	}
	st, err := r.State()
	if err != nil {
		return act, false, nil, err
	}
	act.act = hotline.Act{Name: "reply", Actor: s.actor(c, p), Rev: k.Rev, Digest: digest, Fields: f, Line: d.Line, Policy: d.Version, RequestID: RequestID(c)}
	fault, err = s.lawfulLine(ctx, st, act.act, say)
	return act, false, fault, err
}

// lawfulLine asks the table, so that a line that would be refused is named before any is taken.
func (s *Server) lawfulLine(_ context.Context, st hotline.State, a hotline.Act, say func(code, zh, en string) *roundtrip.SheetFault) (*roundtrip.SheetFault, error) {
	err := s.checkFields(st, a)
	if err == nil {
		_, err = hotline.For(st, a.Name).Decide(st, a, s.Clock().UTC())
	}
	if err == nil {
		return nil, nil
	}
	p, ok := hotline.AsProblem(err)
	if !ok {
		return nil, err
	}
	zh := orElse(p.Detail, p.Code.Title())
	if len(p.Fields) > 0 {
		zh = orElse(p.Fields[0].Detail, zh)
	}
	return say(string(p.Code), zh, p.Code.TitleEN()), nil
}

func lineDigest(f hotline.Fields) (string, error) {
	b, err := json.Marshal(f)
	return hex.EncodeToString(digest(b)), err
}
