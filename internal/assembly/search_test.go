package assembly_test

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/assembly"
	"minhu/internal/housetest"
	"minhu/internal/knowledge/meilifake"
)

// An article that an editor publishes is found on the server; while the server is away the embedded engine answers, the operator's page
// says so, and what was published meanwhile is there when it comes back.
func TestSearchServer(t *testing.T) {
	fake := meilifake.New("k")
	defer fake.Close()
	h := housetest.StartWith(t, io.Discard, func(o *assembly.Options) { o.Search = assembly.Search{URL: fake.URL, Key: "k"} })
	editor, citizen, auditor := h.Staff("editor"), h.Citizen("c"), h.Staff("auditor")
	publish := func(question, answer string) {
		a := editor.Want(201, "POST", "/api/v1/articles", map[string]any{"category": "综合", "department": "hotline", "question": question, "variants": []string{},
			"blocks": []map[string]string{{"kind": "text", "text": answer}}})
		editor.Want(200, "POST", "/api/v1/articles/"+a["id"].(string)+"/actions/publish", map[string]any{"rev": a["rev"]})
	}
	search := func() map[string]any {
		return auditor.Want(200, "GET", "/api/v1/health", nil)["search"].(map[string]any)
	}
	require.Eventually(t, func() bool { return search()["mirrored_at"] != nil }, 20*time.Second, 20*time.Millisecond)
	require.Equal(t, "meilisearch", search()["engine"])
	before := fake.Documents("minhu_forms")
	publish("示范湖夜间可以钓鱼吗", "夜间不可以。")
	require.Eventually(t, func() bool { return fake.Documents("minhu_forms") == before+1 }, 10*time.Second, 10*time.Millisecond)
	searched := fake.Searches()
	a := citizen.Want(201, "POST", "/api/v1/conversations", map[string]any{"text": "示范湖夜间可以钓鱼吗"})
	require.Contains(t, fmt.Sprint(a), "夜间不可以")
	require.Greater(t, fake.Searches(), searched)
	fake.Down(true)
	publish("示范湖可以划船吗", "白天可以划船。")
	b := citizen.Want(201, "POST", "/api/v1/conversations", map[string]any{"text": "示范湖可以划船吗"})
	require.Contains(t, fmt.Sprint(b), "白天可以划船", "the embedded engine stands in")
	require.Eventually(t, func() bool { return search()["degraded"] == true }, 20*time.Second, 20*time.Millisecond)
	fake.Down(false)
	require.Eventually(t, func() bool { return fake.Documents("minhu_forms") == before+2 && search()["degraded"] == false }, 30*time.Second, 50*time.Millisecond)
}
