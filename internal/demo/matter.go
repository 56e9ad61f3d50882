package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// slow is the unit that is plainly bad: late, sent back, rated low.
const slow = "cgw"

// busy is the unit of the clerk whose inbox is full.
const busy = "zj"

var families = []string{"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高"}

// party makes who raises a matter: obviously of the demonstration.
func (y *year) party(ctx context.Context, l *life, owner string) (string, error) {
	n := l.rng.IntN(2600)
	id := idOf("party", l.state.ID)
	p := store.Party{Name: families[n%len(families)] + "示范", Phone: fmt.Sprintf("1390000%04d", n), Address: l.pick([]string{"城东区", "城西区", "南湖区"}) + "示范路" + fmt.Sprint(1+n%200) + "号"}
	return id, y.house.Store.PutParty(ctx, y.house.Ring.Root(), id, owner, p, l.at)
}

// matter tells one case of a past day from its registration to wherever it stands now.
func (y *year) matter(ctx context.Context, d worktime.Date, back, i int) (string, error) {
	rng := rand.New(rand.NewPCG(uint64(d)*104729+uint64(i), 5))
	at := moment(d, rng)
	if at.After(y.now.Add(-5 * time.Minute)) {
		at = y.now.Add(-5*time.Minute - time.Duration(rng.IntN(200))*time.Minute)
	}
	l, err := y.begin(ctx, hotline.Case, fmt.Sprintf("case/%s/%d", d, i), at)
	if err != nil {
		return "", err
	}
	l.rng = rng
	from := y.matters
	if back == rain && len(y.wet) > 0 && rng.IntN(3) > 0 {
		from = y.wet
	}
	m := from[rng.IntN(len(from))]
	tale := l.tale(m)
	district := districtOf(tale.place, l.rng)
	if rng.IntN(3) == 0 { // one unit has more to do than the others
		for n := 0; n < 60 && y.unit(m.Class, district) != busy; n++ {
			m = from[rng.IntN(len(from))]
			tale = l.tale(m)
			district = districtOf(tale.place, l.rng)
		}
	}
	who := y.citizen(rng)
	channel := l.pick([]string{"web", "web", "chat", "desk", "desk"})
	opener := who
	if channel == "desk" {
		opener = y.staff(l.pick([]string{"agent", "agent2"}))
		opener.OnBehalf = who.ID
	}
	party, err := y.party(ctx, l, who.ID)
	if err != nil {
		return "", err
	}
	kind := l.pick(m.Kinds)
	confidential := ""
	if rng.IntN(40) == 0 && kind != "praise" {
		confidential = "yes"
	}
	urgency := ""
	if m.Rain && back == rain && rng.IntN(2) == 0 {
		urgency = "urgent"
	}
	root := y.house.Ring.Root()
	if err := l.do("register", opener, "kind", kind, "class", m.Class, "title", cut(tale.title, 60), "content", tale.content, "place", tale.place, "district", district,
		"urgency", urgency, "confidential", confidential, "party", party, "channel", channel, "may_publish", l.pick([]string{"yes", "", ""}),
		"query_code_index", root.QueryIndex(root.QueryCode(l.state.ID))); err != nil {
		return "", err
	}
	if err := y.handle(l, m, tale, who, district); err != nil {
		return "", err
	}
	if hotline.Load().Done(hotline.Case, l.state.Stage) && !l.over {
		if err := y.after(l, who, l.state.Department); err != nil {
			return "", err
		}
	}
	return l.state.ID, l.adopt()
}

// tale is one story of a matter at one place: what is written, and what the department did and answered.
type tale struct{ place, title, content, record, reply string }

func (l *life) tale(m *Matter) tale {
	place := l.pick(m.Places)
	k := l.rng.IntN(len(m.Contents))
	title := k
	if other := k + len(m.Contents); other < len(m.Titles) && l.rng.IntN(2) == 0 {
		title = other
	}
	at := func(list []string, i int) string { return strings.ReplaceAll(list[i%len(list)], "{place}", place) }
	return tale{place, at(m.Titles, title), at(m.Contents, k), at(m.Records, k), at(m.Replies, k)}
}

// quarters are the names by which a place tells its district.
var quarters = map[string][]string{"east": {"桥里", "文晖", "河园", "中心路", "样板", "学林", "城东"}, "west": {"西门", "金融街", "工农", "城西"}, "south": {"湖滨", "南湖", "同心", "金桂"}}

