package meili_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/knowledge"
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

// fill puts the articles into both.
func (b *bed) fill(t testing.TB, list ...knowledge.Article) {
	require.NoError(t, b.local.Rebuild(t.Context(), sequence(list...)))
	require.NoError(t, b.engine.Rebuild(t.Context(), sequence(list...)))
}

func (b *bed) apply(t testing.TB, changes ...knowledge.Change) {
	require.NoError(t, b.local.Apply(t.Context(), changes))
	require.NoError(t, b.engine.Apply(t.Context(), changes))
}

func (b *bed) ids(t testing.TB, text string, f knowledge.Filter) (out []string) {
	found, err := b.engine.Recall(t.Context(), knowledge.Query{Text: text, Filter: f})
	require.NoError(t, err)
	for _, c := range found {
		if !slices.Contains(out, c.ArticleID) {
			out = append(out, c.ArticleID)
		}
	}
	slices.Sort(out)
	return out
}

func article(id string, version int, question string, variants ...string) knowledge.Article {
	return knowledge.Article{ID: id, Version: version, Category: "综合", Question: question, Variants: variants, Status: knowledge.Published,
		Blocks: []knowledge.Block{{Kind: knowledge.BlockText, Text: "答案"}}}
}

func sequence(list ...knowledge.Article) iter.Seq2[knowledge.Article, error] {
	return func(yield func(knowledge.Article, error) bool) {
		for _, a := range list {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func TestAnEditCanBeSearchedWhenApplyReturns(t *testing.T) {
	b := start(t)
	require.Error(t, b.engine.Health(t.Context()), "no index yet")
	b.fill(t, article("a", 1, "居住证怎么办理", "外地人如何办居住证"), article("b", 1, "公积金怎么提取"))
	require.NoError(t, b.engine.Health(t.Context()))
	require.Equal(t, []string{"a"}, b.ids(t, "居住證如何辦", knowledge.Filter{}))
	require.Equal(t, []string{"b"}, b.ids(t, "提取公积金", knowledge.Filter{}))
	b.apply(t, knowledge.Upsert(article("a", 2, "护照怎么办理")))
	require.Equal(t, []string{"a"}, b.ids(t, "护照", knowledge.Filter{}))
	require.Empty(t, b.ids(t, "居住证", knowledge.Filter{}), "old variants are gone")
	b.apply(t, knowledge.Delete("a", 3))
	require.Empty(t, b.ids(t, "护照", knowledge.Filter{}))
	withdrawn := article("b", 2, "公积金怎么提取")
	withdrawn.Status = knowledge.Withdrawn
	b.apply(t, knowledge.Upsert(withdrawn))
	require.Empty(t, b.ids(t, "公积金", knowledge.Filter{}))
}

func TestFilters(t *testing.T) {
	b := start(t)
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	old, later, other := article("old", 1, "停水怎么办"), article("later", 1, "停水怎么报修"), article("other", 1, "停水通知")
	old.ValidTo, later.ValidFrom = now, now
	other.Category, other.Department = "水电气/水", `供水'集团\`
	b.fill(t, old, later, other)
	ask := func(f knowledge.Filter) []string { return b.ids(t, "停水", f) }
	require.Equal(t, []string{"later", "old", "other"}, ask(knowledge.Filter{}))
	require.Equal(t, []string{"later", "other"}, ask(knowledge.Filter{At: now}))
	require.Equal(t, []string{"old", "other"}, ask(knowledge.Filter{At: now.Add(-1)}))
	require.Equal(t, []string{"other"}, ask(knowledge.Filter{Category: "水电气"}))
	require.Empty(t, ask(knowledge.Filter{Category: "水"}))
	require.Equal(t, []string{"other"}, ask(knowledge.Filter{Department: `供水'集团\`}))
	require.Empty(t, ask(knowledge.Filter{Department: `x' OR department != 'y`}), "a value is a value")
	require.Empty(t, ask(knowledge.Filter{Category: `' OR categories != '`}))
}

// Words, marks, bytes and operators of the server are text. What has no token of the base is not sent: an empty query finds everything.
func TestOddQuestions(t *testing.T) {
	b := start(t)
	b.fill(t, article("a", 1, "2024年居住证办理", "告诉我如何办居住证"), article("b", 1, "2025年公积金怎么提取"), article("c", 1, "水费"), article("d", 1, "a类居住证"))
	for _, text := range []string{"", "？！", "   ", "\x00", "🙂🙂", "-", `"`, "鱻鱻鱻"} {
		require.Empty(t, b.ids(t, text, knowledge.Filter{}), "%q", text)
	}
	require.Contains(t, b.ids(t, "告诉我如何办居住证", knowledge.Filter{}), "a")
	require.Contains(t, b.ids(t, `-居住证 "办理`, knowledge.Filter{}), "a")
	require.Contains(t, b.ids(t, "ＪＵ２０２４年居住證", knowledge.Filter{}), "a")
	b.ids(t, strings.Repeat("我住在这里很多年一直没有人管", 400)+"居住证办理", knowledge.Filter{})
	require.Contains(t, b.ids(t, "水", knowledge.Filter{}), "c", "one character has no pair")
	long := "请问一下我想知道如果一个外地人在这里居住了半年以上还没有办过居住证办理应该去哪里"
	require.Contains(t, b.ids(t, long, knowledge.Filter{}), "a", "more than ten words")
}

// A build beside the index in use: searches see the old or the new, never a mixture, and an error leaves the old.
func TestRebuildIsAllOrNothing(t *testing.T) {
	b := start(t)
	b.fill(t, article("a", 1, "居住证怎么办理"))
	broken := errors.New("broken")
	err := b.engine.Rebuild(t.Context(), func(yield func(knowledge.Article, error) bool) {
		if yield(article("b", 1, "护照怎么办理"), nil) {
			yield(knowledge.Article{}, broken)
		}
	})
	require.ErrorIs(t, err, broken)
	require.Equal(t, []string{"a"}, b.ids(t, "居住证", knowledge.Filter{}))

	all := many(120)
	b.fill(t, all...)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				a := all[i%len(all)]
				found, err := b.engine.Recall(context.Background(), knowledge.Query{Text: a.Question})
				if err != nil || !slices.ContainsFunc(found, func(c knowledge.Candidate) bool { return c.ArticleID == a.ID }) {
					t.Errorf("%q: %v, %d found", a.Question, err, len(found))
					return
				}
			}
		})
	}
	for range 3 {
		require.NoError(t, b.engine.Rebuild(t.Context(), sequence(all...)))
	}
	close(stop)
	wg.Wait()
}

