package simulate

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/temporal"

	"minhu/internal/hotline"
	"minhu/workflows"
)

// life is one case and those who act on it: after each act it decides who does what next, and when.
type life struct {
	y      *year
	id     string
	matter Matter
	rng    *rand.Rand
	who    string // the citizen
	unit   Unit
	n      int // acts sent, for their keys
	redos  int
	asked  map[string]bool // applications made once
	opened bool
}

// answer is what an Update came to, for the next decision.
type answer struct {
	l   *life
	act string
}

// Accept implements the environment's callbacks: the workflow took the Update in.
func (a *answer) Accept() {}

// Reject is a refusal of the validator: a clock or another person was first.
func (a *answer) Reject(err error) { a.l.refused(a.act, err) }

// Complete goes on from the stage that the act led to.
func (a *answer) Complete(result any, err error) {
	if err != nil {
		a.l.refused(a.act, err)
		return
	}
	r, _ := result.(hotline.Result)
	a.l.y.acts.Add(1)
	a.l.y.rep.ByAct[a.act]++
	a.l.next(r.Stage)
}

// refused goes on from where the case stands now, unless it is over.
func (l *life) refused(act string, err error) {
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		if _, known := hotline.KnownCode(app.Type()); known {
			l.y.rep.Refused++
			l.look()
			return
		}
	}
	l.y.err = errors.Join(l.y.err, fmt.Errorf("case %s: %s: %w", l.id, act, err))
}

// look asks the workflow where the case stands and goes on from there.
func (l *life) look() {
	v, err := l.y.env.QueryWorkflowByID(hotline.WorkflowID(hotline.Case, l.id), workflows.StateQuery)
	if err != nil {
		return // it is over
	}
	var st hotline.State
	if v.Get(&st) == nil && !hotline.Load().Done(hotline.Case, st.Stage) {
		l.after(l.between(2*time.Hour, 20*time.Hour), func() { l.next(st.Stage) })
	}
}

// after does something later in simulated time.
func (l *life) after(d time.Duration, fn func()) { l.y.env.RegisterDelayedCallback(fn, d) }

func (l *life) between(low, high time.Duration) time.Duration {
	f := l.rng.Float64()
	return low + time.Duration(f*f*float64(high-low))
}

func (l *life) chance(percent int) bool { return l.rng.IntN(100) < percent }

// send takes an act after a while. Each has an Update id of its own.
func (l *life) send(wait time.Duration, name string, who hotline.Actor, kv ...string) {
	f := hotline.Fields{}
	for i := 0; i+1 < len(kv); i += 2 {
		if kv[i+1] != "" {
			f[kv[i]] = kv[i+1]
		}
	}
	l.n++
	key := fmt.Sprintf("%s/%d", l.id, l.n)
	act := hotline.Act{Name: name, Actor: who, Fields: f, Digest: key, Line: "simulate"}
	l.after(wait, func() {
		l.y.env.UpdateWorkflowByID(hotline.WorkflowID(hotline.Case, l.id), workflows.ActUpdate, key, &answer{l, name}, act)
	})
}

func (l *life) citizen() hotline.Actor {
	return hotline.Actor{Kind: hotline.ByCitizen, ID: l.who, Role: "citizen"}
}

func (l *life) clerk() hotline.Actor {
	return hotline.Actor{Kind: hotline.ByStaff, ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(l.unit.ID)).String(), Name: l.unit.Name + "经办", Role: "dept_staff", DeptPath: l.unit.Path}
}

func (l *life) pick(of ...string) string { return of[l.rng.IntN(len(of))] }

func (l *life) register() {
	l.who = uuid.NewSHA1(uuid.NameSpaceOID, []byte("citizen/"+l.id)).String()
	l.asked = map[string]bool{}
	publish := ""
	if l.chance(30) {
		publish = "yes"
	}
	l.send(time.Second, "register", l.citizen(), "kind", l.pick("complaint", "complaint", "help", "consultation", "suggestion", "report"), "class", l.matter.Class,
		"title", l.matter.Title, "content", l.matter.Content, "place", l.matter.Place, "channel", "import", "may_publish", publish)
}

