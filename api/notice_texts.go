package api

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/notice"
	"minhu/internal/store"
)

// NoticeText is the text of a notice: who gets it when, what it may say, and how long it gets.
type NoticeText struct {
	Code     string       `json:"code"`
	Audience string       `json:"audience"` // citizen or staff
	TitleZH  string       `json:"title_zh"`
	TitleEN  string       `json:"title_en"`
	Text     string       `json:"text"`
	Active   bool         `json:"active"`
	Vars     []string     `json:"vars"` // what the text may say in braces
	Must     []string     `json:"must"` // and what it must
	Sample   string       `json:"sample"`
	Segments int          `json:"segments,omitempty"` // short messages it takes when every variable is at its longest
	Told     []NoticeRule `json:"told"`
}

// NoticeRule is one act that calls for a text.
type NoticeRule struct {
	Kind  string `json:"kind"`
	Act   string `json:"act"`
	ActZH string `json:"act_zh"`
	ActEN string `json:"act_en"`
	Who   string `json:"who"`
	Pass  bool   `json:"pass,omitempty"` // quiet hours do not hold it back
}

// listNoticeTexts lists the texts of notices with their rules. They are changed in the catalogue of templates.
func (s *Server) listNoticeTexts(c *gin.Context) error {
	own, err := s.Store.NoticeTexts(c.Request.Context())
	if err != nil {
		return err
	}
	zh := map[string]string{}
	for _, v := range notice.Variables() {
		zh[v.Name] = v.ZH
	}
	items := []NoticeText{}
	for _, t := range notice.Templates() {
		v := NoticeText{Code: t.Code, Audience: t.Audience, TitleZH: t.Title, TitleEN: t.TitleEN, Text: t.Text, Active: true, Vars: []string{}, Must: []string{}, Told: []NoticeRule{}}
		if o, kept := own[t.Code]; kept {
			v.Text, v.Active = o.Body, o.Active
		}
		for _, name := range t.Vars {
			v.Vars = append(v.Vars, zh[name])
		}
		for _, name := range t.Must {
			v.Must = append(v.Must, zh[name])
		}
		v.Sample = notice.Sample(v.Text)
		if t.Audience == notice.Citizen {
			v.Sample = notice.Signature(s.City.Name) + v.Sample
			v.Segments = notice.Segments(v.Sample)
		}
		for _, r := range notice.Rules() {
			if r.Template == t.Code {
				actZH, actEN := actWords(r.Aggregate, r.Act)
				v.Told = append(v.Told, NoticeRule{string(r.Aggregate), r.Act, actZH, actEN, r.Who, r.Pass})
			}
		}
		items = append(items, v)
	}
	writePage(c, items, "")
	return nil
}

// actWords is what an act is called, by its first row.
func actWords(agg hotline.Aggregate, act string) (zh, en string) {
	for _, t := range hotline.Load().Transitions {
		if t.Aggregate == agg && t.Act == act {
			return t.ZH, t.EN
		}
	}
	return act, act
}

func parkedView(r store.ParkedEffect) ParkedEffectView {
	act, _, _ := strings.Cut(r.Name, "/")
	v := ParkedEffectView{ID: strconv.FormatInt(r.ID, 10), SourceID: r.SourceID, Act: act, TargetKind: r.TargetKind, TargetID: r.TargetID, Code: r.LastCode,
		Attempts: r.Attempts, CreatedAt: r.CreatedAt.UTC(), ParkedAt: r.DoneAt.UTC()}
	v.ActZH, v.ActEN = actWords(hotline.Aggregate(r.TargetKind), act)
	if code, known := hotline.KnownCode(r.LastCode); known {
		v.ReasonZH, v.ReasonEN = code.Title(), code.TitleEN()
	}
	return v
}
