// Package housetest starts a whole house for a test: a database of its own, the real engine, workers and the HTTP edge, with
// a small city in it.
package housetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/api"
	"minhu/internal/assembly"
	"minhu/internal/knowledge"
	"minhu/internal/pii"
	"minhu/internal/testbed"
)

// Password is the password of every member of staff of the small city.
const Password = "a-long-test-password"

// CallToken is what the call centre of a test shows.
const CallToken = "the-call-centre-of-a-test"

// House is a running house.
type House struct {
	*assembly.House
	URL    string
	Server *api.Server
	t      testing.TB
}

// Start runs a house until the test ends.
func Start(t testing.TB) *House {
	t.Helper()
	if os.Getenv("MINHU_TEST_LOG") != "" {
		return StartWith(t, os.Stderr)
	}
	return StartWith(t, io.Discard)
}

// StartWith runs a house that logs everything to a writer; tune changes what it is made of.
func StartWith(t testing.TB, log io.Writer, tune ...func(*assembly.Options)) *House {
	t.Helper()
	dsn := testbed.Database(t)
	address, namespace, queue := testbed.Temporal(t)
	key := make([]byte, 32)
	copy(key, t.Name())
	root, err := pii.NewRoot(key)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	logger := slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	o := assembly.Options{DatabaseURL: dsn, TemporalAddress: address, Namespace: namespace, Root: root, Logger: logger,
		QueueSuffix: "-" + queue, City: api.City{Name: "示范市", NameEN: "Model City", Demo: true}, MaxConns: 12,
		Files: t.TempDir(), Exports: t.TempDir(), API: api.Config{CallToken: CallToken}}
	for _, f := range tune {
		f(&o)
	}
	h, err := assembly.Open(ctx, o)
	require.NoError(t, err)
	Seed(t, h)
	require.NoError(t, h.StartWorkers())
	server, err := h.API()
	require.NoError(t, err)
	ts := httptest.NewServer(server.Handler())
	done := make(chan error, 1)
	go func() { done <- h.Background(ctx, true) }()
	t.Cleanup(func() {
		server.Drain()
		ts.Close()
		cancel()
		<-done
		h.Close()
	})
	return &House{House: h, URL: ts.URL, Server: server, t: t}
}

// staffOf are the people of the small city: user name, role, department path.
var staffOf = [][3]string{
	{"agent", "agent", "/city/hotline"}, {"agent2", "agent", "/city/hotline"}, {"dispatcher", "dispatcher", "/city/hotline"},
	{"supervisor", "supervisor", "/city/hotline"}, {"surveyor", "surveyor", "/city/hotline"}, {"editor", "editor", "/city/hotline"},
	{"auditor", "auditor", "/city"}, {"analyst", "analyst", "/city/hotline"}, {"admin", "admin", "/city"},
	{"clerk", "dept_staff", "/city/zjj"}, {"clerk2", "dept_staff", "/city/hbj"}, {"lead", "dept_lead", "/city/zjj"},
	{"reviewer", "reviewer", "/city/hotline"}, {"security", "security", "/city"},
}

