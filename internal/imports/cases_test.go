package imports_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
	"minhu/internal/imports"
	"minhu/internal/testbed"
)

func TestMain(m *testing.M) { os.Exit(testbed.Main(m)) }

const table = "编号,主题,内容,姓名,时间\n" +
	"1,路灯不亮,样板路的路灯坏了三天,王示范,2025-03-02 10:20:00\n" +
	"2,,没有标题的一行,李示范,2025-03-02\n" +
	"3,垃圾没人清运,小区门口的垃圾堆了两天,,2025/3/4 8:05\n" +
	"4,时间不对,内容,张示范,昨天\n"

var columns = map[string]string{"编号": "number", "主题": "title", "内容": "content", "姓名": "name", "时间": "time"}

func TestDryRunReportsLines(t *testing.T) {
	_, rep, err := imports.Parse([]byte("\xef\xbb\xbf"+table), imports.Options{Columns: columns, Kind: "complaint"})
	require.NoError(t, err)
	require.Equal(t, 4, rep.Lines)
	require.Equal(t, 2, rep.Accepted)
	var got []string
	for _, e := range rep.Errors {
		got = append(got, e.Field+":"+e.Code)
	}
	require.Equal(t, []string{"title:required", "time:malformed"}, got)
	_, _, err = imports.Parse([]byte("a,b\n1,2\n"), imports.Options{})
	require.Error(t, err)
	_, _, err = imports.Parse([]byte("\xff\xfe"), imports.Options{})
	require.Error(t, err)
	long := "主题,内容\n" + strings.Repeat("长", 70) + ",内容\n"
	_, rep, err = imports.Parse([]byte(long), imports.Options{Columns: columns, Kind: "help"})
	require.NoError(t, err)
	require.Equal(t, 1, rep.Accepted, "a long title is cut and kept in the content")
}

// What is imported is handled like any other case, and importing again changes nothing.
func TestImportedCasesAreHandled(t *testing.T) {
	h := housetest.Start(t)
	o := imports.Options{Columns: columns, Kind: "complaint", Class: "road"}
	rep, err := imports.Cases(t.Context(), h.House, []byte(table), o, nil)
	require.NoError(t, err)
	require.Equal(t, 2, rep.Imported)
	again, err := imports.Cases(t.Context(), h.House, []byte(table), o, nil)
	require.NoError(t, err)
	require.Equal(t, 0, again.Imported)
	require.Equal(t, 2, again.Already)
	d := h.Staff("dispatcher")
	items := d.Want(200, "GET", "/api/v1/cases?stage=registered", nil)["items"].([]any)
	require.Len(t, items, 2)
	id := items[0].(map[string]any)["id"].(string)
	d.Act(200, "cases", id, "accept", nil)
	d.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj"})
	h.Staff("clerk").Act(200, "cases", id, "sign", nil)
}
