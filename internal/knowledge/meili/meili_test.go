package meili_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/knowledge"
	"minhu/internal/knowledge/conformance"
	"minhu/internal/knowledge/embedded"
	"minhu/internal/knowledge/importer"
	"minhu/internal/knowledge/meili"
	"minhu/internal/knowledge/meilifake"
)

const key = "a-key-of-its-own"

var morning = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// bed is a server with an engine and the catalogue beside it. With MEILI_TEST_URL (and MEILI_TEST_KEY) the server is a real one.
type bed struct {
	fake   *meilifake.Server // nil with a real server
	engine *meili.Engine
	local  *embedded.Engine
	index  string
}

func start(t testing.TB) *bed {
	b := &bed{local: embedded.New(), index: fmt.Sprintf("minhu_test_%x", rand.Uint64())}
	o := meili.Options{URL: os.Getenv("MEILI_TEST_URL"), Key: os.Getenv("MEILI_TEST_KEY"), Index: b.index, View: b.local.View}
	if o.URL == "" {
		b.fake = meilifake.New(key)
		t.Cleanup(b.fake.Close)
		o.URL, o.Key = b.fake.URL, key
	}
	var err error
	b.engine, err = meili.New(o)
	require.NoError(t, err)
	return b
}

// Engine implements conformance.Bed.
func (b *bed) Engine() knowledge.Retriever { return b.engine }

// Fill puts the articles into both.
func (b *bed) Fill(t testing.TB, list ...knowledge.Article) {
	require.NoError(t, b.local.Rebuild(t.Context(), conformance.Sequence(list...)))
	require.NoError(t, b.engine.Rebuild(t.Context(), conformance.Sequence(list...)))
}

// Apply changes both.
func (b *bed) Apply(t testing.TB, changes ...knowledge.Change) {
	require.NoError(t, b.local.Apply(t.Context(), changes))
	require.NoError(t, b.engine.Apply(t.Context(), changes))
}

func (b *bed) ids(t testing.TB, text string) []string {
	return conformance.IDs(t, b.engine, text, knowledge.Filter{})
}

func TestConformance(t *testing.T) {
	conformance.Run(t, func(t testing.TB) conformance.Bed { return start(t) })
}

// Reconcile comes to the same end whatever was missed.
func TestReconcile(t *testing.T) {
	b := start(t)
	all := conformance.Many(60, 3)
	require.NoError(t, b.local.Rebuild(t.Context(), conformance.Sequence(all...)))
	m, err := b.engine.Reconcile(t.Context(), conformance.Sequence(all...))
	require.NoError(t, err)
	require.True(t, m.Rebuilt, "there was no index")
	m, err = b.engine.Reconcile(t.Context(), conformance.Sequence(all...))
	require.NoError(t, err)
	require.Equal(t, meili.Mended{}, m)
	// Edited, added and deleted while nobody told the server.
	all[3].Version, all[3].Question = 2, "停车场收费标准是多少"
	added := conformance.Article("added", 1, "路灯坏了找谁修")
	now := append(slices.Clone(all[:59]), added)
	require.NoError(t, b.local.Rebuild(t.Context(), conformance.Sequence(now...)))
	m, err = b.engine.Reconcile(t.Context(), conformance.Sequence(now...))
	require.NoError(t, err)
	require.Equal(t, meili.Mended{Put: 2, Removed: 1}, m)
	require.Contains(t, b.ids(t, "停车场收费"), all[3].ID)
	require.Contains(t, b.ids(t, "路灯坏了"), "added")
	if b.fake == nil {
		return
	}
	// A server that came back from an older copy.
	b.fake.Forget(b.index, func(d map[string]any) bool { return d["article"] == all[7].ID })
	m, err = b.engine.Reconcile(t.Context(), conformance.Sequence(now...))
	require.NoError(t, err)
	require.Equal(t, meili.Mended{Put: 1}, m)
	b.fake.Forget(b.index, func(map[string]any) bool { return true })
	m, err = b.engine.Reconcile(t.Context(), conformance.Sequence(now...))
	require.NoError(t, err)
	require.True(t, m.Rebuilt)
}

// An edit that the server does not have yet is answered from the catalogue's words of now.
func TestAFormOfBeforeTheEdit(t *testing.T) {
	b := start(t)
	b.Fill(t, conformance.Article("a", 1, "居住证怎么办理"))
	require.NoError(t, b.local.Apply(t.Context(), []knowledge.Change{knowledge.Upsert(conformance.Article("a", 2, "居住证办理要几天", "居住证多久能拿"))}))
	found, err := b.engine.Recall(t.Context(), knowledge.Query{Text: "居住证办理"})
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.Equal(t, "居住证办理要几天", found[0].Text)
	require.NoError(t, b.local.Apply(t.Context(), []knowledge.Change{knowledge.Delete("a", 3), knowledge.Upsert(conformance.Article("b", 1, "居住证办理地点"))}))
	require.Empty(t, b.ids(t, "居住证办理"), "what is not published any more is not found")
}

