package api_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// A unit takes its cases out, fills them in elsewhere and brings them back: each line is the ordinary reply, once; when any line is wrong
// none is taken, and the report says which and why.
func TestSheetThereAndBack(t *testing.T) {
	l := newLife(t)
	l.h.Server.Config.RateFactor = 1000
	a, b := l.to("往返一", "handling"), l.to("往返二", "handling")
	out := func() *excelize.File {
		status, body := l.clerk.Do("GET", "/api/v1/case-sheet", nil)
		require.Equal(t, 200, status)
		f, err := excelize.OpenReader(bytes.NewReader(body))
		require.NoError(t, err)
		return f
	}
	f := out()
	sheet := f.GetSheetName(0)
	row := map[string]int{}
	rows, err := f.GetRows(sheet)
	require.NoError(t, err)
	for i, r := range rows {
		row[r[0]] = i + 1
	}
	number := func(id string) string { return l.see(l.supervisor, id)["number"].(string) }
	at := func(id string) int {
		require.Positive(t, row[number(id)], "the case is in the sheet")
		return row[number(id)]
	}
	fill := func(id, record, reply string) {
		require.NoError(t, f.SetCellStr(sheet, fmt.Sprintf("F%d", at(id)), record))
		require.NoError(t, f.SetCellStr(sheet, fmt.Sprintf("G%d", at(id)), reply))
	}
	send := func(c interface {
		Want(int, string, string, any) map[string]any
	}, what string) map[string]any {
		var buf bytes.Buffer
		_, err := f.WriteTo(&buf)
		require.NoError(t, err)
		return c.Want(200, "POST", "/api/v1/case-sheet/"+what, map[string]string{"content_base64": base64.StdEncoding.EncodeToString(buf.Bytes())})
	}
	fill(a, "已到场处理", "已修补。")
	fill(b, "已到场处理", "") // the reply to the citizen is missing
	got := send(l.clerk, "imports")
	require.Len(t, got["faults"], 1)
	require.EqualValues(t, at(b), got["faults"].([]any)[0].(map[string]any)["line"])
	require.EqualValues(t, 0, got["done"])
	require.Equal(t, "handling", l.see(l.supervisor, a)["stage"], "nothing is half imported")

	fill(b, "已到场处理", "已清理。")
	require.Empty(t, send(l.clerk, "checks")["faults"])
	require.Len(t, send(l.h.Staff("clerk2"), "checks")["faults"], 2, "another unit may not")
	l.supervisor.Act(200, "cases", b, "note", map[string]string{"note": "期间有备注"})
	got = send(l.clerk, "imports")
	require.Equal(t, "state_changed", got["faults"].([]any)[0].(map[string]any)["code"])
	require.Equal(t, "handling", l.see(l.supervisor, a)["stage"])

	fill(b, "", "")
	require.EqualValues(t, 1, send(l.clerk, "imports")["done"])
	require.Equal(t, "replied", l.see(l.supervisor, a)["stage"])
	rev := l.see(l.supervisor, a)["rev"]
	got = send(l.clerk, "imports")
	require.EqualValues(t, 1, got["done"], "the same sheet again")
	require.Equal(t, "done", got["lines"].([]any)[0].(map[string]any)["state"])
	require.Equal(t, rev, l.see(l.supervisor, a)["rev"], "did nothing twice")

	require.NoError(t, f.SetCellStr(sheet, fmt.Sprintf("H%d", at(a)), "AAAA"))
	require.Equal(t, "key", send(l.clerk, "checks")["faults"].([]any)[0].(map[string]any)["code"])
	l.clerk.Want(422, "POST", "/api/v1/case-sheet/checks", map[string]string{"content_base64": base64.StdEncoding.EncodeToString([]byte("工单号,答复"))})
	l.h.Staff("analyst").Want(403, "POST", "/api/v1/case-sheet/checks", map[string]string{"content_base64": "eA=="})
}
