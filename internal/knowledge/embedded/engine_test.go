package embedded

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"minhu/internal/knowledge"
	"minhu/internal/knowledge/conformance"
)

type bed struct{ e *Engine }

func (b bed) Engine() knowledge.Retriever { return b.e }

func (b bed) Fill(t testing.TB, list ...knowledge.Article) {
	require.NoError(t, b.e.Rebuild(t.Context(), conformance.Sequence(list...)))
}

func (b bed) Apply(t testing.TB, changes ...knowledge.Change) {
	require.NoError(t, b.e.Apply(t.Context(), changes))
}

func TestConformance(t *testing.T) {
	conformance.Run(t, func(testing.TB) conformance.Bed { return bed{New()} })
}

func TestApply(t *testing.T) {
	ctx := context.Background()
	e := New()
	require.NoError(t, e.Health(ctx))
	require.NoError(t, e.Apply(ctx, []knowledge.Change{
		knowledge.Upsert(conformance.Article("a", 1, "居住证怎么办理", "外地人如何办居住证")),
		knowledge.Upsert(conformance.Article("b", 1, "公积金怎么提取")),
	}))
	require.Equal(t, "a", conformance.First(t, e, "居住證如何辦"))
	require.Equal(t, "b", conformance.First(t, e, "提取公积金"))
	require.Equal(t, 3, e.View().Forms())

	require.NoError(t, e.Apply(ctx, []knowledge.Change{knowledge.Upsert(conformance.Article("a", 2, "护照怎么办理"))}))
	require.Equal(t, "a", conformance.First(t, e, "护照"))
	require.Equal(t, 2, e.View().Forms(), "old variants are gone")
	require.NoError(t, e.Apply(ctx, []knowledge.Change{knowledge.Upsert(conformance.Article("a", 1, "居住证怎么办理"))}))
	require.Equal(t, "", conformance.First(t, e, "居住证"), "an older version changes nothing")

	require.NoError(t, e.Apply(ctx, []knowledge.Change{knowledge.Delete("a", 1)}))
	require.Equal(t, "a", conformance.First(t, e, "护照"), "an older delete neither")
	require.NoError(t, e.Apply(ctx, []knowledge.Change{knowledge.Delete("a", 2)}))
	require.Equal(t, "", conformance.First(t, e, "护照"))
	withdrawn := conformance.Article("b", 2, "公积金怎么提取")
	withdrawn.Status = knowledge.Withdrawn
	require.NoError(t, e.Apply(ctx, []knowledge.Change{knowledge.Upsert(withdrawn)}))
	require.Equal(t, "", conformance.First(t, e, "公积金"))
	require.Error(t, e.Apply(ctx, []knowledge.Change{{Version: 1}}))
	require.Equal(t, "", conformance.First(t, e, ""))
	require.Equal(t, "", conformance.First(t, e, "？！"))
}

func TestRebuildIsAllOrNothing(t *testing.T) {
	ctx := context.Background()
	e := New()
	require.NoError(t, e.Rebuild(ctx, conformance.Sequence(conformance.Article("a", 1, "居住证怎么办理"))))
	broken := errors.New("broken")
	err := e.Rebuild(ctx, func(yield func(knowledge.Article, error) bool) {
		if yield(conformance.Article("b", 1, "护照怎么办理"), nil) {
			yield(knowledge.Article{}, broken)
		}
	})
	require.ErrorIs(t, err, broken)
	require.Equal(t, "a", conformance.First(t, e, "居住证"))
	require.Error(t, e.Rebuild(ctx, conformance.Sequence(conformance.Article("a", 1, "一"), conformance.Article("a", 2, "二"))))
}

func TestSuggest(t *testing.T) {
	ctx := context.Background()
	e := New()
	require.NoError(t, e.Rebuild(ctx, conformance.Sequence(
		conformance.Article("a", 1, "居住证怎么办理", "居住证办理流程", "怎么办居住证"),
		conformance.Article("b", 1, "居住证到期怎么续签"),
		conformance.Article("c", 1, "丢了居住证怎么补办"),
		conformance.Article("d", 1, "护照怎么办理"),
	)))
	ids := func(s string) (out []string) {
		list, err := e.Suggest(ctx, s, knowledge.Filter{}, 6)
		require.NoError(t, err)
		for _, x := range list {
			out = append(out, x.ArticleID)
		}
		return
	}
	require.Empty(t, ids("居"))
	require.Equal(t, []string{"a", "b", "c"}, ids("居住"), "prefix before contains, one per article")
	require.Equal(t, []string{"a", "b", "c"}, ids("居住證"))
	require.Equal(t, "a", ids("办居住证")[0])
	require.Contains(t, ids("证居住的续签"), "b", "near matches at the end")
	require.Empty(t, ids("红烧肉做法"))
}