// The traps of the client: refusals and failed tasks are errors, deadlines can be told, nothing is sent twice, and no error repeats what a
// citizen said.
func TestFailures(t *testing.T) {
	b := start(t)
	if b.fake == nil {
		t.Skip("a real server is not taken down")
	}
	b.Fill(t, conformance.Article("a", 1, "居住证怎么办理"))
	wrong, err := meili.New(meili.Options{URL: b.fake.URL, Key: "wrong", Index: b.index, View: b.local.View})
	require.NoError(t, err)
	require.Error(t, wrong.Health(t.Context()), "a wrong key is not healthy")
	b.fake.Down(true)
	before := b.fake.Searches()
	_, err = b.engine.Recall(t.Context(), knowledge.Query{Text: "居住证怎么办理"})
	var r *meili.Refusal
	require.ErrorAs(t, err, &r)
	require.Equal(t, 503, r.Status)
	require.NotContains(t, err.Error(), "居住证")
	require.Equal(t, before, b.fake.Searches())
	b.fake.Down(false)
	gone, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	_, err = b.engine.Recall(gone, knowledge.Query{Text: "居住证怎么办理"})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	err = b.engine.Apply(t.Context(), []knowledge.Change{knowledge.Upsert(conformance.Article("不合规的编号", 1, "问"))})
	var f *meili.Failure
	require.ErrorAs(t, err, &f)
	require.Equal(t, "invalid_document_id", f.Code)
}

// Without the server the embedded engine answers; the next questions do not wait for it.
func TestOutage(t *testing.T) {
	b := start(t)
	if b.fake == nil {
		t.Skip("a real server is not taken down")
	}
	all := civic(t)
	b.Fill(t, all...)
	a, err := knowledge.NewAnswerer(b.local, "示范")
	require.NoError(t, err)
	failures := 0
	a.Remote, a.Budget, a.Failed = b.engine, 5*time.Second, func(error) { failures++ }
	ask := func() knowledge.Answer {
		out, err := a.Ask(t.Context(), knowledge.Question{Text: all[0].Question, Now: morning})
		require.NoError(t, err)
		require.Equal(t, all[0].ID, out.ArticleID)
		return out
	}
	require.Equal(t, "remote", ask().Engine)
	b.fake.Down(true)
	for range 5 {
		require.Equal(t, "embedded", ask().Engine)
	}
	require.Equal(t, 1, failures, "one question found out; the others did not ask")
}

func civic(t testing.TB) []knowledge.Article {
	content, err := os.ReadFile("../testdata/civic.csv")
	require.NoError(t, err)
	r, err := importer.Parse(content, importer.Options{Status: knowledge.Published})
	require.NoError(t, err)
	return r.Articles
}

// Both engines come to the same decision for at least 99 of 100 questions: the project's own questions, every variant as it stands, and
// every variant with a character dropped, doubled or two changed places.
func TestBothEnginesDecideAlike(t *testing.T) {
	b := start(t)
	all := civic(t)
	b.Fill(t, all...)
	near, err := knowledge.NewAnswerer(b.local, "示范")
	require.NoError(t, err)
	far, err := knowledge.NewAnswerer(b.local, "示范")
	require.NoError(t, err)
	far.Remote, far.Budget, far.Failed = b.engine, 10*time.Second, func(err error) { t.Errorf("the server failed: %v", err) }
	var asked []string
	f, err := os.Open("../testdata/questions.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	for _, r := range rows[1:] {
		asked = append(asked, r[0])
	}
	rng := rand.New(rand.NewPCG(7, 7))
	for _, a := range all {
		for _, text := range append([]string{a.Question}, a.Variants...) {
			r := []rune(text)
			at := rng.IntN(len(r) - 1)
			dropped := string(slices.Delete(slices.Clone(r), at, at+1))
			doubled := string(slices.Insert(slices.Clone(r), at, r[at]))
			r[at], r[at+1] = r[at+1], r[at]
			asked = append(asked, text, dropped, doubled, string(r), "请问一下，"+text+"谢谢")
		}
	}
	differ, recalled := 0, 0
	for _, q := range asked {
		x, err := near.Ask(t.Context(), knowledge.Question{Text: q, Now: morning})
		require.NoError(t, err)
		y, err := far.Ask(t.Context(), knowledge.Question{Text: q, Now: morning})
		require.NoError(t, err)
		if x.Kind == y.Kind && (x.Kind != knowledge.KindAnswer || x.ArticleID == y.ArticleID) {
			recalled++
			continue
		}
		differ++
		t.Logf("%q: embedded %s %s, server %s %s", q, x.Kind, x.ArticleID, y.Kind, y.ArticleID)
	}
	t.Logf("%d questions, %d decided otherwise", len(asked), differ)
	require.LessOrEqual(t, differ*100, len(asked))
}
