package knowledge

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLexiconReads(t *testing.T) {
	for text, want := range map[string]string{
		"驾照丢了怎么补办":    "驾驶证丢了怎么补办",
		"暂住证如何办":      "居住证怎么办理",
		"二代身份证不见了":    "身份证丢了",
		"不动产权证多长时间能拿": "不动产证多久能拿",
		"毫无关系的一句话":    "毫无关系的一句话",
	} {
		require.Equal(t, want, words.unify(text))
	}
	require.Equal(t, []string{"辽宁"}, Analyse("辽宁的社保").Places)
	require.Empty(t, Analyse("上海路在哪").Places)
	require.Equal(t, []string{"10", "2020"}, Analyse("〔2020〕10 号公告").Numbers)
	require.Equal(t, []string{"2"}, Analyse("二孩怎么上户口").Numbers)
	require.Equal(t, []string{"3"}, Analyse("三孩有补贴吗").Numbers)
	require.Empty(t, Analyse("我想问一下").Numbers)
	require.Equal(t, []string{"c1"}, Analyse("C1 驾照").Numbers)
	require.Equal(t, []string{"a"}, Analyse("A类通行证").Numbers)
	require.True(t, Analyse("没有居住证").Negative)
	for _, text := range []string{"能不能办居住证", "身份证不见了", "不动产登记", "未成年人办护照", "有没有补贴"} {
		require.False(t, Analyse(text).Negative, text)
	}
	for _, v := range []struct {
		q, d            string
		opposed, shared bool
		lacks           int
	}{
		{"身份证丢了", "身份证到期怎么换领", true, true, 0},
		{"身份证丢了", "身份证补领", false, true, 0},
		{"身份证到期", "身份证怎么办理", false, true, 1},
		{"第一次办身份证", "身份证怎么办理", false, true, 0},
		{"家里没水了", "停电怎么办", true, false, 0},
		{"结婚和离婚都要带什么", "离婚登记", false, true, 0},
	} {
		s := newStats(oneForm{})
		f := s.compare(s.prepare(Analyse(v.q)), s.prepare(Analyse(v.d)))
		require.Equal(t, v.opposed, f.Opposed, v.q)
		require.Equal(t, v.shared, f.Shared, v.q)
		require.Equal(t, v.lacks, f.Lacks, v.q)
	}
}

type oneForm struct{}

func (oneForm) Article(string) (*Article, bool) { return nil, false }
func (oneForm) Frequency(Token) int             { return 1 }
func (oneForm) Forms() int                      { return 100 }

func TestStrictLexicon(t *testing.T) {
	good := "aspects: {cost: [多少钱]}\nconcepts: [[驾驶证, 驾照]]\noppositions: [[[结婚], [离婚]]]\nnegations: [不]\nnot_negations: [不动产]\nanaphora: [那]\nfunction: 的了\n"
	_, err := parseLexicon([]byte(good), "# places\n北京\n")
	require.NoError(t, err)
	for _, change := range [][2]string{{"aspects", "aspect"}, {"驾照", "駕照"}, {"[驾驶证, 驾照]", "[驾驶证]"}, {"驾照", "驾驶证"}, {"[离婚]", "[结婚]"}, {"[不]", "[不, 不]"},
		{"[不动产]", "[不]"}, {"多少钱", "''"}} {
		_, err := parseLexicon([]byte(strings.Replace(good, change[0], change[1], 1)), "北京")
		require.Error(t, err, "%v", change)
	}
	_, err = parseLexicon([]byte(good), "北京 北京")
	require.Error(t, err)
}
