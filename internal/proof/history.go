package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// promise is one acknowledged write: what was asked under which key, and what was answered.
type promise struct {
	Kind  string // conversations or cases
	ID    string
	Act   string
	Key   string
	Text  string // unique text of a line
	Rev   int64
	Stage string
}

// record is what all clients were promised. Safe for concurrent use.
type record struct {
	mu       sync.Mutex
	promises []promise
	retries  int
	given    int      // keys that were abandoned
	broken   []string // promises that a client itself saw broken
}

// missing notes that something acknowledged is not there.
func (r *record) missing(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken = append(r.broken, what)
}

func (r *record) add(p promise) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.promises = append(r.promises, p)
}

func (r *record) count(retried, abandoned bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if retried {
		r.retries++
	}
	if abandoned {
		r.given++
	}
}

// caller is one browser that does not give up, unless it decides to abandon a key after a failure.
type caller struct {
	http   *http.Client
	url    string
	rng    *rand.Rand
	record *record
	// abandon is how often, out of ten, a key is given up after a failure.
	abandon int
	refusal string // the body of the newest answer that said no, for the report of a run that ended
}

func newCaller(url string, seed uint64, rec *record) *caller {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &caller{http: &http.Client{Jar: jar, Timeout: 8 * time.Second}, url: url, rng: rand.New(rand.NewPCG(seed, 7)), record: rec, abandon: 4}
}