// Reconcile comes to the same end whatever was missed.
func TestReconcile(t *testing.T) {
	b := start(t)
	all := many(60)
	require.NoError(t, b.local.Rebuild(t.Context(), sequence(all...)))
	m, err := b.engine.Reconcile(t.Context(), sequence(all...))
	require.NoError(t, err)
	require.True(t, m.Rebuilt, "there was no index")
	m, err = b.engine.Reconcile(t.Context(), sequence(all...))
	require.NoError(t, err)
	require.Equal(t, meili.Mended{}, m)
	// Edited, added and deleted while nobody told the server.
	all[3].Version, all[3].Question = 2, "停车场收费标准是多少"
	added := article("added", 1, "路灯坏了找谁修")
	now := append(slices.Clone(all[:59]), added)
	require.NoError(t, b.local.Rebuild(t.Context(), sequence(now...)))
	m, err = b.engine.Reconcile(t.Context(), sequence(now...))
	require.NoError(t, err)
	require.Equal(t, meili.Mended{Put: 2, Removed: 1}, m)
	require.Contains(t, b.ids(t, "停车场收费", knowledge.Filter{}), all[3].ID)
	require.Contains(t, b.ids(t, "路灯坏了", knowledge.Filter{}), "added")
	if b.fake == nil {
		return
	}
	// A server that came back from an older copy.
	b.fake.Forget(b.index, func(d map[string]any) bool { return d["article"] == all[7].ID })
	m, err = b.engine.Reconcile(t.Context(), sequence(now...))
	require.NoError(t, err)
	require.Equal(t, meili.Mended{Put: 1}, m)
	b.fake.Forget(b.index, func(map[string]any) bool { return true })
	m, err = b.engine.Reconcile(t.Context(), sequence(now...))
	require.NoError(t, err)
	require.True(t, m.Rebuilt)
}

// An edit that the server does not have yet is answered from the catalogue's words of now.
func TestAFormOfBeforeTheEdit(t *testing.T) {
	b := start(t)
	b.fill(t, article("a", 1, "居住证怎么办理"))
	require.NoError(t, b.local.Apply(t.Context(), []knowledge.Change{knowledge.Upsert(article("a", 2, "居住证办理要几天", "居住证多久能拿"))}))
	found, err := b.engine.Recall(t.Context(), knowledge.Query{Text: "居住证办理"})
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.Equal(t, "居住证办理要几天", found[0].Text)
	require.NoError(t, b.local.Apply(t.Context(), []knowledge.Change{knowledge.Delete("a", 3), knowledge.Upsert(article("b", 1, "居住证办理地点"))}))
	require.Empty(t, b.ids(t, "居住证办理", knowledge.Filter{}), "what is not published any more is not found")
}

// The traps of the client: refusals and failed tasks are errors, deadlines can be told, nothing is sent twice, and no error repeats what a
// citizen said.
func TestFailures(t *testing.T) {
	b := start(t)
	if b.fake == nil {
		t.Skip("a real server is not taken down")
	}
	b.fill(t, article("a", 1, "居住证怎么办理"))
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
	err = b.engine.Apply(t.Context(), []knowledge.Change{knowledge.Upsert(article("不合规的编号", 1, "问"))})
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
	b.fill(t, all...)
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
	b.fill(t, all...)
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

func many(n int) (out []knowledge.Article) {
	r := rand.New(rand.NewPCG(1, 2))
	things := []string{"居住证", "身份证", "户口本", "护照", "驾驶证", "营业执照", "社保卡", "公积金", "残疾证", "不动产证"}
	acts := []string{"怎么办理", "在哪里补办", "需要什么材料", "多久能办好", "收费标准是多少", "可以代办吗", "怎么查询进度", "到期怎么换"}
	for i := range n {
		text := func() string {
			return things[r.IntN(len(things))] + acts[r.IntN(len(acts))] + string(rune(0x4e00+r.IntN(4000))) + string(rune(0x4e00+r.IntN(4000)))
		}
		out = append(out, article(fmt.Sprintf("k%03d", i), 1, text(), text(), text()))
	}
	return out
}
