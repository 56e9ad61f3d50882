package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"minhu/internal/hotline"
	"minhu/policies"
)

// cursorMAC is the length of the signature in bytes.
const cursorMAC = 16

// encodeCursor makes the opaque position behind a row. key holds the values of the sort columns of that row; filter
// names list and filter in any fixed form. The cursor is bound to viewer and filter: elsewhere it is bad_cursor.
func (s *Server) encodeCursor(p *policies.Principal, filter string, key any) (string, error) {
	b, err := json.Marshal(key)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(s.cursorMAC(p, filter, b), b...)), nil
}

// decodeCursor reads a position into key. An empty cursor is the first page: it returns false and leaves key alone.
func (s *Server) decodeCursor(p *policies.Principal, filter, cursor string, key any) (bool, error) {
	if cursor == "" {
		return false, nil
	}
	if len(cursor) > 1024 {
		return false, hotline.ErrBadCursor
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) <= cursorMAC || !hmac.Equal(b[:cursorMAC], s.cursorMAC(p, filter, b[cursorMAC:])) {
		return false, hotline.ErrBadCursor
	}
	if err := json.Unmarshal(b[cursorMAC:], key); err != nil {
		return false, hotline.ErrBadCursor
	}
	return true, nil
}

func (s *Server) cursorMAC(p *policies.Principal, filter string, b []byte) []byte {
	m := hmac.New(sha256.New, s.key)
	m.Write(keyHash("cursor", p.Kind, p.ID, filter, string(b)))
	return m.Sum(nil)[:cursorMAC]
}
