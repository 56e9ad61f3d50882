package api_test

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

// A catalogue is published whole or not at all, as the next version, by an administrator; an older version can be put back.
func TestCatalogues(t *testing.T) {
	h := housetest.Start(t)
	admin, clerk := h.Staff("admin"), h.Staff("clerk")
	path := "/api/v1/catalogues/duty"
	v := admin.Want(200, "GET", path, nil)
	require.EqualValues(t, 0, v["version"])
	require.Len(t, v["rows"], 2)
	was := v["rows"]
	admin.Want(404, "GET", "/api/v1/catalogues/nothing", nil)
	clerk.Want(403, "POST", path, map[string]any{"rows": was, "base_version": 0, "reason": "x"})
	rows := []map[string]string{{"class": "road", "department": "zjj"}, {"class": "noise", "department": "hbj"}, {"class": "noise", "from": "22", "to": "6", "department": "zjj-east"}}
	admin.Want(422, "POST", path, map[string]any{"rows": rows, "base_version": 0, "reason": " "})
	bad := admin.Want(422, "POST", path, map[string]any{"rows": []map[string]string{{"class": "nothing", "department": "zjj"}}, "base_version": 0, "reason": "x"})
	require.Contains(t, bad["fields"].([]any)[0].(map[string]any)["detail"], "第 1 行")
	admin.Want(422, "POST", path, map[string]any{"rows": was, "base_version": 0, "reason": "没有更改"})
	r := admin.Want(200, "POST", path+"/checks", map[string]any{"rows": rows, "base_version": 0, "reason": ""})
	require.Empty(t, r["faults"])
	require.Len(t, r["changes"], 1)
	admin.Want(201, "POST", path, map[string]any{"rows": rows, "base_version": 0, "reason": "夜间噪声由值班单位办理"})
	admin.Want(409, "POST", path, map[string]any{"rows": was, "base_version": 0, "reason": "别人已先发布"})
	require.Len(t, admin.Want(200, "GET", path, nil)["rows"], 3)

	// Undone by publishing the earlier rows again.
	admin.Want(201, "POST", path, map[string]any{"rows": was, "base_version": 1, "reason": "恢复"})
	first := admin.Want(200, "GET", path+"?version=1", nil)
	require.Len(t, first["rows"], 3)
	require.Len(t, first["versions"], 2)
	admin.Want(404, "GET", path+"?version=9", nil)
	admin.Want(400, "GET", path+"?version=x", nil)

	// A sheet goes out and comes back.
	status, sheet := admin.Do(http.MethodGet, path+"/sheet", nil)
	require.Equal(t, 200, status)
	read := admin.Want(200, "POST", path+"/readings", map[string]any{"content_base64": base64.StdEncoding.EncodeToString(sheet)})
	require.Len(t, read["rows"], 2)
	require.Empty(t, read["changes"])
	admin.Want(422, "POST", path+"/readings", map[string]any{"content_base64": "%%"})
	admin.Want(422, "POST", path+"/readings", map[string]any{"content_base64": base64.StdEncoding.EncodeToString([]byte("颜色\nred\n"))})
}

// A department that holds something is moved first, then closed.
func TestADepartmentIsClosedEmpty(t *testing.T) {
	h := housetest.Start(t)
	l := &lifeOf{h: h, citizen: h.Citizen("c"), dispatcher: h.Staff("dispatcher"), clerk: h.Staff("clerk"), supervisor: h.Staff("supervisor")}
	l.to("路面破损", "dispatched")
	admin := h.Staff("admin")
	path := "/api/v1/catalogues/department"
	v := admin.Want(200, "GET", path, nil)
	closed := func(id string) []any {
		var out []any
		for _, r := range v["rows"].([]any) {
			row := map[string]any{}
			for k, x := range r.(map[string]any) {
				row[k] = x
			}
			if row["id"] == id {
				row["active"] = "no"
			}
			out = append(out, row)
		}
		return out
	}
	p := admin.Want(409, "POST", path, map[string]any{"rows": closed("zjj"), "base_version": 0, "reason": "机构改革"})
	require.Equal(t, "catalogue_in_use", p["code"])
	require.Contains(t, p["detail"], "在办诉求 1 件")
	admin.Want(201, "POST", path, map[string]any{"rows": closed("zjj-east"), "base_version": 0, "reason": "机构改革"})
	more := append(closed("zjj-east"), map[string]any{"id": "swj", "parent": "city", "name": "市水务局", "short_name": "水务局", "active": "yes"})
	admin.Want(201, "POST", path, map[string]any{"rows": more, "base_version": 1, "reason": "新设"})
	id := l.to("水管破裂", "accepted")
	// The worker hears of it by notification.
	require.Eventually(t, func() bool {
		path, err := h.Activities().Units.Path(t.Context(), "zjj-east")
		return err == nil && path == ""
	}, 10*time.Second, 20*time.Millisecond)
	l.dispatcher.Act(422, "cases", id, "dispatch", map[string]string{"department": "zjj-east"})
}
