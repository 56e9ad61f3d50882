package api_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"minhu/internal/export"
	"minhu/internal/housetest"
)

// exported asks for a list and waits for its file.
func exported(t *testing.T, who *housetest.Client, list, format, query string) (view map[string]any, file []byte) {
	id := who.Want(202, "POST", "/api/v1/exports", map[string]string{"list": list, "format": format, "query": query})["id"].(string)
	require.Eventually(t, func() bool {
		view = who.Want(200, "GET", "/api/v1/exports/"+id, nil)
		require.NotEqual(t, "failed", view["state"])
		return view["state"] == "done"
	}, 20*time.Second, 20*time.Millisecond)
	status, file := who.Do("GET", view["link"].(string), nil)
	require.Equal(t, 200, status, string(file))
	return view, file
}

func TestExports(t *testing.T) {
	l := newLife(t)
	evil := l.raise("=HYPERLINK(\"x\")")
	own := l.to("路面破损甲", "handling")
	view, file := exported(t, l.supervisor, "cases", "csv", "")
	require.EqualValues(t, 2, view["rows"])
	require.NotContains(t, string(file), "13800000001")
	require.NotContains(t, string(file), "张三")
	rd := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\uFEFF"))))
	rd.FieldsPerRecord = -1
	rows, err := rd.ReadAll()
	require.NoError(t, err)
	require.Contains(t, rows[0][0], "示范supervisor 导出", "who and when stands in the file")
	require.Equal(t, "工单号", rows[1][0])
	var titles []string
	for _, r := range rows[2:] {
		titles = append(titles, r[4])
	}
	require.Contains(t, titles, "'=HYPERLINK(\"x\")", "a formula is made harmless")

	// A unit takes out what its own list shows.
	view, file = exported(t, l.clerk, "cases", "xlsx", "stage=handling")
	require.EqualValues(t, 1, view["rows"])
	book, err := excelize.OpenReader(bytes.NewReader(file))
	require.NoError(t, err)
	got, err := book.GetRows(book.GetSheetName(0))
	require.NoError(t, err)
	require.Equal(t, l.see(l.clerk, own)["number"], got[2][0])
	require.NotEmpty(t, evil)

	view, file = exported(t, l.supervisor, "rates", "csv", "period=week")
	require.Contains(t, string(file), "响应率%")
	require.Contains(t, string(file), "住建局")
	exported(t, l.supervisor, "messages", "csv", "stage=open")

	// The link is the owner's, is signed, and ends; other people's exports are not there.
	link := view["link"].(string)
	status, _ := l.h.Staff("analyst").Do("GET", link, nil)
	require.Equal(t, 404, status)
	status, _ = l.supervisor.Do("GET", strings.Replace(link, "until=1", "until=2", 1), nil)
	require.Equal(t, 404, status)
	l.clerk.Want(404, "GET", "/api/v1/exports/"+view["id"].(string), nil)
	l.supervisor.Want(422, "POST", "/api/v1/exports", map[string]string{"list": "parties", "format": "csv"})
	l.supervisor.Want(400, "POST", "/api/v1/exports", map[string]string{"list": "cases", "format": "csv", "query": "stage=never"})
	l.clerk.Want(403, "POST", "/api/v1/exports", map[string]string{"list": "rates", "format": "csv"})
	l.surveyor.Want(403, "POST", "/api/v1/exports", map[string]string{"list": "cases", "format": "csv"})
	require.Len(t, l.supervisor.Want(200, "GET", "/api/v1/exports", nil)["items"], 3)
	var n int
	require.NoError(t, l.h.Store.DB.GetContext(t.Context(), &n, `select count(*) from ledger where subject_kind = 'export'`))
	require.Equal(t, 8, n, "every export and every sending of a file is on record")

	// After a day the file is gone.
	require.NoError(t, export.Prune(l.h.Options.Exports, time.Now().Add(25*time.Hour)))
	status, _ = l.supervisor.Do("GET", link, nil)
	require.Equal(t, 404, status)
}