// Changes in any order lead to the same results as building at once.
func TestApplyEqualsRebuild(t *testing.T) {
	ctx := context.Background()
	parts := []string{"居住证", "护照", "公积金", "怎么", "办理", "提取", "补办", "多少钱", "材料", "在哪里", "2024", "a类"}
	text := rapid.Custom(func(t *rapid.T) string {
		s := ""
		for range rapid.IntRange(1, 5).Draw(t, "parts") {
			s += rapid.SampledFrom(parts).Draw(t, "part")
		}
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		e := New()
		kept := map[string]knowledge.Article{}
		version := 0
		for range rapid.IntRange(1, 40).Draw(t, "changes") {
			version++
			id := fmt.Sprint("id", rapid.IntRange(0, 9).Draw(t, "id"))
			if rapid.IntRange(0, 3).Draw(t, "delete") == 0 {
				delete(kept, id)
				require.NoError(t, e.Apply(ctx, []knowledge.Change{knowledge.Delete(id, version)}))
				continue
			}
			a := conformance.Article(id, version, text.Draw(t, "q"), rapid.SliceOfN(text, 0, 4).Draw(t, "v")...)
			kept[id] = a
			require.NoError(t, e.Apply(ctx, []knowledge.Change{knowledge.Upsert(a)}))
		}
		var all []knowledge.Article
		for _, a := range kept {
			all = append(all, a)
		}
		fresh := New()
		require.NoError(t, fresh.Rebuild(ctx, conformance.Sequence(all...)))
		require.Equal(t, fresh.View().Forms(), e.View().Forms())
		q := text.Draw(t, "query")
		a, err := e.Recall(ctx, knowledge.Query{Text: q, Limit: 7})
		require.NoError(t, err)
		b, err := fresh.Recall(ctx, knowledge.Query{Text: q, Limit: 7})
		require.NoError(t, err)
		require.Equal(t, b, a)
	})
}

// Thousands of edits: dead forms are cleared away and nothing is lost.
func TestCompaction(t *testing.T) {
	ctx := context.Background()
	e := New()
	all := conformance.Many(300, 6)
	require.NoError(t, e.Rebuild(ctx, conformance.Sequence(all...)))
	for round := 2; round < 8; round++ {
		for _, a := range all[:150] {
			a.Version = round
			require.NoError(t, e.Apply(ctx, []knowledge.Change{knowledge.Upsert(a)}))
		}
	}
	x := e.now.Load()
	require.Equal(t, 1800, x.live)
	require.Less(t, len(x.forms), 3*1800)
	fresh := New()
	require.NoError(t, fresh.Rebuild(ctx, conformance.Sequence(all...)))
	for _, a := range all[:40] {
		want, err := fresh.Recall(ctx, knowledge.Query{Text: a.Question})
		require.NoError(t, err)
		got, err := e.Recall(ctx, knowledge.Query{Text: a.Question})
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// Readers see whole states while a writer works; run with -race.
func TestReadersAndWriter(t *testing.T) {
	ctx := context.Background()
	e := New()
	all := conformance.Many(200, 6)
	require.NoError(t, e.Rebuild(ctx, conformance.Sequence(all...)))
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				found, err := e.Recall(ctx, knowledge.Query{Text: all[i%200].Question})
				if err != nil || len(found) == 0 {
					t.Errorf("recall: %v, %d found", err, len(found))
					return
				}
				if _, err := e.Suggest(ctx, "居住证", knowledge.Filter{}, 6); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 300 {
		a := all[i%200]
		a.Version = i + 2
		require.NoError(t, e.Apply(ctx, []knowledge.Change{knowledge.Upsert(a)}))
	}
	require.NoError(t, e.Rebuild(ctx, conformance.Sequence(all...)))
	close(done)
	wg.Wait()
}

func BenchmarkRecall10000Forms(b *testing.B) {
	ctx := context.Background()
	e := New()
	all := conformance.Many(1667, 6)
	require.NoError(b, e.Rebuild(ctx, conformance.Sequence(all...)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := e.Recall(ctx, knowledge.Query{Text: all[i%len(all)].Variants[0]}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkApplyAt5000Articles(b *testing.B) {
	ctx := context.Background()
	e := New()
	all := conformance.Many(5000, 6)
	require.NoError(b, e.Rebuild(ctx, conformance.Sequence(all...)))
	for i := 0; b.Loop(); i++ {
		a := all[i%len(all)]
		a.Version = i + 2
		if err := e.Apply(ctx, []knowledge.Change{knowledge.Upsert(a)}); err != nil {
			b.Fatal(err)
		}
	}
}

// Pasted letters, injection and odd bytes are questions like any other, and quick ones.
func TestOddQuestions(t *testing.T) {
	ctx := context.Background()
	e := New()
	require.NoError(t, e.Rebuild(ctx, conformance.Sequence(conformance.Many(1667, 6)...)))
	long := strings.Repeat("我住在示范路，想问居住证和公积金怎么办理，一直没有人管，", 200)
	for _, text := range []string{long, "居住证' OR 1=1 --", "\xff\xfe居住证", "居住证\x00", "ＪＵＺＨＵ１２３", strings.Repeat("a", 5000), "🙂🙂", "2024年和2025年"} {
		began := time.Now()
		_, err := e.Recall(ctx, knowledge.Query{Text: text})
		require.NoError(t, err)
		_, err = e.Suggest(ctx, text, knowledge.Filter{}, 6)
		require.NoError(t, err)
		require.Less(t, time.Since(began), time.Second)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err := e.Recall(gone, knowledge.Query{Text: "居住证"})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, e.Apply(gone, nil), context.Canceled)
}

// The heap of 10,000 forms stays small: the index, the texts and the articles.
func TestHeap(t *testing.T) {
	var before, after runtime.MemStats
	all := conformance.Many(1667, 6)
	runtime.GC()
	runtime.ReadMemStats(&before)
	e := New()
	require.NoError(t, e.Rebuild(context.Background(), conformance.Sequence(all...)))
	runtime.GC()
	runtime.ReadMemStats(&after)
	used := float64(after.HeapAlloc) - float64(before.HeapAlloc)
	t.Logf("%.1f MB for %d forms", used/1e6, e.View().Forms())
	require.Less(t, used, 25e6)
	runtime.KeepAlive(e)
}
