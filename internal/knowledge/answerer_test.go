package knowledge_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"minhu/internal/knowledge"
)

func ask(t testing.TB, a *knowledge.Answerer, c knowledge.Context, text string) knowledge.Answer {
	out, err := a.Ask(context.Background(), knowledge.Question{Text: text, Context: c, Now: morning})
	require.NoError(t, err)
	return out
}

func TestGuardsCatch(t *testing.T) {
	a := civic(t)
	for text, want := range map[string]knowledge.Intent{
		"你好":        knowledge.Greeting,
		"在吗？":       knowledge.Greeting,
		"谢谢啊":       knowledge.Thanks,
		"转人工":       knowledge.Human,
		"我要找人工客服":   knowledge.Human,
		"人工":        knowledge.Human,
		"我家着火了！！":   knowledge.Emergency,
		"有人被困电梯里了":  knowledge.Emergency,
		"我被打了":      knowledge.Emergency,
		"我老公晕倒了怎么办": knowledge.Emergency,
		"刚才出车祸了":    knowledge.Emergency,
		"我要投诉楼下饭店油烟太大一直没人管": knowledge.Complaint,
		"投诉":          knowledge.Complaint,
		"你们真是废物机器人":   knowledge.Abuse,
		"再见":          knowledge.Goodbye,
		"人工智能企业有什么补贴": "",
		"火灾保险怎么理赔，我家之前着火了保险赔吗": "",
		"居住证怎么办理":      "",
		"投诉电话是多少":      "",
		"你好，请问居住证怎么办理": "",
		"报警记录在哪查询":     "",
	} {
		out := ask(t, a, knowledge.Context{}, text)
		require.Equal(t, want, out.Guard, text)
		if want != "" {
			require.Equal(t, knowledge.KindGuard, out.Kind)
			require.NotEmpty(t, out.Reply.Zh)
			require.NotEmpty(t, out.Reply.En)
			require.Equal(t, want == knowledge.Emergency, out.Number != "", text)
		}
	}
	require.Equal(t, "119", ask(t, a, knowledge.Context{}, "我家着火了").Number)
	require.Equal(t, "120", ask(t, a, knowledge.Context{}, "有人晕倒了").Number)
	require.Equal(t, "122", ask(t, a, knowledge.Context{}, "发生车祸了").Number)
}

func TestStrictGuards(t *testing.T) {
	good := "guards:\n  - {intent: thanks, exact: [谢谢], reply: {zh: 不客气, en: Welcome}}\n"
	_, err := knowledge.ParseGuards([]byte(good))
	require.NoError(t, err)
	for _, change := range [][2]string{{"thanks", "thank"}, {"exact", "exactly"}, {"[谢谢]", "[]"}, {"[谢谢]", "[谢谢, 谢谢]"}, {"[谢谢]", "[謝謝]"},
		{"en: Welcome", "en: ''"}, {"thanks,", "thanks, number: '110',"}, {"thanks", "emergency"}, {"thanks,", "thanks, max_units: -1,"}, {"guards:", "rules:"}} {
		require.Contains(t, good, change[0])
		_, err := knowledge.ParseGuards([]byte(strings.Replace(good, change[0], change[1], 1)))
		require.Error(t, err, "%v", change)
	}
}

func TestAnswerCarriesItsRecord(t *testing.T) {
	a := civic(t)
	out := ask(t, a, knowledge.Context{}, "身份证丢了怎么补办")
	require.Equal(t, knowledge.KindAnswer, out.Kind)
	require.Equal(t, "idcard-lost", out.ArticleID)
	require.Equal(t, 1, out.Version)
	require.Equal(t, "confident", out.Why)
	require.Equal(t, out.ArticleID, out.Article.ID)
	require.Equal(t, "embedded", out.Engine)
	require.NotEmpty(t, out.Candidates)
	require.LessOrEqual(t, len(out.Candidates), 5)
	require.LessOrEqual(t, len(out.Related), 2)
	require.NotEmpty(t, out.Related)
	require.Equal(t, "身份证丢", out.Context.Matter[:len("身份证丢")])
	b, err := json.Marshal(out)
	require.NoError(t, err)
	require.NotContains(t, string(b), "blocks", "the record holds the id and version, not the text")

	out = ask(t, a, knowledge.Context{}, "身份证")
	require.Equal(t, knowledge.KindConfirm, out.Kind)
	require.LessOrEqual(t, len(out.Options), 3)
	require.NotEmpty(t, out.Options)

	out = ask(t, a, knowledge.Context{}, "怎么做红烧肉")
	require.Equal(t, knowledge.KindRefuse, out.Kind)
	require.Empty(t, out.Options)

	_, err = a.Ask(context.Background(), knowledge.Question{Text: " ？！", Now: morning})
	require.ErrorIs(t, err, knowledge.ErrNoQuestion)
}

