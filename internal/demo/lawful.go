package demo

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"

	"minhu/internal/hotline"
)

// another is a unit that a case which came to the wrong desk belongs to.
func (y *year) another(l *life, than string) string {
	for range 20 {
		if d := y.city.Duties[l.rng.IntN(len(y.city.Duties))].Department; d != than {
			return d
		}
	}
	return than
}

// assists names a unit that helps, for some cases.
func (y *year) assists(l *life, lead string) string {
	if l.rng.IntN(12) > 0 {
		return ""
	}
	if d := y.another(l, lead); d != lead {
		return d
	}
	return ""
}

// returned lets the unit object; the hotline rules (退单 → 审定). It gives the unit that has the case afterwards.
func (y *year) returned(l *life, department string) (string, error) {
	if l.rng.IntN(100) >= 7 {
		return department, nil
	}
	want := y.another(l, department)
	if err := l.may("return_apply", y.holder(department), "reason", l.pick([]string{"该事项不在我单位职责清单内。", "现场核实，路段由其他单位养护。", "涉及的审批由其他部门办理。"}),
		"department_suggested", want); err != nil {
		return "", err
	}
	if ok, err := l.office(30*time.Minute, 9*time.Hour); err != nil || !ok {
		return department, err
	}
	if l.rng.IntN(3) == 0 {
		return department, l.may("return_reject", y.staff("dispatcher"), "reason", "按派单目录由你单位主办，请会同相关单位办理。")
	}
	return want, l.may("return_uphold", y.staff("dispatcher"), "department", want, "reason", "职责核实，改派。")
}

// contacted is the unit's first word to the citizen, and what the assisting units did meanwhile.
func (y *year) contacted(l *life, department string) error {
	if l.rng.IntN(6) > 0 {
		if err := l.may("first_contact", y.holder(department), "contact_way", l.pick([]string{"phone", "phone", "phone", "visit"}), "note",
			l.pick([]string{"已电话联系，诉求人补充了具体位置。", "已联系，约定上门核实。", "已告知办理时限。"})); err != nil {
			return err
		}
	}
	for _, a := range l.state.Facts.Assists {
		unit := y.holder(a.Department)
		if a.SignedAt == nil && l.rng.IntN(8) > 0 {
			if err := l.may("assist_sign", unit); err != nil {
				return err
			}
		}
		if a.ReportedAt == nil && l.rng.IntN(4) > 0 {
			if err := l.may("assist_report", unit, "record", "已按职责配合处理，情况反馈主办单位。"); err != nil {
				return err
			}
		}
	}
	return nil
}

// longer is an extension or a deferral that the unit asks for, and the ruling on it. ok is false when the story rests there.
func (y *year) longer(l *life, department string) (bool, error) {
	unit := y.holder(department)
	switch n := l.rng.IntN(100); {
	case n < 6:
		if err := l.may("extension_apply", unit, "days", l.pick([]string{"3", "5", "8"}), "reason", l.pick([]string{"需采购材料。", "需多部门会商。", "连续降雨无法施工。"})); err != nil {
			return false, err
		}
		if ok, err := l.office(20*time.Minute, 7*time.Hour); err != nil || !ok {
			return ok, err
		}
		if n < 4 {
			return true, l.may("extension_approve", y.staff("supervisor"))
		}
		return true, l.may("extension_reject", y.staff("supervisor"), "reason", "请在原时限内先行答复进展。")
	case n == 6:
		until := l.at.Add(time.Duration(20+l.rng.IntN(120)) * 24 * time.Hour).Format(time.DateOnly)
		if err := l.may("deferral_apply", unit, "until", until, "record", "已列入改造计划，完工前安排临时措施。", "reason", "需立项并安排资金。"); err != nil {
			return false, err
		}
		if ok, err := l.office(time.Hour, 9*time.Hour); err != nil || !ok {
			return ok, err
		}
		if err := l.may("deferral_approve", y.staff("supervisor")); err != nil {
			return false, err
		}
		return l.wait(250 * 24 * time.Hour) // the promised date wakes it, if it has come
	}
	return true, nil
}

// may takes an act that a story can do without: where the table says no, the story goes on.
func (l *life) may(name string, who hotline.Actor, kv ...string) error {
	return refusedIsFine(l.do(name, who, kv...))
}

// refusedIsFine lets a story go on where the table said no: the limit had run out before the unit asked.
func refusedIsFine(err error) error {
	var app *temporal.ApplicationError
	if errors.As(err, &app) && app.Type() == string(hotline.ErrActNotAllowed) {
		return nil
	}
	return err
}

// after is what follows a close: an appeal of the unit, an objection of the citizen, the archive a month later.
func (y *year) after(l *life, who hotline.Actor, department string) error {
	if l.state.Stage == hotline.StageClosed {
		if ok, err := l.office(3*time.Hour, 60*time.Hour); err != nil || !ok {
			return err
		}
		switch n := l.rng.IntN(100); {
		case n < 4 && department != "":
			if err := l.may("appeal", y.holder(department), "appeal_on", l.pick([]string{"satisfied", "solved", "all"}), "reason", "已依法依规办理并多次沟通，诉求超出政策规定。"); err != nil {
				return err
			}
			if ok, err := l.office(4*time.Hour, 40*time.Hour); err != nil || !ok {
				return err
			}
			act, reason := "appeal_uphold", "经核查，申诉理由成立。"
			if n > 1 {
				act, reason = "appeal_reject", "未见充分证据，维持原评价。"
			}
			if err := l.may(act, y.staff("supervisor"), "reason", reason); err != nil {
				return err
			}
		case n < 10 && l.state.Facts.Agreed:
			if err := l.may("publish", y.staff("supervisor")); err != nil {
				return err
			}
		}
	}
	_, err := l.wait(400 * 24 * time.Hour)
	return err
}