// attempt sends one request and tells an answer from "unknown": a lost connection, a time-out, 503.
func (c *caller) attempt(ctx context.Context, method, path, key string, body any, out any) (status int, known bool, err error) {
	j, err := json.Marshal(body)
	if err != nil {
		return 0, false, err
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(j))
	if err != nil {
		return 0, false, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	res, err := c.http.Do(req)
	if err != nil {
		return 0, false, nil
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode == http.StatusServiceUnavailable || res.StatusCode == http.StatusTooManyRequests {
		return res.StatusCode, false, nil
	}
	if res.StatusCode >= 500 {
		return res.StatusCode, true, fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, b)
	}
	if res.StatusCode >= 300 {
		c.refusal = string(b)
	}
	if res.StatusCode < 300 && out != nil {
		if err := json.Unmarshal(b, out); err != nil {
			return res.StatusCode, true, err
		}
	}
	return res.StatusCode, true, nil
}

// persist repeats a request under one key until it is answered. With abandon it may give the key up after a failure; then
// done is false and nobody knows whether it happened.
func (c *caller) persist(ctx context.Context, method, path, key string, body any, out any, abandon bool) (status int, done bool, err error) {
	for ctx.Err() == nil {
		status, known, err := c.attempt(ctx, method, path, key, body, out)
		if err != nil || known {
			return status, true, err
		}
		if abandon && c.rng.IntN(10) < c.abandon {
			c.record.count(false, true)
			return status, false, nil
		}
		c.record.count(true, false)
		pause(ctx, time.Duration(50+c.rng.IntN(200))*time.Millisecond)
	}
	return 0, false, ctx.Err()
}

type answered struct {
	ID    string `json:"id"`
	Rev   int64  `json:"rev"`
	Stage string `json:"stage"`
}

// talk opens conversations and says lines, each with a text of its own.
func (c *caller) talk(ctx, work context.Context) error {
	for work.Err() == nil {
		var a answered
		key, text := uuid.NewString(), "证明 "+uuid.NewString()
		status, done, err := c.persist(ctx, http.MethodPost, "/api/v1/conversations", key, map[string]string{"text": text}, &a, false)
		if status == http.StatusNotFound {
			c.record.missing("a conversation was opened and is not there")
			continue
		}
		if err != nil || !done || status >= 300 {
			return c.failed("open a conversation", status, err)
		}
		c.record.add(promise{"conversations", a.ID, "ask", key, text, a.Rev, a.Stage})
		for range 6 + c.rng.IntN(10) {
			if work.Err() != nil {
				break
			}
			key, text := uuid.NewString(), "证明 "+uuid.NewString()
			var b answered
			status, done, err := c.persist(ctx, http.MethodPost, "/api/v1/conversations/"+a.ID+"/utterances", key, map[string]string{"text": text}, &b, true)
			if done && (status == http.StatusNotFound || status == http.StatusConflict) {
				c.record.missing("an acknowledged conversation is not there")
				break
			}
			if err != nil || done && status >= 300 {
				return c.failed("say a line", status, err)
			}
			if done {
				c.record.add(promise{"conversations", a.ID, "ask", key, text, b.Rev, b.Stage})
			}
		}
	}
	return nil
}

// steps is the way of a case; each stage has a main act and others that may come instead, so that a different act follows
// an abandoned one.
var steps = map[string][]string{
	"registered": {"accept", "note", "accept"},
	"accepted":   {"dispatch", "note", "supervise", "dispatch"},
	"dispatched": {"sign", "note", "remind", "return_apply", "return_uphold", "return_reject", "assist_sign", "sign"},
	"handling": {"reply", "note", "remind", "extension_apply", "extension_approve", "extension_reject", "first_contact", "assist_sign", "assist_report",
		"add_unit", "return_apply", "return_reject", "deferral_apply", "deferral_approve", "reply", "reply"},
	"deferred":  {"wake", "note"},
	"replied":   {"review_pass", "review_redo", "note"},
	"surveying": {"survey", "note", "redo", "survey_attempt"},
}

var fieldsOf = map[string]map[string]string{
	"note": {"note": "备注"}, "supervise": {"note": "请抓紧"}, "remind": {"note": "催一下"}, "dispatch": {"department": "zjj", "departments": "hbj"},
	"return_apply": {"reason": "不属职责"}, "return_uphold": {"department": "zjj", "reason": "改派"}, "return_reject": {"reason": "仍由你办"},
	"extension_apply": {"days": "3", "reason": "雨"}, "extension_reject": {"reason": "不同意"}, "first_contact": {"contact_way": "phone", "note": "已联系"},
	"assist_report": {"record": "已配合"}, "add_unit": {"departments": "hbj"}, "deferral_apply": {"until": "2027-06-01", "record": "列入计划", "reason": "需立项"},
	"reply": {"record": "已处置", "public_reply": "已处理"}, "review_redo": {"reason": "不够具体"}, "redo": {"reason": "未解决"},
	"survey_attempt": {"attempt_result": "busy"}, "survey": {"contacted": "yes", "solved": "yes", "satisfied": "4"},
}

// casework registers cases as a citizen and carries them through as a member of staff who may do everything; what a unit
// that assists does comes from a person of that unit.
func (c *caller) casework(ctx, work context.Context, citizen, assistant *caller) error {
	for work.Err() == nil {
		var a answered
		key := uuid.NewString()
		status, done, err := citizen.persist(ctx, http.MethodPost, "/api/v1/cases", key, map[string]any{"kind": "complaint", "class": "road", "title": "证明", "content": "证明 " + key,
			"contact": map[string]string{"name": "证明", "phone": "13800002031"}}, &a, false)
		if status == http.StatusNotFound {
			c.record.missing("a case was registered and is not there")
			continue
		}
		if err != nil || !done || status >= 300 {
			return citizen.failed("register a case", status, err)
		}
		c.record.add(promise{"cases", a.ID, "register", key, "", a.Rev, a.Stage})
		stage := a.Stage
		for i := 0; i < 24 && work.Err() == nil && steps[stage] != nil; i++ {
			options := steps[stage]
			act := options[c.rng.IntN(len(options))]
			key := uuid.NewString()
			var b answered
			who := c
			if strings.HasPrefix(act, "assist_") {
				who = assistant
			}
			status, done, err := who.persist(ctx, http.MethodPost, "/api/v1/cases/"+a.ID+"/actions/"+act, key, map[string]any{"rev": 0, "fields": fieldsOf[act]}, &b, true)
			switch {
			case err != nil:
				return err
			case !done: // abandoned: another act follows, whatever became of this one
				continue
			case status == http.StatusConflict: // the abandoned act had happened, and the stage is another
				var v answered
				if _, _, err := c.persist(ctx, http.MethodGet, "/api/v1/cases/"+a.ID, key, nil, &v, false); err != nil {
					return err
				}
				stage = v.Stage
				continue
			case status == http.StatusNotFound && who == assistant: // it assists in nothing there
				continue
			case status == http.StatusNotFound:
				c.record.missing("an acknowledged case is not there")
				stage = ""
				continue
			case status == http.StatusForbidden:
				// Whoever may do everything is refused only what has not come to his unit: what was acknowledged before it is lost.
				c.record.missing("an acknowledged act on a case is not in force: " + act + " is refused: " + who.refusal)
				stage = ""
				continue
			case status >= 300:
				return who.failed(act, status, nil)
			}
			c.record.add(promise{"cases", a.ID, act, key, "", b.Rev, b.Stage})
			stage = b.Stage
		}
	}
	return nil
}

func (c *caller) failed(what string, status int, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%s: status %d: %s", what, status, c.refusal)
}
