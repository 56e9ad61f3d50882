package knowledge_test

import (
	"context"
	"encoding/csv"
	"iter"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/knowledge"
	"minhu/internal/knowledge/embedded"
	"minhu/internal/knowledge/importer"
)

var morning = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func civicArticles(t testing.TB) []knowledge.Article {
	content, err := os.ReadFile("testdata/civic.csv")
	require.NoError(t, err)
	r, err := importer.Parse(content, importer.Options{Status: knowledge.Published})
	require.NoError(t, err)
	require.Empty(t, r.Errors)
	require.Empty(t, r.Warnings)
	require.GreaterOrEqual(t, r.Accepted, 30)
	return r.Articles
}

func sequence(list []knowledge.Article) iter.Seq2[knowledge.Article, error] {
	return func(yield func(knowledge.Article, error) bool) {
		for _, a := range list {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func civic(t testing.TB) *knowledge.Answerer {
	a, err := knowledge.NewAnswerer(embedded.New(), "示范")
	require.NoError(t, err)
	require.NoError(t, a.Rebuild(context.Background(), sequence(civicArticles(t))))
	return a
}

func civicCases(t testing.TB) (out []knowledge.Case) {
	f, err := os.Open("testdata/questions.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	for _, r := range rows[1:] {
		c := knowledge.Case{Query: r[0]}
		if r[1] != "" {
			c.WantID = []string{r[1]}
		}
		out = append(out, c)
	}
	return out
}

// The promise of the product, on the project's own questions: nine of ten direct answers are right, and what is not in the base is not
// answered.
func TestCivicEvaluation(t *testing.T) {
	a := civic(t)
	a.Thresholds.Answer = 0.60 // what calibration gives a base with variants of this kind
	e, err := a.Evaluate(context.Background(), civicCases(t), morning)
	require.NoError(t, err)
	t.Logf("precision %.3f of %d, coverage %.3f, top1 %.3f, top3 %.3f, resolved %.3f, refused %.3f, outside answered %d of %d",
		e.Precision.Share, e.Precision.Of, e.Coverage.Share, e.Top1.Share, e.Top3.Share, e.ResolvedAt3.Share, e.Refusal.Share, e.WrongOutside.Hits, e.WrongOutside.Of)
	for _, m := range e.Misses {
		t.Logf("wrong: %s -> %s (%.2f)", m.Query, m.GotText, m.Confidence)
	}
	require.GreaterOrEqual(t, e.Precision.Share, 0.95)
	require.GreaterOrEqual(t, e.Coverage.Share, 0.5)
	require.GreaterOrEqual(t, e.Top1.Share, 0.95)
	require.GreaterOrEqual(t, e.ResolvedAt3.Share, 0.95)
	require.Zero(t, e.WrongOutside.Hits)
}

func TestCalibrate(t *testing.T) {
	ctx := context.Background()
	a := civic(t)
	all := civicArticles(t)
	c, err := a.Calibrate(ctx, all, 0.95, morning)
	require.NoError(t, err)
	require.Less(t, c.Samples, 200)
	require.False(t, c.Applied, "too few samples to change anything")
	require.Equal(t, a.Thresholds, c.Thresholds)

	for i := range all { // more variants: the same words in another order
		for _, v := range all[i].Variants {
			all[i].Variants = append(all[i].Variants, "想问一下"+v)
		}
	}
	require.NoError(t, a.Rebuild(ctx, sequence(all)))
	c, err = a.Calibrate(ctx, all, 0.95, morning)
	require.NoError(t, err)
	require.True(t, c.Applied)
	require.GreaterOrEqual(t, c.Thresholds.Answer, 0.60)
	require.LessOrEqual(t, c.Thresholds.Answer, 0.95)
	for i, p := range c.Curve[1:] {
		require.GreaterOrEqual(t, p.Coverage, c.Curve[i].Coverage)
	}
}
