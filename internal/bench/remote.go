package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"time"
)

// linesOfOne is how many lines one citizen says before another goes on: the rate limits of a running system stay as they are.
const linesOfOne = 40

// remote is a running system seen from outside: nothing is known of its processes, so there are no CPU figures, and the floor
// is the smallest answer of the same edge (GET /api/v1/city), taken in alternating blocks.
type remote struct {
	url   string
	w     *browser
	talk  turn
	lines int
}

func (r *remote) fresh() {
	jar, _ := cookiejar.New(nil) // never fails without options
	r.w, r.lines = &browser{http: &http.Client{Jar: jar, Timeout: 30 * time.Second}, url: r.url}, 0
}

func (r *remote) floor(ctx context.Context, _ int) error {
	return r.w.send(ctx, http.MethodGet, "/api/v1/city", nil, nil)
}

// Remote measures chat or list against a running system with demonstration data.
func Remote(ctx context.Context, target, what string, blocks, n int, username, password string) ([]Figures, error) {
	r := &remote{url: strings.TrimRight(target, "/")}
	r.fresh()
	var out []Figures
	if what == "chat" || what == "all" {
		f, err := r.chat(ctx, blocks, n)
		if err != nil {
			return out, err
		}
		out = append(out, f)
	}
	if what == "list" || what == "all" {
		r.fresh()
		if err := r.w.send(ctx, http.MethodPost, "/api/v1/session", map[string]string{"username": username, "password": password}, nil); err != nil {
			return out, err
		}
		f, err := pairs(ctx, "list of 30 at "+r.url, processes{}, blocks, n,
			func(ctx context.Context, _ int) error {
				return r.w.send(ctx, http.MethodGet, "/api/v1/cases?limit=30", nil, nil)
			}, r.floor)
		if err != nil {
			return out, err
		}
		out = append(out, outside(f))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s is measured in a scratch installation only; against a target: chat, list, all", what)
	}
	return out, nil
}

func (r *remote) chat(ctx context.Context, blocks, n int) (Figures, error) {
	var hot struct {
		Items []struct {
			Questions []struct {
				Question string `json:"question"`
			} `json:"questions"`
		} `json:"items"`
	}
	if err := r.w.send(ctx, http.MethodGet, "/api/v1/hot-questions", nil, &hot); err != nil {
		return Figures{}, err
	}
	var qs []string
	for _, s := range hot.Items {
		for _, q := range s.Questions {
			qs = append(qs, q.Question)
		}
	}
	if len(qs) == 0 {
		return Figures{}, errNoArticles
	}
	say := func(ctx context.Context, i int) error {
		text := map[string]string{"text": qs[i%len(qs)]}
		if r.lines == linesOfOne {
			r.fresh()
		}
		r.lines++
		if r.lines == 1 {
			return r.w.send(ctx, http.MethodPost, "/api/v1/conversations", text, &r.talk)
		}
		return r.w.send(ctx, http.MethodPost, "/api/v1/conversations/"+r.talk.ID+"/utterances", text, nil)
	}
	f, err := pairs(ctx, "chat at "+r.url, processes{}, blocks, n, say, r.floor)
	return outside(f), err
}

// outside leaves out what cannot be known of a system seen from outside.
func outside(f Figures) Figures {
	f.CPU, f.FloorCPU, f.CPURatio, f.CPUBy, f.FloorCPUBy = 0, 0, 0, nil, nil
	f.Note = "a running system seen from outside: the floor is GET /api/v1/city, CPU is not known, no bar applies"
	return f
}
