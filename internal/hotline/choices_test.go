package hotline

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryChoiceHasItsWords(t *testing.T) {
	c := Load()
	for name, f := range c.Fields {
		var got []string
		for _, w := range c.Choices[name] {
			require.NotEmpty(t, w.ZH, "%s=%s", name, w.Value)
			require.NotEmpty(t, w.EN, "%s=%s", name, w.Value)
			got = append(got, w.Value)
		}
		require.ElementsMatch(t, f.Values, got, "field %s", name)
	}
	require.Len(t, c.Declines, len(c.Fields[declineField].Values))
}

func TestLoaderRefusesChoices(t *testing.T) {
	good := func(name string) string {
		b, err := dataFiles.ReadFile("data/" + name)
		require.NoError(t, err)
		return string(b)
	}
	for _, tc := range []struct{ name, file, from, to, want string }{
		{"a value without words", "choices.csv", "kind,help,求助,help\n", "", "kind=help has no words"},
		{"words without a value", "choices.csv", "kind,help,", "kind,hlp,", `has no value "hlp"`},
		{"a field that is no choice", "choices.csv", "kind,help,", "title,help,", "no choice field"},
		{"words twice", "choices.csv", "kind,help,求助,help\n", "kind,help,求助,help\nkind,help,求助,help\n", "stands twice"},
		{"one language only", "choices.csv", "kind,help,求助,help", "kind,help,求助,", "both languages"},
		{"a ground in the wrong file", "choices.csv", "kind,help,求助,help\n", "kind,help,求助,help\ndecline_code,secret,密,secret\n", "decline_reasons.csv"},
		{"a ground without its route", "decline_reasons.csv", "请依法理性表达诉求；有合理诉求，请重新说明事实后再提交。", "", "every sentence"},
		{"an unknown ground", "decline_reasons.csv", "unlawful,", "rude,", `has no value "rude"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Contains(t, good(tc.file), tc.from)
			_, err := load(TableVersion, func(name string) (io.ReadCloser, error) {
				s := good(name)
				if name == tc.file {
					s = strings.Replace(s, tc.from, tc.to, 1)
				}
				return io.NopCloser(strings.NewReader(s)), nil
			})
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestDatesAndDepartments(t *testing.T) {
	field := func(kind string) FieldInfo { return FieldInfo{Name: "x", Type: kind, ZH: "某项"} }
	code := func(f FieldInfo, v string) string {
		if p := f.check(v); p != nil {
			return p.Code
		}
		return ""
	}
	for v, want := range map[string]string{
		"2026-03-06": "", "2028-02-29": "", "2026-03-06T08:00:00Z": "", "2026-03-06T16:00:00+08:00": "", "2100-12-31": "", "1900-01-01": "",
		"2026-02-29": "malformed", "2100-02-29": "malformed", "2026-13-01": "malformed", "2026-3-6": "malformed", "tomorrow": "malformed",
		"2026-03-06 08:00": "malformed", "2026-03-06T08:00:00": "malformed", "20260306": "malformed", "-026-03-06": "malformed",
		"2101-01-01": "out_of_range", "9999-12-31": "out_of_range", "1899-12-31": "out_of_range", "0001-01-01T00:00:00Z": "out_of_range",
	} {
		require.Equal(t, want, code(field("date"), v), "%q", v)
	}
	for v, want := range map[string]string{
		"zjj": "", "zjj cgj": "", "zjj  cgj": "", strings.TrimSpace(strings.Repeat("a ", 1)): "", "a b c d e f g h i j": "",
		"a b c d e f g h i j k": "too_many", "zjj zjj": "doubled", "zjj,cgj": "malformed", "zjj /cgj": "malformed", strings.Repeat("x", 65): "malformed",
	} {
		require.Equal(t, want, code(field("departments"), v), "%q", v)
	}
	at, day, err := ParseDate("2026-03-06")
	require.NoError(t, err)
	require.True(t, day)
	require.Equal(t, 6, at.Day())
	_, day, err = ParseDate("2026-03-06T16:00:00+08:00")
	require.NoError(t, err)
	require.False(t, day)
	require.Equal(t, []string{"zjj", "cgj"}, Departments(" zjj  cgj "))
}
