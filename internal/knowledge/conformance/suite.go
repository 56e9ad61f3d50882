// Package conformance is what every knowledge.Retriever must do, as tests that each engine runs.
package conformance

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/knowledge"
)

// Bed is an engine under test. Fill and Apply go to it and, where it has one, to the catalogue beside it.
type Bed interface {
	Engine() knowledge.Retriever
	Fill(t testing.TB, list ...knowledge.Article)
	Apply(t testing.TB, changes ...knowledge.Change)
}

// Article is a published article of the category 综合.
func Article(id string, version int, question string, variants ...string) knowledge.Article {
	return knowledge.Article{ID: id, Version: version, Category: "综合", Question: question, Variants: variants, Status: knowledge.Published,
		Blocks: []knowledge.Block{{Kind: knowledge.BlockText, Text: "答案"}}}
}

// Sequence gives the articles one by one.
func Sequence(list ...knowledge.Article) iter.Seq2[knowledge.Article, error] {
	return func(yield func(knowledge.Article, error) bool) {
		for _, a := range list {
			if !yield(a, nil) {
				return
			}
		}
	}
}

// Many makes n articles of some forms each, the same for the same numbers, out of what offices are asked.
func Many(n, forms int) (out []knowledge.Article) {
	r := rand.New(rand.NewPCG(1, 2))
	things := []string{"居住证", "身份证", "户口本", "护照", "驾驶证", "营业执照", "社保卡", "医保", "养老保险", "公积金", "低保", "公租房", "残疾证", "老年证", "学位", "准生证", "结婚证", "不动产证", "行驶证", "健康证"}
	acts := []string{"怎么办理", "在哪里补办", "需要什么材料", "多久能办好", "收费标准是多少", "可以代办吗", "怎么查询进度", "到期怎么换", "如何注销", "异地能办吗"}
	who := []string{"外地人", "本地户籍", "老年人", "未成年人", "企业员工", "灵活就业人员", "大学毕业生", "退役军人", "港澳居民", "新生儿"}
	for i := range n {
		var all []string
		for len(all) < forms {
			all = append(all, fmt.Sprintf("%s%s%s%c%c", who[r.IntN(len(who))], things[r.IntN(len(things))], acts[r.IntN(len(acts))], rune(0x4e00+r.IntN(4000)), rune(0x4e00+r.IntN(4000))))
		}
		out = append(out, Article(fmt.Sprintf("k%05d", i), 1, all[0], all[1:]...))
	}
	return out
}

// First is the article of the best form; "" when there is none.
func First(t require.TestingT, e knowledge.Recaller, text string) string {
	found, err := e.Recall(context.Background(), knowledge.Query{Text: text})
	require.NoError(t, err)
	if len(found) == 0 {
		return ""
	}
	return found[0].ArticleID
}

// IDs are the articles that an engine finds, each once, sorted.
func IDs(t testing.TB, e knowledge.Recaller, text string, f knowledge.Filter) (out []string) {
	found, err := e.Recall(t.Context(), knowledge.Query{Text: text, Filter: f})
	require.NoError(t, err)
	for _, c := range found {
		if !slices.Contains(out, c.ArticleID) {
			out = append(out, c.ArticleID)
		}
	}
	slices.Sort(out)
	return out
}

// Run runs the suite; start makes an engine of its own for each part.
func Run(t *testing.T, start func(t testing.TB) Bed) {
	for name, part := range map[string]func(*testing.T, Bed){"edits": edits, "filters": filters, "odd questions": oddQuestions, "rebuild": rebuild, "rebuild under load": underLoad} {
		t.Run(name, func(t *testing.T) { part(t, start(t)) })
	}
}

// An edit can be searched when Apply returns, and what it replaced cannot.
func edits(t *testing.T, b Bed) {
	ids := func(text string) []string { return IDs(t, b.Engine(), text, knowledge.Filter{}) }
	b.Fill(t, Article("a", 1, "居住证怎么办理", "外地人如何办居住证"), Article("b", 1, "公积金怎么提取"))
	require.NoError(t, b.Engine().Health(t.Context()))
	require.Equal(t, "a", First(t, b.Engine(), "居住證如何辦"))
	require.Equal(t, "b", First(t, b.Engine(), "提取公积金"))
	b.Apply(t, knowledge.Upsert(Article("a", 2, "护照怎么办理")))
	require.Equal(t, "a", First(t, b.Engine(), "护照"))
	require.Empty(t, ids("居住证"), "old variants are gone")
	b.Apply(t, knowledge.Delete("a", 3))
	require.Empty(t, ids("护照"))
	withdrawn := Article("b", 2, "公积金怎么提取")
	withdrawn.Status = knowledge.Withdrawn
	b.Apply(t, knowledge.Upsert(withdrawn))
	require.Empty(t, ids("公积金"))
}

