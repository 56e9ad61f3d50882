package api_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/housetest"
)

// pngOf is a picture of some size whose bytes do not compress.
func pngOf(t *testing.T, side int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, side, side))
	_, err := rand.Read(m.Pix)
	require.NoError(t, err)
	m.Set(0, 0, color.RGBA{1, 2, 3, 255})
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, m))
	return b.Bytes()
}

const octets = "application/octet-stream"

func piece(t *testing.T, c *housetest.Client, want int, id string, offset int, b []byte) {
	status, body := c.With(map[string]string{"Content-Type": octets}).Raw("PUT", fmt.Sprintf("/api/v1/attachments/%s/content?offset=%d", id, offset), b)
	require.Equal(t, want, status, string(body))
}

func sumOf(b []byte) map[string]string {
	s := sha256.Sum256(b)
	return map[string]string{"sha256": hex.EncodeToString(s[:])}
}

// upload hands a file in and returns its id.
func upload(t *testing.T, c *housetest.Client, name, media string, b []byte) string {
	t.Helper()
	id := c.Want(201, "POST", "/api/v1/attachments", map[string]any{"name": name, "media": media, "size": len(b), "purpose": "evidence"})["id"].(string)
	for at := 0; at < len(b); at += 256 << 10 {
		piece(t, c, 200, id, at, b[at:min(len(b), at+256<<10)])
	}
	c.Want(200, "POST", "/api/v1/attachments/"+id+"/actions/complete", sumOf(b))
	return id
}

func TestEvidence(t *testing.T) {
	h := housetest.Start(t)
	citizen, stranger, agent, clerk := h.Citizen("c1"), h.Citizen("c2"), h.Staff("agent"), h.Staff("clerk")
	b := pngOf(t, 300) // more than one sealed piece
	require.Greater(t, len(b), 300<<10)
	status, made := citizen.Send("POST", "/api/v1/attachments", "upload-key-1", map[string]any{"name": `C:\照片\..\../门口` + "\u202e\x07" + strings.Repeat("长", 300) + `.exe`, "media": "image/png", "size": len(b), "purpose": "evidence"})
	require.Equal(t, 201, status, string(made))
	id := citizen.Want(200, "GET", "/api/v1/attachments/"+jsonOf(t, made)["id"].(string), nil)["id"].(string)
	// Cut off after the first piece: the page asks how far it came, and goes on. A gap and a wrong length are refused.
	piece(t, citizen, 200, id, 0, b[:256<<10])
	piece(t, citizen, 200, id, 0, b[:256<<10])
	piece(t, citizen, 409, id, 320<<10, b[320<<10:])
	piece(t, citizen, 422, id, 256<<10, b[256<<10:256<<10+100])
	piece(t, stranger, 404, id, 256<<10, b[256<<10:])
	citizen.Want(409, "POST", "/api/v1/attachments/"+id+"/actions/complete", sumOf(b))
	require.EqualValues(t, 256<<10, citizen.Want(200, "GET", "/api/v1/attachments/"+id, nil)["received"])
	piece(t, citizen, 200, id, 256<<10, b[256<<10:])
	done := citizen.Want(200, "POST", "/api/v1/attachments/"+id+"/actions/complete", sumOf(b))
	require.Equal(t, "image", done["family"])
	name := done["name"].(string)
	require.True(t, strings.HasSuffix(name, ".png") && !strings.ContainsAny(name, "/\\\u202e\x07"), name)
	require.LessOrEqual(t, len([]rune(name)), 64)
	// On disk it cannot be read.
	sealed, err := os.ReadFile(filepath.Join(h.Options.Files, id[:2], id))
	require.NoError(t, err)
	require.False(t, strings.Contains(string(sealed), "\x89PNG\r\n\x1a\n"), "the picture lies open on disk")
	stranger.Want(201, "POST", "/api/v1/conversations", map[string]string{"text": "居住证怎么办理"})
	stranger.Want(404, "GET", "/api/v1/attachments/"+id+"/content", nil)
	matter := func(ids ...string) map[string]any {
		return map[string]any{"kind": "complaint", "class": "noise", "title": "夜间施工噪声", "content": "夜里十二点还在施工，睡不着。", "attachments": ids, "contact": contact}
	}
	stranger.Want(422, "POST", "/api/v1/cases", matter(id))
	kase := citizen.Want(201, "POST", "/api/v1/cases", matter(id))["id"].(string)
	citizen.Want(422, "POST", "/api/v1/cases", matter(id))
	files := agent.Want(200, "GET", "/api/v1/cases/"+kase+"/attachments", nil)["items"].([]any)
	require.Len(t, files, 1)
	status, got := agent.Do("GET", "/api/v1/attachments/"+id+"/content", nil)
	require.Equal(t, 200, status)
	require.True(t, bytes.Equal(b, got))
	status, part := agent.With(map[string]string{"Range": "bytes=65530-65545"}).Do("GET", "/api/v1/attachments/"+id+"/content", nil)
	require.Equal(t, 206, status)
	require.Equal(t, b[65530:65546], part)
	clerk.Want(404, "GET", "/api/v1/attachments/"+id+"/content", nil)
	citizen.Want(409, "DELETE", "/api/v1/attachments/"+id, nil)
	viewers := h.Staff("auditor").Want(200, "GET", "/api/v1/cases/"+kase+"/viewers", nil)["items"].([]any)
	looks := 0
	for _, v := range viewers {
		if v.(map[string]any)["act"] == "look_file" {
			looks++
		}
	}
	require.Equal(t, 1, looks, "one look a viewer, file and ten minutes")
	// Erasing the case's key takes the file with it.
	_, err = h.Store.DB.Exec(`update content_key set wrapped = null, erased_at = now() where subject_id = $1`, kase)
	require.NoError(t, err)
	h.Ring.Forget(kase)
	agent.Want(410, "GET", "/api/v1/attachments/"+id+"/content", nil)
}

