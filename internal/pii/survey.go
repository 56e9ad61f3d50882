package pii

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"time"

	"github.com/google/uuid"
)

// surveyMAC is the length in bytes of a survey token's signature: 96 bits, for a guess has to hit one case.
const surveyMAC = 12

// SurveyToken is what an SMS link carries to rate one round of one case without sign-in: case id, begin of the round in
// milliseconds, and a signature; 48 characters of base64url. It holds nothing of the person and needs no row.
func (r *Root) SurveyToken(id string, round time.Time) string {
	u, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	b := binary.BigEndian.AppendUint64(append([]byte(nil), u[:]...), uint64(round.UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(append(b, mac(r.query, "survey", string(b))[:surveyMAC]...))
}

// OpenSurveyToken reads a survey token; false when it was not made here. Whether the round still runs is the case's to say.
func (r *Root) OpenSurveyToken(token string) (id string, round time.Time, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != 24+surveyMAC || !hmac.Equal(b[24:], mac(r.query, "survey", string(b[:24]))[:surveyMAC]) {
		return "", time.Time{}, false
	}
	u, err := uuid.FromBytes(b[:16])
	return u.String(), time.UnixMilli(int64(binary.BigEndian.Uint64(b[16:24]))).UTC(), err == nil
}
