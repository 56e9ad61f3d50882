package hotline

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

//go:embed codes.csv
var codesCSV string

// Code names what went wrong. It is an error of its own, so that `return hotline.ErrNotFound` says all there is to say
// and errors.Is(err, hotline.ErrNotFound) finds it inside a Problem. Status and sentences stand in codes.csv.
type Code string

// The catalogue. codes_test.go proves that it agrees with codes.csv line by line.
const (
	ErrBadJSON               Code = "bad_json"
	ErrBadUTF8               Code = "bad_utf8"
	ErrDuplicateKey          Code = "duplicate_key"
	ErrUnknownField          Code = "unknown_field"
	ErrTrailingData          Code = "trailing_data"
	ErrBadCursor             Code = "bad_cursor"
	ErrBadQuery              Code = "bad_query"
	ErrBadPath               Code = "bad_path"
	ErrIdempotencyKeyMissing Code = "idempotency_key_missing"
	ErrIdempotencyKeyInvalid Code = "idempotency_key_invalid"
	ErrIdempotencyKeyReused  Code = "idempotency_key_reused"
	ErrValidationFailed      Code = "validation_failed"
	ErrBodyTooLarge          Code = "body_too_large"
	ErrUnsupportedMediaType  Code = "unsupported_media_type"
	ErrNotSignedIn           Code = "not_signed_in"
	ErrLoginFailed           Code = "login_failed"
	ErrLockedOut             Code = "locked_out"
	ErrForbidden             Code = "forbidden"
	ErrCrossOrigin           Code = "cross_origin"
	ErrNotFound              Code = "not_found"
	ErrMethodNotAllowed      Code = "method_not_allowed"
	ErrNotAcceptable         Code = "not_acceptable"
	ErrStateChanged          Code = "state_changed"
	ErrActNotAllowed         Code = "act_not_allowed"
	ErrAtCapacity            Code = "at_capacity"
	ErrConversationEnded     Code = "conversation_ended"
	ErrCatalogueInUse        Code = "catalogue_in_use"
	ErrAlreadyExists         Code = "already_exists"
	ErrUploadOffset          Code = "upload_offset"
	ErrUploadRefused         Code = "upload_refused"
	ErrStorageFull           Code = "storage_full"
	ErrContentErased         Code = "content_erased"
	ErrRateLimited           Code = "rate_limited"
	ErrTooManyConnections    Code = "too_many_connections"
	ErrTooManyInFlight       Code = "too_many_in_flight"
	ErrEngineUnavailable     Code = "engine_unavailable"
	ErrDatabaseUnavailable   Code = "database_unavailable"
	ErrKnowledgeUnavailable  Code = "knowledge_unavailable"
	ErrTimeout               Code = "timeout"
	ErrStarting              Code = "starting"
	ErrInternal              Code = "internal"
)

// CodeInfo is one line of the catalogue.
type CodeInfo struct {
	Code    Code
	Status  int    // HTTP status
	Title   string // Chinese sentence
	TitleEN string // English sentence
	Hint    string // for the documentation; never sent
}

var (
	codeList  = mustCodes(codesCSV)
	codeIndex = indexCodes(codeList)
)

// Codes returns the catalogue in its order.
func Codes() []CodeInfo { return append([]CodeInfo(nil), codeList...) }

// KnownCode returns the code named s and whether the catalogue holds it.
func KnownCode(s string) (Code, bool) {
	_, ok := codeIndex[Code(s)]
	return Code(s), ok
}

// Error implements error by the code itself.
func (c Code) Error() string { return string(c) }

// Status is the HTTP status of the code; 500 for a code outside the catalogue.
func (c Code) Status() int { return c.info().Status }

// Title is the Chinese sentence shown to people.
func (c Code) Title() string { return c.info().Title }

// TitleEN is the English sentence shown to people.
func (c Code) TitleEN() string { return c.info().TitleEN }

func (c Code) info() CodeInfo {
	if i, ok := codeIndex[c]; ok {
		return i
	}
	return codeIndex[ErrInternal]
}

func indexCodes(list []CodeInfo) map[Code]CodeInfo {
	m := make(map[Code]CodeInfo, len(list))
	for _, i := range list {
		m[i.Code] = i
	}
	return m
}

// mustCodes reads the embedded catalogue; a broken one stops the program at once, and the tests before that.
func mustCodes(text string) []CodeInfo {
	list, err := parseCodes(text)
	if err != nil {
		panic("hotline: codes.csv: " + err.Error())
	}
	return list
}

func parseCodes(text string) ([]CodeInfo, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment = '#'
	r.FieldsPerRecord = 5
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	var list []CodeInfo
	seen := map[string]bool{}
	for i, row := range rows {
		if i == 0 {
			if strings.Join(row, ",") != "code,status,title_zh,title_en,hint" {
				return nil, fmt.Errorf("unexpected header %q", row)
			}
			continue
		}
		status, err := strconv.Atoi(row[1])
		if err != nil || status < 400 || status > 599 {
			return nil, fmt.Errorf("%s: status %q", row[0], row[1])
		}
		if row[0] == "" || row[2] == "" || row[3] == "" || seen[row[0]] {
			return nil, fmt.Errorf("%q is doubled or lacks a sentence", row[0])
		}
		seen[row[0]] = true
		list = append(list, CodeInfo{Code: Code(row[0]), Status: status, Title: row[2], TitleEN: row[3], Hint: row[4]})
	}
	return list, nil
}
