package pii

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"pgregory.net/rapid"
)

type keys map[string][]byte

func (k keys) WrappedKey(_ context.Context, subject string) ([]byte, error) {
	v, ok := k[subject]
	switch {
	case !ok:
		return nil, ErrKeyMissing
	case v == nil:
		return nil, ErrKeyErased
	}
	return v, nil
}

type brokenStore struct{}

func (brokenStore) WrappedKey(context.Context, string) ([]byte, error) {
	return nil, errors.New("connection refused")
}

func root(t testing.TB) *Root {
	r, err := NewRoot([]byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	return r
}

func TestRootKeyIsMadeOnceAndKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys", "root.key")
	a, err := LoadRoot(file)
	require.NoError(t, err)
	b, err := LoadRoot(file)
	require.NoError(t, err)
	require.Equal(t, a.QueryCode("x"), b.QueryCode("x"))
	i, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), i.Mode().Perm())
	require.NoError(t, os.WriteFile(file, []byte("half a key"), 0o600))
	_, err = LoadRoot(file)
	require.ErrorContains(t, err, "damaged")
}

func TestIdentityIsBoundToItsPlace(t *testing.T) {
	r := root(t)
	rapid.Check(t, func(rt *rapid.T) {
		plain := rapid.StringN(1, 60, 200).Draw(rt, "plain")
		sealed := r.SealIdentity("party", "phone", "id-1", plain)
		got, err := r.OpenIdentity("party", "phone", "id-1", sealed)
		require.NoError(rt, err)
		require.Equal(rt, plain, got)
		for _, other := range [][3]string{{"party", "name", "id-1"}, {"party", "phone", "id-2"}, {"staff", "phone", "id-1"}} {
			_, err := r.OpenIdentity(other[0], other[1], other[2], sealed)
			require.ErrorIs(rt, err, ErrDamaged)
		}
		sealed[rapid.IntRange(0, len(sealed)-1).Draw(rt, "byte")] ^= 1
		_, err = r.OpenIdentity("party", "phone", "id-1", sealed)
		require.ErrorIs(rt, err, ErrDamaged)
	})
}

func TestIndexesAndCodes(t *testing.T) {
	r := root(t)
	require.Equal(t, r.PhoneIndex("138 0000 2031"), r.PhoneIndex("13800002031"))
	require.NotEqual(t, r.PhoneIndex("13800002031"), r.PhoneIndex("13800002032"))
	code := r.QueryCode("case-1")
	require.Len(t, code, 12)
	require.Equal(t, r.QueryIndex(code), r.QueryIndex(strings.ToLower(code[:4]+"-"+code[4:8]+" "+code[8:])), "as people type it")
	require.NotEqual(t, code, r.QueryCode("case-2"))
}

func TestKeyringTellsItsThreeErrorsApart(t *testing.T) {
	store := keys{}
	ring := NewKeyring(root(t), store, 2)
	ctx := t.Context()
	_, err := ring.Seal(ctx, "nobody", "x", []byte("a"))
	require.ErrorIs(t, err, ErrKeyMissing)
	store["a"] = ring.NewKey("a")
	sealed, err := ring.Seal(ctx, "a", "use", []byte("words"))
	require.NoError(t, err)
	_, err = ring.Open(ctx, "a", "other use", sealed)
	require.ErrorIs(t, err, ErrDamaged)
	// More subjects than there is room for: the first is read again.
	for _, s := range []string{"b", "c", "d"} {
		store[s] = ring.NewKey(s)
		require.NoError(t, ring.Remember(s, store[s]))
	}
	got, err := ring.Open(ctx, "a", "use", sealed)
	require.NoError(t, err)
	require.Equal(t, "words", string(got))
	require.ErrorIs(t, ring.Remember("b", store["a"]), ErrDamaged, "a key is bound to its subject")
	store["a"] = nil
	ring.Forget("a")
	_, err = ring.Open(ctx, "a", "use", sealed)
	require.ErrorIs(t, err, ErrKeyErased)
	_, err = NewKeyring(root(t), brokenStore{}, 2).Open(ctx, "a", "use", sealed)
	require.ErrorIs(t, err, ErrKeyUnavailable)
}

func TestPayloadsAreSealedForTheirWorkflow(t *testing.T) {
	store := keys{}
	ring := NewKeyring(root(t), store, 10)
	const id = "5b1f0f4e-6d3c-5c0e-9d6a-2f6d1c9e8a71"
	store[id] = ring.NewKey(id)
	codec := NewCodec(ring).WithSerializationContext(converter.WorkflowSerializationContext{WorkflowID: "case/" + id})
	for _, text := range []string{"短", strings.Repeat("很长的内容，", 400)} {
		in := &commonpb.Payload{Metadata: map[string][]byte{"encoding": []byte("json/plain")}, Data: []byte(text)}
		out, err := codec.Encode([]*commonpb.Payload{in})
		require.NoError(t, err)
		require.NotContains(t, string(out[0].Data), "内容")
		back, err := NewCodec(ring).Decode(out)
		require.NoError(t, err)
		require.Equal(t, text, string(back[0].Data))
	}
	failure, err := NewCodec(ring).Encode([]*commonpb.Payload{{Data: []byte("refused")}})
	require.NoError(t, err)
	back, err := NewCodec(ring).Decode(failure)
	require.NoError(t, err)
	require.Equal(t, "refused", string(back[0].Data))
}

func TestMasks(t *testing.T) {
	for in, want := range map[string]string{"王小明": "王**", "李雷": "李*", "欧阳娜娜": "欧阳**", "": "", "张": "张*"} {
		require.Equal(t, want, MaskName(in), in)
	}
	for in, want := range map[string]string{"13800002031": "138****2031", "138-0000-2031": "138****2031", "88001234": "*****234", "110": "***", "": ""} {
		require.Equal(t, want, MaskPhone(in), in)
	}
	for in, want := range map[string]string{"城东区样板路12号3幢": "城东区样板路***", "样板路": "***", "": ""} {
		require.Equal(t, want, MaskAddress(in), in)
	}
}

func TestSurveyTokensNameOneRound(t *testing.T) {
	r, id := root(t), "0b8f6c1e-5a47-5c1e-9d55-0f7a3f2f9d10"
	at := time.Date(2026, 3, 2, 9, 0, 0, 123_000_000, time.UTC)
	token := r.SurveyToken(id, at)
	require.Len(t, token, 48)
	got, round, ok := r.OpenSurveyToken(token)
	require.True(t, ok)
	require.Equal(t, id, got)
	require.True(t, at.Equal(round))
	require.NotEqual(t, token, r.SurveyToken(id, at.Add(time.Millisecond)))
	for i := range token {
		b := []byte(token)
		b[i] = map[bool]byte{true: 'B', false: 'A'}[b[i] == 'A']
		_, _, ok := r.OpenSurveyToken(string(b))
		require.False(t, ok, "position %d", i)
	}
	_, _, ok = r.OpenSurveyToken("")
	require.False(t, ok)
	require.Empty(t, r.SurveyToken("x", at))
}