// give chooses the unit that leads: by the duty list, sometimes wrongly.
func (l *life) give() Unit {
	units := l.y.h.City.Units
	if id := l.y.h.City.Duty[l.matter.Class]; id != "" && !l.chance(8) {
		for _, u := range units {
			if u.ID == id {
				return u
			}
		}
	}
	return units[l.rng.IntN(len(units))]
}

// once reports whether something is to happen now that happens at most once in a life, with a chance in percent.
func (l *life) once(what string, percent int) bool {
	if l.asked[what] || !l.chance(percent) {
		return false
	}
	l.asked[what] = true
	return true
}

// next decides who does what next in a stage. What nobody does, a clock does.
func (l *life) next(stage hotline.Stage) {
	c := l.y.h.City
	switch stage {
	case "registered":
		l.atRegistration(c)
	case "accepted":
		if !l.asked["dispatched"] && l.chance(4) { // forgotten; the clock tells the supervisor
			l.asked["dispatched"] = true
			l.after(5*24*time.Hour, l.look)
		} else {
			l.asked["dispatched"] = true
			l.unit = l.give()
			l.send(l.between(3*time.Minute, 20*time.Hour), "dispatch", c.Dispatcher, "department", l.unit.ID, "departments", l.helper(), "note", "请核实办理。")
		}
	case "supplementing":
		if l.chance(60) {
			l.send(l.between(time.Hour, 120*time.Hour), "supplement", l.citizen(), "content", "补充：已说明具体位置和时间。")
		} else {
			l.after(9*24*time.Hour, l.look)
		}
	case "dispatched":
		if l.once("return", 9) {
			l.send(l.pace(time.Hour, 20*time.Hour), "return_apply", l.clerk(), "reason", "不属于本单位职责。", "department_suggested", l.give().ID)
		} else {
			l.send(l.pace(20*time.Minute, 30*time.Hour), "sign", l.clerk())
		}
	case "handling":
		l.atHandling(c)
	case "deferred":
		l.after(100*24*time.Hour, l.look)
	case "replied":
		if !l.chance(int(l.unit.Care*100)) && l.redos < 3 {
			l.redos++
			l.send(l.between(10*time.Minute, 9*time.Hour), "review_redo", c.Reviewer, "reason", "未说明处理结果。")
		} else {
			l.send(l.between(10*time.Minute, 30*time.Hour), "review_pass", c.Reviewer)
		}
	case "surveying":
		l.atSurvey(c)
	case "closed":
		l.afterClose(c)
	}
}

func (l *life) pace(low, high time.Duration) time.Duration {
	return time.Duration(float64(l.between(low, high)) * l.unit.Pace)
}

func (l *life) helper() string {
	if !l.chance(12) {
		return ""
	}
	return l.y.h.City.Units[l.rng.IntN(len(l.y.h.City.Units))].ID
}

func (l *life) atRegistration(c City) {
	wait := l.between(4*time.Minute, 3*time.Hour)
	switch n := l.rng.IntN(100); {
	case n < 4:
		l.send(wait, "decline", c.Dispatcher, "decline_code", l.pick("other_procedure", "beyond_duty", "duplicate", "unclear"), "reason", "不属于受理范围，请循法定渠道解决。")
	case n < 6:
		l.send(wait, "transfer", c.Dispatcher, "line", "petition")
	case n < 8:
		l.send(wait, "withdraw", l.citizen(), "reason", "已自行解决")
	case n < 14:
		l.send(wait, "answer_directly", c.Dispatcher, "record", "当场答复。", "public_reply", l.reply())
	case n < 18 && !l.asked["more"]:
		l.asked["more"] = true
		l.send(wait, "ask_more", c.Dispatcher, "question", "请说明具体位置。")
	default:
		l.send(wait, "accept", c.Dispatcher)
	}
}

func (l *life) reply() string {
	r := []rune(l.matter.Reply)
	if len(r) == 0 {
		return "您反映的问题已按职责办理，感谢您的监督。"
	}
	return string(r[:min(len(r), 1900)])
}