// A value that contradicts the article is never answered, only offered with the difference named.
func TestConflictsAreNotAnswered(t *testing.T) {
	a := civic(t)
	for text, differs := range map[string]string{
		"上海公积金贷款额度是多少": "place",
		"行驶证丢了怎么补办":    "opposed",
	} {
		out := ask(t, a, knowledge.Context{}, text)
		require.Equal(t, knowledge.KindConfirm, out.Kind, text)
		require.Equal(t, differs, out.Options[0].Differs)
	}
	require.Equal(t, knowledge.KindAnswer, ask(t, a, knowledge.Context{}, "公积金贷款额度是多少").Kind)
	x, err := a.Explain(context.Background(), "南京路旁边公积金贷款额度是多少", morning)
	require.NoError(t, err)
	require.Empty(t, x.Candidates[0].Veto, "a road is no place")
}

func TestExpiredIsNotAnswered(t *testing.T) {
	a := civic(t)
	all := civicArticles(t)
	i := slices.IndexFunc(all, func(x knowledge.Article) bool { return x.ID == "marriage" })
	all[i].Version, all[i].ValidTo = 2, morning
	require.NoError(t, a.Apply(context.Background(), []knowledge.Change{knowledge.Upsert(all[i])}))
	require.NotEqual(t, knowledge.KindAnswer, ask(t, a, knowledge.Context{}, "结婚登记怎么办理").Kind)
	out, err := a.Ask(context.Background(), knowledge.Question{Text: "结婚登记怎么办理", Now: morning.Add(-time.Hour)})
	require.NoError(t, err)
	require.Equal(t, "marriage", out.ArticleID)
}

func TestTalkRemembersItsMatter(t *testing.T) {
	a := civic(t)
	first := ask(t, a, knowledge.Context{}, "居住证怎么办理")
	require.Equal(t, "residence", first.ArticleID)
	require.Equal(t, "居住证", first.Context.Matter)
	for _, text := range []string{"那需要带什么材料？", "要多久", "流程呢"} {
		out := ask(t, a, first.Context, text)
		require.Equal(t, "居住证", out.Assumed, text)
		require.Equal(t, "residence", append([]knowledge.Option{{ArticleID: out.ArticleID}}, out.Options...)[min(1, len(out.Options))].ArticleID, text)
		require.Equal(t, "关于居住证：", knowledge.Assume(out.Assumed).Zh)
	}
	require.Empty(t, ask(t, a, first.Context, "护照多少钱").Assumed, "a matter of its own")
	require.Empty(t, ask(t, a, knowledge.Context{}, "需要带什么材料").Assumed)

	late, err := a.Ask(context.Background(), knowledge.Question{Text: "那需要带什么材料", Context: first.Context, Now: morning.Add(11 * time.Minute)})
	require.NoError(t, err)
	require.Empty(t, late.Assumed, "the matter is forgotten after ten minutes")

	next := ask(t, a, first.Context, "护照怎么办理")
	require.Equal(t, "护照", next.Context.Matter)
	c := first.Context
	for range 20 {
		c = ask(t, a, c, "明天有雨吗").Context
	}
	require.Empty(t, c.Matter, "and after some turns")
}

func TestMatter(t *testing.T) {
	for in, want := range map[string]string{"居住证怎么办理": "居住证", "那需要带什么材料？": "", "多少钱": "", "护照多少钱": "护照", "请问养老金怎么领取": "养老金领取"} {
		require.Equal(t, want, knowledge.Matter(in), in)
	}
}

// slow is a remote engine that never answers in time; broken one that fails.
type remote struct {
	knowledge.Retriever
	err error
}

