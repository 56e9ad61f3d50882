package triage

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// matters makes invented examples of a few classes.
func matters(n int) []Example {
	rng := rand.New(rand.NewPCG(7, 7))
	words := map[string][]string{
		"road": {"路面塌陷", "道路坑洼", "井盖破损", "路面积水"}, "noise": {"夜间施工", "噪声扰民", "广场舞音响", "半夜机器轰鸣"},
		"school": {"学位不足", "校门口拥堵", "课后托管收费", "教师补课"},
	}
	labels := []string{"road", "noise", "school"}
	var out []Example
	for i := range n {
		l := labels[i%3]
		w := words[l]
		out = append(out, Example{Text: Join(w[rng.IntN(4)], fmt.Sprintf("示范路%d号附近%s，%s，请尽快处理，电话 1390000%04d。", i%40, w[rng.IntN(4)], w[rng.IntN(4)], i)), Label: l})
	}
	return out
}

func TestAModelTellsClassesAndSaysWhy(t *testing.T) {
	m, err := Train(matters(300))
	require.NoError(t, err)
	again, err := Train(matters(300))
	require.NoError(t, err)
	a, err := m.Bytes()
	require.NoError(t, err)
	back, err := Read(a)
	require.NoError(t, err)
	for text, want := range map[string]string{"我家门口的路面塌陷了": "road", "楼下夜间施工噪声扰民": "noise", "学校附近学位不足": "school"} {
		g := m.Guess(text, 3)
		require.Equal(t, want, g[0].Label, text)
		require.NotEmpty(t, g[0].Grounds)
		sum := 0.0
		for _, x := range g {
			sum += x.Score
		}
		require.InDelta(t, 1, sum, 1e-9)
		require.Equal(t, g, again.Guess(text, 3), "the same examples give the same model")
		require.Equal(t, g, back.Guess(text, 3), "a stored model says the same")
	}
	require.Contains(t, m.Guess("楼下夜间施工噪声扰民", 1)[0].Grounds[0], "噪声")
	require.Nil(t, m.Guess("。。。", 3))
	require.Nil(t, m.Guess("", 3))
	_, err = Read([]byte("no model"))
	require.ErrorIs(t, err, ErrForm)
	_, err = Read(a[:len(a)/2])
	require.ErrorIs(t, err, ErrForm)
	_, err = Train(matters(20))
	require.ErrorContains(t, err, "too few")
}

func TestGroundsHoldNoNumbers(t *testing.T) {
	m, err := Train(matters(300))
	require.NoError(t, err)
	for _, e := range matters(60) {
		for _, g := range m.Guess(e.Text, 3) {
			for _, w := range g.Grounds {
				require.NotRegexp(t, `[1-9]`, w, "a ground could be somebody's number")
			}
		}
	}
}

func TestEvaluation(t *testing.T) {
	examples := matters(300)
	groups := make([]string, len(examples))
	for i := range groups {
		groups[i] = fmt.Sprint(i / 2)
	}
	e, err := Evaluate(examples, groups, 5, 0.95)
	require.NoError(t, err)
	require.Equal(t, 300, e.Texts)
	require.Greater(t, e.MacroF1, 0.95)
	require.Greater(t, e.Routed, 0.9)
	fold := splits(examples, groups, 5)
	for i := 0; i < len(fold); i += 2 {
		require.Equal(t, fold[i], fold[i+1], "texts of a group stay together")
	}
}

func TestSimilar(t *testing.T) {
	now := Matter{Title: "东门外路面塌陷", Content: "小区东门外的路面塌了一块，电动车摔倒", Place: "示范路12号", District: "east", Class: "road"}
	earlier := []Matter{
		{ID: "same", Title: "小区门口路面塌陷", Content: "东门外的路面塌了一块，下雨积水，电动车摔了好几次", Place: "示范路 12 号", District: "east", Class: "road"},
		{ID: "far", Title: "路面塌陷", Content: "西门外的路面塌了一块，电动车摔倒", Place: "样板路 3 号", District: "west", Class: "road"},
		{ID: "other", Title: "夜间施工", Content: "夜里十二点还在施工，睡不着", Place: "示范路12号", District: "east", Class: "noise", SamePerson: true},
	}
	got := Similar(now, earlier, 5)
	require.NotEmpty(t, got)
	require.Equal(t, "same", got[0].Matter.ID)
	require.True(t, got[0].SamePlace)
	for _, l := range got {
		require.NotEqual(t, "other", l.Matter.ID, "the same place and person make no duplicate without common words")
		require.LessOrEqual(t, l.Score, 1.0)
	}
	require.Empty(t, Similar(Matter{}, earlier, 5))
	same := Matter{Title: now.Title, Content: now.Content, Place: now.Place, District: now.District, Class: now.Class}
	crowd := []Matter{same, same, same}
	own := same
	own.ID, own.SamePerson = "own", true
	got = Similar(now, append(crowd, own), 2)
	require.Equal(t, "own", got[0].Matter.ID, "of many equal texts the caller's own comes first")
	require.LessOrEqual(t, got[0].Score, 1.0)
}

func BenchmarkGuess(b *testing.B) {
	m, err := Train(matters(600))
	require.NoError(b, err)
	text := matters(1)[0].Text
	for b.Loop() {
		m.Guess(text, 3)
	}
}
