package catalogue

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

func codes(faults []TableFault) []string {
	var out []string
	for _, f := range faults {
		out = append(out, f.Column+":"+f.Code)
	}
	return out
}

func TestKinds(t *testing.T) {
	require.Len(t, Kinds(), 6)
	for _, k := range Kinds() {
		for _, c := range k.Columns {
			require.True(t, c.Refers == "" || Find(c.Refers) != nil, "%s.%s refers to nothing", k.Name, c.Name)
		}
	}
	require.Nil(t, Find("nothing"))
	_, err := parseKinds(strings.Replace(columnsCSV, "class,code,code", "class,code,colour", 1))
	require.ErrorContains(t, err, "type")
}

func TestCheck(t *testing.T) {
	known := map[string]map[string]bool{"class": {"road": true}, "department": {"zjj": true, "east": true}, "skill_group": {"tax": true, "social": true}}
	for _, tc := range []struct {
		name, kind string
		rows       []Row
		want       []string
	}{
		{"good", "duty", []Row{{"class": "road", "department": "zjj"}, {"class": "road", "from": "22", "to": "6", "department": "zjj"}}, nil},
		{"empty", "duty", nil, []string{":required"}},
		{"missing and unknown", "duty", []Row{{"class": "rode", "district": "west"}}, []string{"class:unknown_value", "district:unknown_value", "department:required"}},
		{"a column nobody knows", "duty", []Row{{"class": "road", "department": "zjj", "colour": "red"}}, []string{"colour:unknown_column"}},
		{"the same line twice", "duty", []Row{{"class": "road", "department": "zjj"}, {"class": " road ", "department": "east"}}, []string{"class:duplicate"}},
		{"an hour that is none", "duty", []Row{{"class": "road", "from": "25", "department": "zjj"}}, []string{"from:malformed"}},
		{"overlapping hours", "duty", []Row{{"class": "road", "from": "20", "to": "6", "department": "zjj"}, {"class": "road", "from": "5", "to": "9", "department": "east"}}, []string{"from:overlap"}},
		{"a class above itself", "class", []Row{{"code": "a", "parent": "b", "name": "甲", "active": "yes"}, {"code": "b", "parent": "a", "name": "乙", "active": "yes"}}, []string{"parent:cycle", "parent:cycle"}},
		{"left out of the rates", "class", []Row{{"code": "a", "name": "甲", "active": "yes", "exempt": "mediation"}, {"code": "b", "name": "乙", "active": "yes", "exempt": "late"}}, []string{"exempt:unknown_value"}},
		{"seats", "seat", []Row{{"username": "agent", "capacity": "6", "groups": "tax social", "auto": "no"}, {"username": "b", "capacity": "51", "groups": "tax taxi", "auto": "yes"}, {"username": "c", "capacity": "-1", "auto": "no"}},
			[]string{"capacity:malformed", "groups:unknown_value", "capacity:malformed"}},
		{"bad code, flag and length", "class", []Row{{"code": "a b", "name": strings.Repeat("长", 61), "active": "ja"}}, []string{"code:malformed", "name:too_long", "active:malformed"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, faults := Find(tc.kind).Check(tc.rows, known)
			require.Equal(t, tc.want, codes(faults))
		})
	}
	_, faults := Find("duty").Check(make([]Row, MaxRows+1), known)
	require.Equal(t, []string{":too_many"}, codes(faults))
}

func TestDiff(t *testing.T) {
	k := Find("duty")
	got := k.Diff([]Row{{"class": "a", "department": "x"}, {"class": "b", "department": "x"}}, []Row{{"class": "a", "department": "y"}, {"class": "c", "department": "x"}})
	var what []string
	for _, c := range got {
		what = append(what, c.Key+":"+c.What)
	}
	require.Equal(t, []string{"a:changed", "c:added", "b:removed"}, what)
	require.Empty(t, k.Diff([]Row{{"class": "a"}}, []Row{{"class": "a", "from": ""}}))
}

func TestSheets(t *testing.T) {
	k := Find("duty")
	rows := []Row{{"class": "road", "department": "zjj"}, {"class": "road", "from": "22", "to": "6", "department": "=east"}}
	var b bytes.Buffer
	require.NoError(t, k.Write(&b, rows))
	back, err := k.Read(b.Bytes())
	require.NoError(t, err)
	require.Equal(t, rows, back, "what was written out comes back as it was, and no value becomes a formula")
	back, err = k.Read([]byte("\ufeff分类编码,承办单位\nroad,zjj\n\n"))
	require.NoError(t, err)
	require.Equal(t, rows[:1], back)

	f := excelize.NewFile()
	require.NoError(t, f.SetCellStr("Sheet1", "A1", "分类编码"))
	require.NoError(t, f.SetCellFormula("Sheet1", "A2", "1+1"))
	require.NoError(t, f.SetCellStr("Sheet1", "B1", "承办单位"))
	require.NoError(t, f.SetCellStr("Sheet1", "B2", "zjj"))
	_, err = k.Read(book(t, f))
	require.ErrorIs(t, err, ErrFormula)
	require.NoError(t, f.MergeCell("Sheet1", "A2", "A3"))
	_, err = k.Read(book(t, f))
	require.ErrorIs(t, err, ErrMerged)
	for text, want := range map[string]string{"颜色\nred\n": "颜色", "class,class\na,b\n": "两次", "\xff\xfe": "UTF-8", "class\na,b\n": "列数", "": "空"} {
		_, err := k.Read([]byte(text))
		require.ErrorContains(t, err, want, text)
	}
}

func book(t *testing.T, f *excelize.File) []byte {
	var b bytes.Buffer
	_, err := f.WriteTo(&b)
	require.NoError(t, err)
	return b.Bytes()
}