func (r remote) Recall(ctx context.Context, q knowledge.Query) ([]knowledge.Candidate, error) {
	if r.err != nil {
		return nil, r.err
	}
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestRemoteFallsBack(t *testing.T) {
	for _, r := range []remote{{}, {err: errors.New("down")}} {
		a := civic(t)
		var failures int
		a.Remote, a.Budget, a.Failed = r, 5*time.Millisecond, func(error) { failures++ }
		out := ask(t, a, knowledge.Context{}, "护照怎么办理")
		require.Equal(t, "passport", out.ArticleID)
		require.Equal(t, "embedded", out.Engine)
		require.Equal(t, 1, failures)
	}
	a := civic(t)
	a.Remote = a.Local // any engine that passes the same tests
	out := ask(t, a, knowledge.Context{}, "护照怎么办理")
	require.Equal(t, "remote", out.Engine)
	require.Equal(t, "passport", out.ArticleID)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := a.Ask(ctx, knowledge.Question{Text: "护照", Now: morning})
	require.ErrorIs(t, err, context.Canceled)
}

func TestExplainNamesWhatDecided(t *testing.T) {
	a := civic(t)
	x, err := a.Explain(context.Background(), "行驶证丢了怎么补办", morning)
	require.NoError(t, err)
	require.NotEmpty(t, x.Candidates)
	require.Equal(t, "opposed", x.Candidates[0].Veto)
	require.True(t, slices.IsSortedFunc(x.Candidates, func(a, b knowledge.ExplainedCandidate) int {
		if a.Score >= b.Score {
			return -1
		}
		return 1
	}))
	x, err = a.Explain(context.Background(), "居住证多久能拿到", morning)
	require.NoError(t, err)
	require.Equal(t, []string{"duration"}, x.Aspects)
	require.Equal(t, 5, x.Candidates[0].Form)
	require.InDelta(t, 1, x.Candidates[0].Features.Equal, 0)
}

func TestEvaluateMatchesAsk(t *testing.T) {
	a := civic(t)
	e, err := a.Evaluate(context.Background(), []knowledge.Case{{Query: "护照怎么办理", WantID: []string{"passport"}}, {Query: "护照怎么办理", WantID: []string{"other"}},
		{Query: "怎么做红烧肉"}, {Query: "？"}, {Query: "转人工", WantID: []string{"passport"}}}, morning)
	require.NoError(t, err)
	require.Equal(t, [2]int{1, 2}, [2]int{e.Precision.Hits, e.Precision.Of})
	require.Equal(t, [2]int{2, 5}, [2]int{e.Coverage.Hits, e.Coverage.Of})
	require.Equal(t, 2, e.Refusal.Hits)
	require.Equal(t, 1, e.GuardedInBase.Hits)
	require.Len(t, e.Misses, 1)
}

// Whatever is typed, the answer is one of four kinds, keeps its promises and does not depend on the order of the base.
func TestAskProperties(t *testing.T) {
	a := civic(t)
	b, err := knowledge.NewAnswerer(a.Local, "示范")
	require.NoError(t, err)
	all := civicArticles(t)
	slices.Reverse(all)
	require.NoError(t, b.Rebuild(context.Background(), sequence(all)))
	pieces := []string{"居住证", "身份证", "丢了", "怎么办", "多少钱", "北京", "公积金", "不", "2024年", "提取", "材料", "谢谢", "人工", "？", "a", "呢", "那", "离婚", "结婚"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8).Draw(t, "pieces"), "") + rapid.StringN(0, 6, -1).Draw(t, "noise")
		c := knowledge.Context{}
		if rapid.Bool().Draw(t, "in a talk") {
			c = knowledge.Context{ArticleID: "passport", Matter: "护照", Turns: 1, ExpiresAt: morning.Add(time.Minute)}
		}
		out, err := a.Ask(context.Background(), knowledge.Question{Text: text, Context: c, Now: morning})
		if errors.Is(err, knowledge.ErrNoQuestion) {
			return
		}
		require.NoError(t, err)
		require.GreaterOrEqual(t, out.Confidence, 0.0)
		require.LessOrEqual(t, out.Confidence, 1.0)
		require.NotEmpty(t, out.Why)
		require.Equal(t, out.Kind == knowledge.KindAnswer, out.ArticleID != "")
		require.Equal(t, out.Kind == knowledge.KindAnswer, out.Article != nil)
		require.Equal(t, out.Kind == knowledge.KindConfirm, len(out.Options) > 0)
		require.LessOrEqual(t, len(out.Options), 3)
		again, err := b.Ask(context.Background(), knowledge.Question{Text: text, Context: c, Now: morning})
		require.NoError(t, err)
		require.Equal(t, out.Decision, again.Decision)
	})
}

var _ iter.Seq2[knowledge.Article, error] = sequence(nil)

func BenchmarkAsk200Articles(b *testing.B) {
	a := civic(b)
	all := civicArticles(b)
	for round := range 4 {
		for _, x := range civicArticles(b) {
			x.ID += string(rune('a' + round))
			x.Question += string(rune('甲' + round))
			all = append(all, x)
		}
	}
	require.NoError(b, a.Rebuild(context.Background(), sequence(all)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Ask(context.Background(), knowledge.Question{Text: "我是外地来的，居住证要带什么材料办", Now: morning}); err != nil {
			b.Fatal(err)
		}
	}
}