// Filters narrow, and their values are values whatever they hold.
func filters(t *testing.T, b Bed) {
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	old, later, other := Article("old", 1, "停水怎么办"), Article("later", 1, "停水怎么报修"), Article("other", 1, "停水通知")
	old.ValidTo, later.ValidFrom = now, now
	other.Category, other.Department = "水电气/水", `供水'集团\`
	b.Fill(t, old, later, other)
	ask := func(f knowledge.Filter) []string { return IDs(t, b.Engine(), "停水", f) }
	require.Equal(t, []string{"later", "old", "other"}, ask(knowledge.Filter{}))
	require.Equal(t, []string{"later", "other"}, ask(knowledge.Filter{At: now}))
	require.Equal(t, []string{"old", "other"}, ask(knowledge.Filter{At: now.Add(-1)}))
	require.Equal(t, []string{"other"}, ask(knowledge.Filter{Category: "水电气"}))
	require.Empty(t, ask(knowledge.Filter{Category: "水"}))
	require.Equal(t, []string{"other"}, ask(knowledge.Filter{Department: `供水'集团\`}))
	require.Empty(t, ask(knowledge.Filter{Department: `x' OR department != 'y`}))
	require.Empty(t, ask(knowledge.Filter{Category: `' OR categories != '`}))
}

// Words, marks, bytes and operators are text; without a word of the base nothing is found, however long the question is.
func oddQuestions(t *testing.T, b Bed) {
	b.Fill(t, Article("a", 1, "2024年居住证办理", "告诉我如何办居住证"), Article("b", 1, "2025年公积金怎么提取"), Article("c", 1, "水费"), Article("d", 1, "a类居住证"))
	ids := func(text string) []string { return IDs(t, b.Engine(), text, knowledge.Filter{}) }
	for _, text := range []string{"", "？！", "   ", "\x00", "🙂🙂", "-", `"`, "鱻鱻鱻", strings.Repeat("鱻", 5000)} {
		require.Empty(t, ids(text), "%q", text)
	}
	for _, text := range []string{"告诉我如何办居住证", `-居住证 "办理`, "ＪＵ２０２４年居住證", "居住证' OR 1=1 --", "\xff\xfe居住证办理", "居住证办理\x00",
		"请问一下我想知道如果一个外地人在这里居住了半年以上还没有办过居住证办理应该去哪里"} {
		require.Contains(t, ids(text), "a", "%q", text)
	}
	require.Contains(t, ids("水"), "c", "one character has no pair")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.Engine().Recall(gone, knowledge.Query{Text: "居住证"})
	require.ErrorIs(t, err, context.Canceled)
}

// An error of the sequence leaves the old content.
func rebuild(t *testing.T, b Bed) {
	b.Fill(t, Article("a", 1, "居住证怎么办理"))
	broken := errors.New("broken")
	err := b.Engine().Rebuild(t.Context(), func(yield func(knowledge.Article, error) bool) {
		if yield(Article("b", 1, "护照怎么办理"), nil) {
			yield(knowledge.Article{}, broken)
		}
	})
	require.ErrorIs(t, err, broken)
	require.Equal(t, []string{"a"}, IDs(t, b.Engine(), "居住证", knowledge.Filter{}))
}

// Searches see the old content or the new while it is built anew, never a mixture or nothing.
func underLoad(t *testing.T, b Bed) {
	all := Many(120, 3)
	b.Fill(t, all...)
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
				found, err := b.Engine().Recall(context.WithoutCancel(t.Context()), knowledge.Query{Text: a.Question})
				if err != nil || !slices.ContainsFunc(found, func(c knowledge.Candidate) bool { return c.ArticleID == a.ID }) {
					t.Errorf("%q: %v, %d found", a.Question, err, len(found))
					return
				}
			}
		})
	}
	for range 3 {
		if err := b.Engine().Rebuild(t.Context(), Sequence(all...)); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	wg.Wait()
}
