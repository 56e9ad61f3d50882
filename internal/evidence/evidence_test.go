package evidence

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"minhu/internal/pii"
)

func TestNamesAreHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"照片.jpg": "照片.png", "../../etc/passwd": "passwd.png", `C:\a\b.exe`: "b.png", "": "文件.png", "...": "文件.png", "a\x00b\u202egnp.exe": "abgnp.png",
		"空 格\n.jpg": "空 格.png", `x";rm -rf.png`: "xrm -rf.png",
	} {
		require.Equal(t, want, CleanName(in, "png"), in)
	}
	rapid.Check(t, func(rt *rapid.T) {
		name := CleanName(rapid.String().Draw(rt, "name"), "png")
		require.LessOrEqual(rt, len([]rune(name)), maxName+4)
		require.False(rt, strings.ContainsAny(name, "/\\\"';"), name)
		require.False(rt, strings.ContainsFunc(name, unicode.IsControl), name)
		require.True(rt, strings.HasSuffix(name, ".png") && name != ".png")
	})
}

func TestBytesDecideWhatAFileIs(t *testing.T) {
	for media, head := range map[string]string{
		"video/mp4": "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42", "video/quicktime": "\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  ",
		"audio/mp4": "\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00isommp42", "image/heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
		"image/webp": "RIFF\x00\x00\x00\x00WEBPVP8 ", "audio/wav": "RIFF\x00\x00\x00\x00WAVEfmt ", "audio/amr": "#!AMR\n", "audio/mpeg": "ID3\x04\x00",
		"audio/ogg": "OggS\x00\x02", "application/pdf": "%PDF-1.7\n", "video/webm": "\x1a\x45\xdf\xa3\x01\x00\x00\x00webm",
	} {
		require.Equal(t, media, Sniff([]byte(head)))
		_, ok := LimitOf(media)
		require.True(t, ok, media)
	}
	for _, head := range []string{"", "<svg xmlns=", "<!doctype html>", "PK\x03\x04", "MZ\x90", "\x7fELF", "\xff\xd8\xff\xe0junk", "\x89PNG\r\n\x1a\njunk",
		"\x00\x00\x00\x18ftypevil\x00\x00\x00\x00evil", "GIF89a<script>", "%!PS"} {
		require.Empty(t, Sniff([]byte(head)), "%q", head)
	}
	rapid.Check(t, func(rt *rapid.T) { Sniff(rapid.SliceOf(rapid.Byte()).Draw(rt, "head")) }) // never panics
}

func TestLimits(t *testing.T) {
	require.NotEmpty(t, Limits())
	for _, l := range Limits() {
		require.Contains(t, familyZH, l.Family)
	}
	var nine []string
	for range 9 {
		nine = append(nine, "image/jpeg")
	}
	require.Empty(t, Crowded(nine))
	require.NotEmpty(t, Crowded(append(nine, "image/png")), "kinds of one family count together")
	require.NotEmpty(t, Crowded([]string{"text/html"}))
	_, err := readLimits(strings.NewReader("media,family,ext,max_bytes,max_count\nimage/png,image,png,0,9\n"))
	require.Error(t, err)
}

func TestAVaultKeepsWhatItWasGiven(t *testing.T) {
	v := Vault{Dir: t.TempDir()}
	const id = "5b1f0f4e-6d3c-5c0e-9d6a-2f6d1c9e8a71"
	rapid.Check(t, func(rt *rapid.T) {
		size := int64(rapid.IntRange(1, 3*pii.PieceSize+5).Draw(rt, "size"))
		plain := make([]byte, size)
		_, _ = rand.Read(plain)
		key, err := pii.NewFileKey(id)
		require.NoError(rt, err)
		for at := int64(0); at < size; {
			n := min(int64(rapid.IntRange(1, 2).Draw(rt, "pieces"))*pii.PieceSize, size-at)
			require.NoError(rt, v.WriteAt(id, key, size, at, plain[at:at+n]))
			require.NoError(rt, v.WriteAt(id, key, size, at, plain[at:at+n]), "a piece written twice lands where it was")
			at += n
		}
		r, err := v.Open(id, key, size)
		require.NoError(rt, err)
		defer r.Close()
		got, err := io.ReadAll(r)
		require.NoError(rt, err)
		require.True(rt, bytes.Equal(plain, got))
		from := int64(rapid.IntRange(0, int(size)-1).Draw(rt, "from"))
		_, err = r.Seek(from, io.SeekStart)
		require.NoError(rt, err)
		got, err = io.ReadAll(r)
		require.NoError(rt, err)
		require.True(rt, bytes.Equal(plain[from:], got))
		_, err = r.Seek(-1, io.SeekStart)
		require.Error(rt, err)
	})
	require.NoError(t, v.Remove(id))
	require.NoError(t, v.Remove(id), "what is gone is removed")
}

func TestASealedFileCannotBeAltered(t *testing.T) {
	v := Vault{Dir: t.TempDir()}
	const id = "5b1f0f4e-6d3c-5c0e-9d6a-2f6d1c9e8a71"
	key, err := pii.NewFileKey(id)
	require.NoError(t, err)
	const size = 3 * pii.PieceSize
	require.NoError(t, v.WriteAt(id, key, size, 0, make([]byte, size)))
	sealed, err := os.ReadFile(v.path(id))
	require.NoError(t, err)
	swapped := append(append(bytes.Clone(sealed[sealedPiece:2*sealedPiece]), sealed[:sealedPiece]...), sealed[2*sealedPiece:]...)
	flipped := bytes.Clone(sealed)
	flipped[100] ^= 1
	for name, b := range map[string][]byte{"swapped": swapped, "flipped": flipped, "cut": sealed[:2*sealedPiece], "empty": nil} {
		require.NoError(t, os.WriteFile(v.path(id), b, 0o600))
		r, err := v.Open(id, key, size)
		require.NoError(t, err)
		_, err = io.ReadAll(r)
		require.ErrorIs(t, err, pii.ErrDamaged, name)
		require.NoError(t, r.Close())
	}
	// Another size is another file.
	require.NoError(t, os.WriteFile(v.path(id), sealed, 0o600))
	r, err := v.Open(id, key, size-pii.PieceSize)
	require.NoError(t, err)
	defer r.Close()
	_, err = io.ReadAll(r)
	require.ErrorIs(t, err, pii.ErrDamaged)
	for _, b := range []struct{ at, n int64 }{{1, 10}, {0, 10}, {0, 0}, {size, 1}, {2 * pii.PieceSize, pii.PieceSize + 1}} {
		require.True(t, errors.Is(v.WriteAt(id, key, size, b.at, make([]byte, b.n)), ErrPiece), b)
	}
}
