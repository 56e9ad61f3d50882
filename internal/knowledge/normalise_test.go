package knowledge

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestNormalise(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "",
		"？！…，。":               "",
		"居住证，怎么办理？":           "居住证怎么办理",
		"居住證怎麼辦理":             "居住证怎么办理",
		"ＡＢＣ１２３":              "abc123",
		"  COVID - 19  ":      "covid 19",
		"第 9 号 公告":            "第9号公告",
		"A 类\tB 类":            "a类b类",
		"\xff坏的\x00字节":        "坏的字节",
		"ﬁle ½":               "file 1 2",
		"公積金提取①":              "公积金提取1",
		"12345热线 12345 12345": "12345热线12345 12345",
	} {
		require.Equal(t, want, Normalise(in), "%q", in)
	}
}

func checkNormal(t require.TestingT, s string) {
	n := Normalise(s)
	require.True(t, utf8.ValidString(n))
	require.Equal(t, n, Normalise(n), "stable: %q", s)
	a := Analyse(s)
	require.LessOrEqual(t, len(a.Units), longestText)
	require.Equal(t, n == "", len(a.Units) == 0)
	Matter(s)
	elliptical(a)
}

func TestNormaliseProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkNormal(t, rapid.String().Draw(t, "s")) })
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"", "居住證怎麼辦理？", "ＡＢＣ", "\xff\xfe", "İ", "ß", "ǅ", "K", "㍿", "é", "１２三４", "a b  c", "\u0345", "ſt", "🙂", "한글", "ガ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkNormal(t, s) })
}