func (l *life) atHandling(c City) {
	wait := l.pace(time.Hour, 100*time.Hour)
	switch {
	case l.asked["return"] && !l.asked["ruled"]:
		l.asked["ruled"] = true
		if l.chance(60) {
			l.unit = l.give()
			l.send(l.between(time.Hour, 9*time.Hour), "return_uphold", c.Dispatcher, "department", l.unit.ID, "reason", "职责核实")
		} else {
			l.send(l.between(time.Hour, 9*time.Hour), "return_reject", c.Dispatcher, "reason", "按派单目录由你单位办理")
		}
	case l.once("contact", 75):
		l.send(l.pace(30*time.Minute, 20*time.Hour), "first_contact", l.clerk(), "contact_way", "phone", "note", "已联系诉求人。")
	case l.once("remind", 15):
		l.send(wait, "remind", l.citizen(), "note", "请尽快处理。")
	case l.once("extension", 10):
		l.send(l.pace(time.Hour, 60*time.Hour), "extension_apply", l.clerk(), "days", l.pick("3", "5", "10"), "reason", "需协调施工。")
	case l.asked["extension"] && !l.asked["extension ruled"]:
		l.asked["extension ruled"] = true
		if l.chance(70) {
			l.send(l.between(time.Hour, 9*time.Hour), "extension_approve", c.Supervisor)
		} else {
			l.send(l.between(time.Hour, 9*time.Hour), "extension_reject", c.Supervisor, "reason", "请按期答复")
		}
	case l.once("deferral", 2):
		until := l.y.env.Now().AddDate(0, 0, 30+l.rng.IntN(50)).Format(time.DateOnly)
		l.send(wait, "deferral_apply", l.clerk(), "until", until, "record", "列入计划", "reason", "需立项")
	case l.asked["deferral"] && !l.asked["deferral ruled"]:
		l.asked["deferral ruled"] = true
		l.send(l.between(time.Hour, 9*time.Hour), "deferral_approve", c.Supervisor)
	default:
		l.send(wait, "reply", l.clerk(), "record", "已现场处理。", "public_reply", l.reply())
	}
}

func (l *life) atSurvey(c City) {
	good := l.chance(int(l.unit.Care * 100))
	solved, satisfied := "yes", l.pick("5", "5", "4", "4", "3")
	if !good {
		solved, satisfied = l.pick("no", "partly"), l.pick("3", "2", "1")
	}
	switch n := l.rng.IntN(100); {
	case n < 30:
		l.after(12*24*time.Hour, l.look) // nobody says anything: the clock closes it
	case n < 75 && !l.asked["rated"]:
		l.asked["rated"] = true
		l.send(l.between(time.Hour, 60*time.Hour), "survey", l.citizen(), "contacted", l.pick("yes", "yes", "yes", "no"), "solved", solved, "satisfied", satisfied)
	case !good && l.redos < 3:
		l.redos++
		l.send(l.between(time.Hour, 40*time.Hour), "redo", c.Surveyor, "reason", "诉求人反映未解决。")
	default:
		l.send(l.between(time.Hour, 60*time.Hour), "survey", c.Surveyor, "contacted", l.pick("yes", "yes", "no"), "solved", solved, "satisfied", satisfied)
	}
}

func (l *life) afterClose(c City) {
	switch {
	case l.once("appeal", 4) && l.unit.ID != "":
		l.send(l.between(time.Hour, 90*time.Hour), "appeal", l.clerk(), "appeal_on", "satisfied", "reason", "已按规定办理。")
	case l.asked["appeal"] && !l.asked["appeal ruled"]:
		l.asked["appeal ruled"] = true
		l.send(l.between(time.Hour, 60*time.Hour), l.pick("appeal_uphold", "appeal_reject"), c.Supervisor, "reason", "经核查认定")
	case l.once("reopen", 3):
		l.send(l.between(time.Hour, 20*24*time.Hour), "reopen", l.citizen())
	}
}
