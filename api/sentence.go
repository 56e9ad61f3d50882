package api

import (
	"fmt"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// withUnit are the words after the department's name, by stage.
var withUnit = map[string]string{"dispatched": "，等待签收", "handling": "正在办理", "signing_off": "已答复，正在审签", "replied": "已答复，正在审核",
	"deferred": "已挂账办理"}

// caseSentence says in one sentence where a case stands, who has it and until when, with the make-up day that explains an
// odd date: "城东区住建局正在办理，最晚 3 月 6 日（周五）前答复，因 2 月 28 日调休上班".
func caseSentence(r store.CaseRow, clocks []ClockView, promised string) (zh, en string) {
	info := hotline.Load().StageInfo(hotline.Case, hotline.Stage(r.Stage))
	if info == nil {
		return r.Stage, r.Stage
	}
	zh, en = info.CitizenZH, info.CitizenEN
	if words, ok := withUnit[r.Stage]; ok && r.DepartmentName != "" {
		zh, en = r.DepartmentName+words, r.DepartmentName+": "+info.CitizenEN
		if r.Stage == "dispatched" {
			zh = "已转交" + r.DepartmentName + words
		}
	}
	day := func(t time.Time, zhForm, enForm string) {
		zh += fmt.Sprintf(zhForm, worktime.SayDay(t, worktime.Chinese))
		en += fmt.Sprintf(enForm, worktime.SayDay(t, worktime.English))
	}
	switch r.Stage {
	case "deferred":
		if t, err := time.ParseInLocation(time.DateOnly, promised, worktime.Zone); err == nil {
			day(t, "，承诺 %s 恢复办理", "; promised for %s")
		}
		return zh, en
	case "merged":
		return zh, en
	case "surveying":
		if r.RepliedAt.Valid && r.DepartmentName != "" {
			zh, en = r.DepartmentName+"已", r.DepartmentName
			day(r.RepliedAt.Time, "于 %s 答复，请您评价", " answered on %s; please rate")
		}
		return zh, en
	case "transferred":
		if w := choiceWord("line", r.Line); w != nil {
			zh, en = "此事由"+w.ZH+"办理，已为您转去；需要时请直接联系"+w.ZH, "This is a matter for "+w.EN+" and was passed on; contact them directly where needed"
		}
		return zh, en
	case "closed", "archived", "declined", "withdrawn":
		if r.ClosedAt.Valid {
			day(r.ClosedAt.Time, "（%s）", " (%s)")
		}
		return zh, en
	}
	var due *ClockView
	for i := range clocks {
		k := &clocks[i]
		if k.StoppedAt == nil && !k.Quiet && (k.Name == "reply" || k.Name == "redo" || due == nil) {
			due = k
		}
	}
	if due == nil {
		return zh, en
	}
	if due.OverdueAt != nil {
		return zh + "。原定 " + worktime.SayDay(due.DueAt, worktime.Chinese) + "前完成，已超期，我们已督办",
			en + fmt.Sprintf(". It was due on %s and is late; it is being supervised", worktime.SayDay(due.DueAt, worktime.English))
	}
	verbZH, verbEN := "完成", "done"
	switch due.Name {
	case "reply", "redo":
		verbZH, verbEN = "答复", "answered"
	case "supplement":
		verbZH, verbEN = "补充", "to be added"
	case "accept":
		verbZH, verbEN = "告知是否受理", "told whether it is accepted"
	case "survey":
		return zh, en
	}
	zh += "，最晚 " + worktime.SayDay(due.DueAt, worktime.Chinese) + "前" + verbZH
	en += fmt.Sprintf("; %s by %s at the latest", verbEN, worktime.SayDay(due.DueAt, worktime.English))
	for _, d := range due.Days {
		if d.Kind == worktime.NoteMakeup {
			zh += "，因 " + worktime.SayDay(d.Date.Start(), worktime.Chinese) + " 调休上班"
			en += fmt.Sprintf(" (%s is a make-up working day)", worktime.SayDay(d.Date.Start(), worktime.English))
			break
		}
	}
	if due.Estimate {
		zh += "（暂定）"
		en += " (provisional)"
	}
	return zh, en
}

// choiceWord finds the words for a value of a choice field; nil when there are none.
func choiceWord(field, value string) *hotline.Choice {
	list := hotline.Load().Choices[field]
	for i := range list {
		if list[i].Value == value {
			return &list[i]
		}
	}
	return nil
}