// Seed puts the small city into an empty house.
func Seed(t testing.TB, h *assembly.House) {
	ctx := t.Context()
	db := h.Store.DB
	for _, d := range [][4]string{{"city", "/city", "", "示范市"}, {"hotline", "/city/hotline", "city", "热线办"}, {"zjj", "/city/zjj", "city", "住建局"},
		{"hbj", "/city/hbj", "city", "生态环境局"}, {"zjj-east", "/city/zjj/east", "zjj", "城东区住建局"}} {
		_, err := db.ExecContext(ctx, `insert into department (id, path, parent_id, name, short_name, level) values ($1,$2,nullif($3,''),$4,$4,$5)`,
			d[0], d[1], d[2], d[3], strings.Count(d[1], "/"))
		require.NoError(t, err)
	}
	hash, err := h.Identity.HashPassword(ctx, Password)
	require.NoError(t, err)
	for i, s := range staffOf {
		id := fmt.Sprintf("00000000-0000-4000-8000-%012d", i+1)
		dept := s[2][strings.LastIndex(s[2], "/")+1:]
		_, err := db.ExecContext(ctx, `insert into staff (id, username, name, password_hash, department_id, capacity, presence, demo) values ($1,$2,$3,$4,$5,3,'online',true)`,
			id, s[0], "示范"+s[0], hash, dept)
		require.NoError(t, err)
		_, err = db.ExecContext(ctx, `insert into role_binding (staff_id, role, dept_path, valid_from) values ($1,$2,$3, now() - interval '1 day')`, id, s[1], s[2])
		require.NoError(t, err)
	}
	_, err = db.ExecContext(ctx, `insert into class (code, name, scene) values ('noise','噪声扰民','环保'), ('road','道路破损','城建')`)
	require.NoError(t, err)
	_, err = db.ExecContext(ctx, `insert into duty (class, department) values ('road','zjj'), ('noise','hbj')`)
	require.NoError(t, err)
	for i, a := range []knowledge.Article{
		{Question: "居住证怎么办理", Category: "户籍/居住证", Variants: []string{"如何申领居住证", "办居住证去哪里", "想办一张居住证"},
			Blocks: []knowledge.Block{{Kind: knowledge.BlockText, Text: "到居住地派出所申请，材料齐全的当场受理。"}}},
		{Question: "居住证办理需要什么材料", Category: "户籍/居住证", Variants: []string{"居住证要带哪些证件", "办居住证的材料"},
			Blocks: []knowledge.Block{{Kind: knowledge.BlockSteps, Items: []string{"本人身份证", "居住地住址证明"}}}},
		{Question: "公积金提取条件是什么", Category: "公积金/提取", Variants: []string{"什么情况可以提取公积金", "公积金怎么取出来"},
			Blocks: []knowledge.Block{{Kind: knowledge.BlockText, Text: "购房、租房、离退休等情形可以提取。"}, {Kind: knowledge.BlockPhone, Label: "公积金中心", Number: "12329"}}},
	} {
		a.ID, a.Department, a.Status = fmt.Sprintf("art-%d", i+1), "hotline", knowledge.Published
		_, err := h.Store.PutPublished(ctx, a, "seed", time.Now().UTC())
		require.NoError(t, err)
	}
	require.NoError(t, h.Base.Rebuild(ctx, h.Store.PublishedArticles(ctx)))
	// Three articles are too few to calibrate on; the lowest threshold that calibration may set serves here.
	h.Base.Thresholds.Answer = 0.6
}

// Client is one browser.
type Client struct {
	t       testing.TB
	http    *http.Client
	url     string
	name    string
	headers map[string]string
}

// Citizen is a browser nobody has signed in on.
func (h *House) Citizen(name string) *Client {
	jar, err := cookiejar.New(nil)
	require.NoError(h.t, err)
	return &Client{t: h.t, http: &http.Client{Jar: jar, Timeout: 30 * time.Second}, url: h.URL, name: name}
}

// Staff is a browser on which user is signed in.
func (h *House) Staff(user string) *Client {
	c := h.Citizen(user)
	status, body := c.Do(http.MethodPost, "/api/v1/session", map[string]string{"username": user, "password": Password})
	require.Equal(h.t, http.StatusOK, status, string(body))
	return c
}

// Do sends a request under a fresh key and returns status and body.
func (c *Client) Do(method, path string, body any) (int, []byte) {
	return c.Send(method, path, "key-"+rand.Text(), body)
}

// Send sends a request under the given key.
func (c *Client) Send(method, path, key string, body any) (int, []byte) {
	c.t.Helper()
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		require.NoError(c.t, err)
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, r)
	require.NoError(c.t, err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != "" && method != http.MethodGet {
		req.Header.Set("Idempotency-Key", key)
	}
	for k, v := range c.headers {
		req.Header.Set(k, v)
	}
	res, err := c.http.Do(req)
	require.NoError(c.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	return res.StatusCode, b
}

// With is the same browser sending further headers with each request.
func (c *Client) With(headers map[string]string) *Client {
	d := *c
	d.headers = headers
	return &d
}

// Want sends a request, checks the status and decodes the answer into a map.
func (c *Client) Want(status int, method, path string, body any) map[string]any {
	c.t.Helper()
	got, b := c.Do(method, path, body)
	require.Equal(c.t, status, got, "%s %s as %s: %s", method, path, c.name, b)
	out := map[string]any{}
	if len(b) > 0 {
		require.NoError(c.t, json.Unmarshal(b, &out), string(b))
	}
	return out
}

// Act takes an act on a thing at its present revision and returns the answer.
func (c *Client) Act(status int, kind, id, act string, fields map[string]string) map[string]any {
	c.t.Helper()
	return c.Want(status, http.MethodPost, "/api/v1/"+kind+"/"+id+"/actions/"+act, map[string]any{"rev": 0, "fields": fields})
}

// Raw sends bytes as they are under a fresh key.
func (c *Client) Raw(method, path string, body []byte) (int, []byte) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, bytes.NewReader(body))
	require.NoError(c.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", "key-"+rand.Text())
	for k, v := range c.headers {
		req.Header.Set(k, v)
	}
	res, err := c.http.Do(req)
	require.NoError(c.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	return res.StatusCode, b
}