func districtOf(place string, rng *rand.Rand) string {
	for _, d := range []string{"east", "west", "south"} {
		for _, q := range quarters[d] {
			if strings.Contains(place, q) {
				return d
			}
		}
	}
	return []string{"east", "west", "south"}[rng.IntN(3)]
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// unit is whom the duty list names.
func (y *year) unit(class, district string) string {
	best := ""
	for _, d := range y.city.Duties {
		if d.Class == class && (d.District == district || d.District == "" && best == "") {
			best = d.Department
		}
	}
	return best
}

// holder is who works on a case in a department: its account when it has one.
func (y *year) holder(department string) hotline.Actor {
	d := y.city.department(department)
	for _, s := range y.city.Staff {
		if s.Department == department && slices.ContainsFunc(s.Roles, func(r Role) bool { return r.Role == "dept_staff" }) {
			return y.staff(s.Username)
		}
	}
	return hotline.Actor{Kind: hotline.ByStaff, ID: idOf("staff", "unit-"+department), Name: d.ShortName + "经办", Role: "dept_staff", DeptPath: d.Path}
}

// handle carries a case through its stages as far as time has come.
func (y *year) handle(l *life, m *Matter, t tale, who hotline.Actor, district string) error {
	dispatcher := y.staff("dispatcher")
	if ok, err := l.office(4*time.Minute, 100*time.Minute); err != nil || !ok {
		return err
	}
	switch n := l.rng.IntN(100); {
	case n < 4:
		return l.do("decline", dispatcher, "decline_code", l.pick([]string{"other_procedure", "beyond_duty", "duplicate", "unclear"}), "reason", l.pick([]string{
			"您反映的事项已进入法定程序，请向受理机关了解进展。", "该事项不属于政府部门职责，建议与对方协商或依法维权。", "同一事项正在办理，请以原编号查询进展。", "内容不够具体，且多次联系未果。"}))
	case n < 6:
		return l.do("withdraw", who, "reason", "问题已自行解决")
	case n < 14:
		if err := l.do("answer_directly", y.staff("agent"), "record", "政策咨询，已当场答复。", "public_reply", t.reply); err != nil {
			return err
		}
		return y.survey(l, who, false)
	}
	if err := l.do("accept", dispatcher); err != nil {
		return err
	}
	if ok, err := l.office(3*time.Minute, 5*time.Hour); err != nil || !ok {
		return err
	}
	department := y.unit(m.Class, district)
	if err := l.do("dispatch", dispatcher, "department", department, "departments", y.assists(l, department), "note", l.pick([]string{"", "请先联系诉求人。", "请现场核实后答复。"})); err != nil {
		return err
	}
	return y.work(l, t, who, department)
}

// work is the department's part; a redo comes back here.
func (y *year) work(l *life, t tale, who hotline.Actor, department string) error {
	unit := y.holder(department)
	bad := department == slow
	low, high := 20*time.Minute, 9*time.Hour
	if bad {
		low, high = 5*time.Hour, 60*time.Hour
	}
	if department == busy {
		low, high = 30*time.Minute, 70*time.Hour
	}
	if l.state.Stage == "dispatched" {
		if ok, err := l.office(low, high); err != nil || !ok {
			return err
		}
		if l.state.InTime(l.at, "return") {
			to, err := y.returned(l, department)
			if err != nil || l.over {
				return err
			}
			if to != department {
				return y.work(l, t, who, to)
			}
		}
		if err := l.do("sign", unit); err != nil {
			return err
		}
	}
	if err := y.contacted(l, department); err != nil {
		return err
	}
	if l.rng.IntN(9) == 0 {
		if ok, err := l.office(time.Hour, 40*time.Hour); err != nil || !ok {
			return err
		}
		if err := l.do("remind", who, "note", l.pick([]string{"请尽快处理。", "一直没有人联系我。", "请问进展如何？"})); refusedIsFine(err) != nil {
			return err
		}
	}
	if ok, err := y.longer(l, department); err != nil || !ok {
		return err
	}
	low, high = 3*time.Hour, 110*time.Hour
	if bad {
		low, high = 40*time.Hour, 300*time.Hour
	}
	if department == busy {
		low, high = 20*time.Hour, 240*time.Hour
	}
	if ok, err := l.office(low, high); err != nil || !ok {
		return err
	}
	if l.state.Supervised && l.rng.IntN(2) == 0 {
		if err := l.do("supervise", y.staff("supervisor"), "note", "已超期，请说明原因并尽快答复。"); err != nil {
			return err
		}
		if ok, err := l.office(time.Hour, 20*time.Hour); err != nil || !ok {
			return err
		}
	}
	if err := l.do("reply", unit, "record", t.record, "public_reply", t.reply); err != nil {
		return err
	}
	if ok, err := l.office(10*time.Minute, 7*time.Hour); err != nil || !ok {
		return err
	}
	again := l.rng.IntN(100) < 6 || bad && l.rng.IntN(100) < 30
	if again && l.state.Redos < 2 {
		if err := l.do("review_redo", y.staff("reviewer"), "reason", l.pick([]string{"答复未说明处理结果，请补充。", "未附现场核查情况，请重办。", "未联系诉求人，请联系后答复。"})); err != nil {
			return err
		}
		return y.work(l, t, who, department)
	}
	if err := l.do("review_pass", y.staff("reviewer")); err != nil {
		return err
	}
	if err := y.survey(l, who, bad); err != nil {
		return err
	}
	if l.state.Stage == "handling" {
		return y.work(l, t, who, department)
	}
	return nil
}

// survey is the citizen's word, or silence until the clock closes the case.
func (y *year) survey(l *life, who hotline.Actor, bad bool) error {
	if l.rng.IntN(100) < 38 {
		_, err := l.wait(12 * 24 * time.Hour) // nobody answers: the clock closes it
		return err
	}
	if ok, err := l.wait(l.between(time.Hour, 50*time.Hour)); err != nil || !ok {
		return err
	}
	solved, satisfied := "yes", l.pick([]string{"5", "5", "5", "4", "4", "3"})
	if l.rng.IntN(100) < 13 || bad && l.rng.IntN(100) < 45 {
		solved, satisfied = l.pick([]string{"no", "partly"}), l.pick([]string{"3", "2", "1"})
	}
	if err := l.do("survey", who, "contacted", l.pick([]string{"yes", "yes", "yes", "yes", "no"}), "solved", solved, "satisfied", satisfied); err != nil {
		return err
	}
	if l.state.Stage != "surveying" {
		return nil
	}
	if ok, err := l.office(time.Hour, 20*time.Hour); err != nil || !ok {
		return err
	}
	if l.rng.IntN(2) == 0 && l.state.Redos < 2 {
		return l.do("redo", y.staff("surveyor"), "reason", "诉求人反映问题仍未解决。")
	}
	return l.do("survey", y.staff("surveyor"), "contacted", "yes", "solved", solved, "satisfied", satisfied, "comment", "已电话解释，诉求人知悉。")
}

// office waits and then on to office hours: people work by day.
func (l *life) office(low, high time.Duration) (bool, error) {
	to := l.at.Add(l.between(low, high))
	cal, err := l.y.house.Time.Now()
	if err != nil {
		return false, err
	}
	d := worktime.DateOf(to)
	inDay := to.Sub(d.Start())
	for n := 0; n < 20 && (!cal.Day(d).Working() || inDay > 17*time.Hour+30*time.Minute); n++ {
		d++
		inDay = 8*time.Hour + 40*time.Minute + time.Duration(l.rng.IntN(160))*time.Minute
	}
	if inDay < 8*time.Hour {
		inDay = 8*time.Hour + 20*time.Minute + time.Duration(l.rng.IntN(120))*time.Minute
	}
	return l.wait(d.At(inDay).Add(time.Duration(l.rng.IntN(60)) * time.Second).Sub(l.at))
}

// message tells one 留言 of a past day.
func (y *year) message(ctx context.Context, d worktime.Date, back, i int) (string, error) {
	rng := rand.New(rand.NewPCG(uint64(d)*15485863+uint64(i), 9))
	at := moment(d, rng)
	if at.After(y.now.Add(-5 * time.Minute)) {
		at = y.now.Add(-5*time.Minute - time.Duration(rng.IntN(200))*time.Minute)
	}
	l, err := y.begin(ctx, hotline.Message, fmt.Sprintf("message/%s/%d", d, i), at)
	if err != nil {
		return "", err
	}
	l.rng = rng
	m := y.matters[rng.IntN(len(y.matters))]
	t := l.tale(m)
	who := y.citizen(rng)
	party, err := y.party(ctx, l, who.ID)
	if err != nil {
		return "", err
	}
	root := y.house.Ring.Root()
	if err := l.do("submit", who, "title", cut(t.title, 60), "content", t.content, "class", m.Class, "party", party, "channel", "web",
		"query_code_index", root.QueryIndex(root.QueryCode(l.state.ID))); err != nil {
		return "", err
	}
	department := y.unit(m.Class, "")
	if ok, err := l.office(10*time.Minute, 6*time.Hour); err != nil || !ok {
		return l.state.ID, orAdopt(l, err)
	}
	if err := l.do("assign", y.staff("dispatcher"), "department", department); err != nil {
		return "", err
	}
	if ok, err := l.office(20*time.Minute, 26*time.Hour); err != nil || !ok {
		return l.state.ID, orAdopt(l, err)
	}
	if err := l.do("reply", y.holder(department), "public_reply", t.reply); err != nil {
		return "", err
	}
	if rng.IntN(3) > 0 {
		if ok, err := l.wait(l.between(time.Hour, 30*time.Hour)); err != nil || !ok {
			return l.state.ID, orAdopt(l, err)
		}
		return l.state.ID, l.do("rate", who, "satisfied", l.pick([]string{"5", "5", "4", "4", "3", "2"}))
	}
	if _, err := l.wait(12 * 24 * time.Hour); err != nil {
		return "", err
	}
	return l.state.ID, l.adopt()
}

func orAdopt(l *life, err error) error {
	if err != nil {
		return err
	}
	return l.adopt()
}
