// Package play plays the whole line through the public API as five people: question, answer, downvote, agent, complaint,
// dispatch, sign, reply, review, survey, record. It needs a running system with demonstration data.
package play

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Step is one thing somebody did, and what came of it.
type Step struct {
	Who    string `json:"who"`
	What   string `json:"what"`
	Result string `json:"result,omitempty"`
	OK     bool   `json:"ok"`
	Took   string `json:"took"`
}

// Options of a play.
type Options struct {
	Target   string // http://host:port
	Password string // of the demonstration accounts
	Each     func(Step)
}

type player struct {
	o     Options
	ctx   context.Context
	steps []Step
}

// person is one browser.
type person struct {
	p    *player
	name string
	http *http.Client
}

// errWrong ends a play at the first step that went wrong.
var errWrong = errors.New("a step went wrong")

func (p *player) person(name string) *person {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &person{p, name, &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

// answer is a decoded JSON object.
type answer map[string]any

func (a answer) text(name string) string { s, _ := a[name].(string); return s }

func (a answer) list(name string) []any { l, _ := a[name].([]any); return l }

func (w *person) send(method, path string, body any) (int, answer, error) {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(w.p.ctx, method, strings.TrimRight(w.p.o.Target, "/")+path, r)
	if err != nil {
		return 0, nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Idempotency-Key", uuid.NewString())
	res, err := w.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return res.StatusCode, nil, err
	}
	out := answer{}
	if len(b) > 0 {
		if err := json.Unmarshal(b, &out); err != nil {
			return res.StatusCode, nil, fmt.Errorf("%s %s: not JSON: %w", method, path, err)
		}
	}
	return res.StatusCode, out, nil
}

// do takes one step: what is said of it, the request, the wanted status, and a look at the answer that says what came of it.
func (w *person) do(what, method, path string, body any, want int, look func(answer) (string, bool)) (answer, error) {
	start := time.Now()
	status, out, err := w.send(method, path, body)
	s := Step{Who: w.name, What: what, OK: err == nil && status == want}
	switch {
	case err != nil:
		s.Result = err.Error()
	case status != want:
		s.Result = fmt.Sprintf("%d %s %s %s", status, out.text("code"), out.text("title"), out.text("detail"))
	case look != nil:
		s.Result, s.OK = look(out)
	}
	s.Took = time.Since(start).Round(time.Millisecond).String()
	w.p.steps = append(w.p.steps, s)
	if w.p.o.Each != nil {
		w.p.o.Each(s)
	}
	if !s.OK {
		return out, errWrong
	}
	return out, nil
}

func stage(want string) func(answer) (string, bool) {
	return func(a answer) (string, bool) { return a.text("stage"), a.text("stage") == want }
}

func (p *player) staff(user, name string) (*person, error) {
	w := p.person(name)
	_, err := w.do("登录工作台（"+user+"）", "POST", "/api/v1/session", map[string]string{"username": user, "password": p.o.Password}, 200,
		func(a answer) (string, bool) {
			return a.text("name") + " · " + a.text("department"), a.text("kind") == "staff"
		})
	return w, err
}

// act is the body of an act.
func act(kv ...string) map[string]any {
	f := map[string]string{}
	for i := 0; i+1 < len(kv); i += 2 {
		f[kv[i]] = kv[i+1]
	}
	return map[string]any{"rev": 0, "fields": f}
}

// Run plays the line and returns its steps; the error says that one went wrong.
func Run(ctx context.Context, o Options) ([]Step, error) {
	p := &player{o: o, ctx: ctx}
	talk, citizen, err := p.question()
	if err != nil {
		return p.steps, err
	}
	agent, err := p.agent(talk, citizen)
	if err != nil {
		return p.steps, err
	}
	id, err := p.complaint(talk, citizen, agent)
	if err != nil {
		return p.steps, err
	}
	return p.steps, p.casework(id, citizen)
}

func (p *player) question() (string, *person, error) {
	citizen := p.person("市民")
	a, err := citizen.do("提问：居住证怎么办理", "POST", "/api/v1/conversations", map[string]string{"text": "居住证怎么办理"}, 201, func(a answer) (string, bool) {
		lines := a.list("utterances")
		if len(lines) < 2 {
			return "没有回答", false
		}
		bot, _ := lines[1].(map[string]any)
		return fmt.Sprintf("机器人：%v（%v）", bot["heading"], bot["decision"]), bot["decision"] == "answer"
	})
	if err != nil {
		return "", nil, err
	}
	id := a.text("id")
	_, err = citizen.do("追问：需要什么材料", "POST", "/api/v1/conversations/"+id+"/utterances", map[string]string{"text": "需要什么材料"}, 200, func(a answer) (string, bool) {
		lines := a.list("utterances")
		bot, _ := lines[len(lines)-1].(map[string]any)
		return fmt.Sprintf("机器人记得在问居住证：%v（%v）", bot["heading"], bot["decision"]), bot["speaker"] == "bot"
	})
	if err != nil {
		return "", nil, err
	}
	if _, err = citizen.do("点踩：没解决", "POST", "/api/v1/conversations/"+id+"/actions/downvote", act("utterance", "4", "downvote_reason", "unsolved"), 200, nil); err != nil {
		return "", nil, err
	}
	_, err = citizen.do("转人工", "POST", "/api/v1/conversations/"+id+"/actions/request_human", act(), 200, stage("queued"))
	return id, citizen, err
}

func (p *player) agent(talk string, citizen *person) (*person, error) {
	agent, err := p.staff("agent2", "坐席")
	if err != nil {
		return nil, err
	}
	if _, err := agent.do("看到排队的会话", "GET", "/api/v1/conversations?view=queue&limit=100", nil, 200, func(a answer) (string, bool) {
		for i, x := range a.list("items") {
			if m, _ := x.(map[string]any); m["id"] == talk {
				return fmt.Sprintf("第 %d 位", i+1), true
			}
		}
		return "队列里没有", false
	}); err != nil {
		return nil, err
	}
	if _, err := agent.do("接入", "POST", "/api/v1/conversations/"+talk+"/actions/take", act(), 200, stage("human")); err != nil {
		return nil, err
	}
	if _, err := agent.do("回复市民", "POST", "/api/v1/conversations/"+talk+"/utterances", map[string]string{"text": "您好，我是人工坐席，请讲。"}, 200, nil); err != nil {
		return nil, err
	}
	_, err = citizen.do("说出真正的诉求", "POST", "/api/v1/conversations/"+talk+"/utterances", map[string]string{"text": "家门口的路坏了一个月，一直没人修。"}, 200, func(a answer) (string, bool) {
		for _, x := range a.list("utterances") {
			if m, _ := x.(map[string]any); m["speaker"] == "bot" {
				return "机器人插话了", false
			}
		}
		return "机器人不插话", true
	})
	return agent, err
}

func (p *player) complaint(talk string, citizen, agent *person) (string, error) {
	if _, err := agent.do("转为投诉", "POST", "/api/v1/conversations/"+talk+"/actions/escalate", act("target", "case", "kind", "complaint", "class", "city-road", "title", "样板路路面破损",
		"content", "样板路中段路面破损一个月，雨天积水，影响通行。", "place", "城东区样板路", "district", "east"), 200, nil); err != nil {
		return "", err
	}
	id := ""
	deadline := time.Now().Add(20 * time.Second)
	for id == "" && time.Now().Before(deadline) && p.ctx.Err() == nil {
		_, a, err := citizen.send("GET", "/api/v1/mine", nil)
		if err != nil {
			return "", err
		}
		for _, x := range a.list("cases") {
			if m, _ := x.(map[string]any); m["title"] == "样板路路面破损" {
				id, _ = m["id"].(string)
			}
		}
		if id == "" {
			wait(p.ctx, 100*time.Millisecond)
		}
	}
	_, err := citizen.do("看到自己的诉求", "GET", "/api/v1/cases/"+id, nil, 200, func(a answer) (string, bool) {
		return a.text("number") + "：" + a.text("sentence_zh"), a.text("stage") == "registered"
	})
	return id, err
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func (p *player) casework(id string, citizen *person) error {
	dispatcher, err := p.staff("dispatcher", "派单员")
	if err != nil {
		return err
	}
	path := "/api/v1/cases/" + id
	if _, err := dispatcher.do("受理", "POST", path+"/actions/accept", act("note", "情况清楚，予以受理。"), 200, stage("accepted")); err != nil {
		return err
	}
	unit := ""
	if _, err := dispatcher.do("职责清单建议承办单位", "GET", path, nil, 200, func(a answer) (string, bool) {
		unit = a.text("suggested_department")
		return unit, unit == "zj"
	}); err != nil {
		return err
	}
	if _, err := dispatcher.do("派单", "POST", path+"/actions/dispatch", act("department", unit), 200, stage("dispatched")); err != nil {
		return err
	}
	clerk, err := p.staff("clerk", "经办人")
	if err != nil {
		return err
	}
	if _, err := clerk.do("签收", "POST", path+"/actions/sign", act(), 200, stage("handling")); err != nil {
		return err
	}
	if _, err := citizen.do("市民看到承办单位与期限", "GET", path, nil, 200, func(a answer) (string, bool) {
		return a.text("sentence_zh"), strings.Contains(a.text("sentence_zh"), "最晚")
	}); err != nil {
		return err
	}
	if _, err := clerk.do("查看联系电话（登记理由）", "POST", path+"/reveal", map[string]string{"field": "phone", "reason": "contact_citizen"}, 404, func(answer) (string, bool) {
		return "由会话转来，未留电话", true
	}); err != nil {
		return err
	}
	if _, err := clerk.do("答复", "POST", path+"/actions/reply", act("record", "现场核查属实，已安排修补，当日完成。", "public_reply", "您好，样板路破损路面已修补完成，感谢您的监督。"), 200, stage("replied")); err != nil {
		return err
	}
	reviewer, err := p.staff("reviewer", "审核员")
	if err != nil {
		return err
	}
	if _, err := reviewer.do("审核通过", "POST", path+"/actions/review_pass", act(), 200, stage("surveying")); err != nil {
		return err
	}
	if _, err := citizen.do("读到答复", "GET", path, nil, 200, func(a answer) (string, bool) { return a.text("public_reply"), a.text("public_reply") != "" }); err != nil {
		return err
	}
	if _, err := citizen.do("评价：已联系、已解决、非常满意", "POST", path+"/actions/survey", act("contacted", "yes", "solved", "yes", "satisfied", "5"), 200, stage("closed")); err != nil {
		return err
	}
	auditor, err := p.staff("auditor", "审计员")
	if err != nil {
		return err
	}
	if _, err := auditor.do("回放全过程", "GET", path+"/timeline", nil, 200, func(a answer) (string, bool) {
		n := len(a.list("items"))
		return fmt.Sprintf("%d 步", n), n == 7
	}); err != nil {
		return err
	}
	if _, err := auditor.do("查看谁看过", "GET", path+"/viewers", nil, 200, func(a answer) (string, bool) {
		n := len(a.list("items"))
		return fmt.Sprintf("%d 条查看记录", n), n > 0
	}); err != nil {
		return err
	}
	_, err = auditor.do("解密流程历史", "GET", path+"/history", nil, 200, func(a answer) (string, bool) {
		n := len(a.list("items"))
		return fmt.Sprintf("%d 个事件", n), n > 20 && n <= 50
	})
	return err
}