func TestEvidenceThatIsNotTaken(t *testing.T) {
	h := housetest.Start(t)
	c := h.Citizen("c1")
	begin := func(status int, media string, size int) string {
		got := c.Want(status, "POST", "/api/v1/attachments", map[string]any{"name": "a.png", "media": media, "size": size, "purpose": "evidence"})
		id, _ := got["id"].(string)
		return id
	}
	begin(422, "image/png", 0)
	begin(422, "image/png", 11<<20)
	begin(422, "image/svg+xml", 100)
	begin(422, "text/html", 100)
	for name, b := range map[string][]byte{
		"html": []byte("<html><script>alert(1)</script></html>"), "half a picture": []byte("\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
		"elf": []byte("\x7fELF" + strings.Repeat("x", 100)), "zip": []byte("PK\x03\x04" + strings.Repeat("x", 100)),
	} {
		id := begin(201, "image/png", len(b))
		piece(t, c, 200, id, 0, b)
		got := c.Want(422, "POST", "/api/v1/attachments/"+id+"/actions/complete", sumOf(b))
		require.Equal(t, "upload_refused", got["code"], name)
		c.Want(404, "GET", "/api/v1/attachments/"+id, nil)
		_, err := os.Stat(filepath.Join(h.Options.Files, id[:2], id))
		require.ErrorIs(t, err, os.ErrNotExist, "what is refused is gone")
	}
	b := pngOf(t, 20)
	id := begin(201, "image/png", len(b))
	piece(t, c, 200, id, 0, b)
	c.Want(422, "POST", "/api/v1/attachments/"+id+"/actions/complete", sumOf([]byte("other")))
	// Ten pictures are one too many; nothing is registered.
	var ids []string
	for range 10 {
		ids = append(ids, upload(t, c, "x.png", "image/png", b))
	}
	c.Want(422, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "title": "夜间施工噪声", "content": "夜里十二点还在施工，睡不着。", "attachments": ids, "contact": contact})
	c.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "title": "夜间施工噪声", "content": "夜里十二点还在施工，睡不着。", "attachments": ids[:9], "contact": contact})
	// What belongs to nothing after a day is removed.
	_, err := h.Store.DB.Exec(`update attachment set created_at = created_at - interval '25 hours' where id = $1`, ids[9])
	require.NoError(t, err)
	stale, err := h.Store.StaleAttachments(t.Context(), time.Now().Add(-24*time.Hour))
	require.NoError(t, err)
	require.Equal(t, []string{ids[9]}, stale)
}

func TestProofOfHandling(t *testing.T) {
	h := housetest.Start(t)
	citizen, dispatcher, clerk := h.Citizen("c1"), h.Staff("dispatcher"), h.Staff("clerk")
	id := citizen.Want(201, "POST", "/api/v1/cases", map[string]any{"kind": "complaint", "class": "road", "title": "路面塌陷", "content": "东门外路面塌了一块。", "contact": contact})["id"].(string)
	dispatcher.Act(200, "cases", id, "accept", nil)
	dispatcher.Act(200, "cases", id, "dispatch", map[string]string{"department": "zjj"})
	clerk.Act(200, "cases", id, "sign", nil)
	b := pngOf(t, 30)
	made := clerk.Want(201, "POST", "/api/v1/attachments", map[string]any{"name": "修复后.png", "media": "image/png", "size": len(b), "purpose": "handling"})["id"].(string)
	piece(t, clerk, 200, made, 0, b)
	clerk.Want(200, "POST", "/api/v1/attachments/"+made+"/actions/complete", sumOf(b))
	clerk.Act(200, "cases", id, "reply", map[string]string{"record": "已修复", "public_reply": "您好，路面已修复。", "attachments": made})
	require.Len(t, dispatcher.Want(200, "GET", "/api/v1/cases/"+id+"/attachments", nil)["items"], 1)
	require.Empty(t, citizen.Want(200, "GET", "/api/v1/cases/"+id+"/attachments", nil)["items"], "proofs of handling are for the desks")
	citizen.Want(404, "GET", "/api/v1/attachments/"+made+"/content", nil)
}

func jsonOf(t *testing.T, b []byte) map[string]any {
	out := map[string]any{}
	require.NoError(t, json.Unmarshal(b, &out))
	return out
}
