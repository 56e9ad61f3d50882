package api

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"minhu/internal/hotline"
)

type inner struct {
	Phone string `json:"phone"`
	Note  string `json:"note,omitempty"`
}

type embedded struct {
	Rev int64 `json:"rev"`
}

type sample struct {
	embedded
	Text   string            `json:"text"`
	N      int32             `json:"n"`
	Inner  *inner            `json:"inner"`
	List   []inner           `json:"list"`
	Fields map[string]string `json:"fields"`
	At     time.Time         `json:"at"`
	Free   json.RawMessage   `json:"free"`
	hidden string
	Secret string `json:"-"`
}

func (s sample) Validate() (out []hotline.FieldProblem) {
	if strings.TrimSpace(s.Text) == "" {
		out = append(out, hotline.FieldProblem{Name: "text", Code: "required"})
	}
	if s.N < 0 {
		out = append(out, hotline.FieldProblem{Name: "n", Code: "out_of_range"})
	}
	return out
}

func TestStrictBodies(t *testing.T) {
	deep := func(n int) string {
		return `{"text":"a","free":` + strings.Repeat(`[`, n) + strings.Repeat(`]`, n) + `}`
	}
	for name, c := range map[string]struct {
		body  string
		code  hotline.Code // empty: accepted
		field string
	}{
		"plain":                     {body: `{"text":"a"}`},
		"all fields":                {body: ` {"rev":3,"text":"a","n":1,"inner":{"phone":"1"},"list":[{"note":"x"},{"note":"x"}],"fields":{"a":"1","b":"2"},"at":"2026-01-01T00:00:00Z"} `},
		"beyond the basic plane":    {body: `{"text":"𠮷野家 𪚥"}`},
		"surrogate pair":            {body: `{"text":"\ud842\udfb7"}`},
		"escaped backslash":         {body: `{"text":"\\u0000 and \\ud800 are only text"}`},
		"empty":                     {body: ``, code: hotline.ErrBadJSON},
		"spaces":                    {body: `   `, code: hotline.ErrBadJSON},
		"null":                      {body: `null`, code: hotline.ErrBadJSON},
		"array":                     {body: `[]`, code: hotline.ErrBadJSON},
		"string":                    {body: `"text"`, code: hotline.ErrBadJSON},
		"cut off":                   {body: `{"text":"a"`, code: hotline.ErrBadJSON},
		"comma at the end":          {body: `{"text":"a",}`, code: hotline.ErrBadJSON},
		"single quotes":             {body: `{'text':'a'}`, code: hotline.ErrBadJSON},
		"key twice":                 {body: `{"text":"a","text":"b"}`, code: hotline.ErrDuplicateKey, field: "text"},
		"key twice in capitals":     {body: `{"text":"a","TEXT":"b"}`, code: hotline.ErrDuplicateKey, field: "TEXT"},
		"key twice by an escape":    {body: `{"text":"a","te\u0078t":"b"}`, code: hotline.ErrDuplicateKey, field: "text"},
		"key twice inside":          {body: `{"text":"a","inner":{"phone":"1","phone":"2"}}`, code: hotline.ErrDuplicateKey, field: "inner.phone"},
		"key twice in a list":       {body: `{"text":"a","list":[{},{"note":"1","note":"2"}]}`, code: hotline.ErrDuplicateKey, field: "list.note"},
		"key twice in a map":        {body: `{"text":"a","fields":{"x":"1","X":"2"}}`, code: hotline.ErrDuplicateKey, field: "fields.X"},
		"key twice in free data":    {body: `{"text":"a","free":[{"a":{"b":1,"b":2}}]}`, code: hotline.ErrDuplicateKey, field: "free.a.b"},
		"unknown key":               {body: `{"text":"a","is_admin":true}`, code: hotline.ErrUnknownField, field: "is_admin"},
		"unknown key inside":        {body: `{"text":"a","inner":{"role":"x"}}`, code: hotline.ErrUnknownField, field: "inner.role"},
		"unknown key in a list":     {body: `{"text":"a","list":[{"role":"x"}]}`, code: hotline.ErrUnknownField, field: "list.role"},
		"key in capitals":           {body: `{"Text":"a"}`, code: hotline.ErrUnknownField, field: "Text"},
		"unexported name":           {body: `{"text":"a","hidden":"x"}`, code: hotline.ErrUnknownField, field: "hidden"},
		"name of a hidden field":    {body: `{"text":"a","Secret":"x"}`, code: hotline.ErrUnknownField, field: "Secret"},
		"another value behind":      {body: `{"text":"a"} {"text":"b"}`, code: hotline.ErrTrailingData},
		"garbage behind":            {body: `{"text":"a"} xx`, code: hotline.ErrTrailingData},
		"brace behind":              {body: `{"text":"a"}}`, code: hotline.ErrTrailingData},
		"bytes that are no UTF-8":   {body: "{\"text\":\"a\xff\xfe\"}", code: hotline.ErrBadUTF8},
		"NUL escape":                {body: `{"text":"a\u0000b"}`, code: hotline.ErrBadUTF8},
		"NUL byte":                  {body: "{\"text\":\"a\x00b\"}", code: hotline.ErrBadUTF8},
		"half surrogate":            {body: `{"text":"\ud800"}`, code: hotline.ErrBadUTF8},
		"second half first":         {body: `{"text":"\udfb7\ud842"}`, code: hotline.ErrBadUTF8},
		"half surrogate and letter": {body: `{"text":"\ud800\u0041"}`, code: hotline.ErrBadUTF8},
		"half surrogate in a key":   {body: `{"te\ud800":"a"}`, code: hotline.ErrBadUTF8},
		"broken escape":             {body: `{"text":"\u12"}`, code: hotline.ErrBadJSON},
		"too deep":                  {body: deep(20), code: hotline.ErrBadJSON},
		"far too deep":              {body: deep(100_000), code: hotline.ErrBadJSON},
		"deep enough":               {body: deep(15)},
		"number as text":            {body: `{"text":1}`, code: hotline.ErrValidationFailed, field: "text"},
		"text as number":            {body: `{"text":"a","n":"1"}`, code: hotline.ErrValidationFailed, field: "n"},
		"number too large":          {body: `{"text":"a","n":2147483648}`, code: hotline.ErrValidationFailed, field: "n"},
		"fraction":                  {body: `{"text":"a","n":1.5}`, code: hotline.ErrValidationFailed, field: "n"},
		"beyond any number":         {body: `{"text":"a","n":1e400}`, code: hotline.ErrValidationFailed, field: "n"},
		"no time":                   {body: `{"text":"a","at":"yesterday"}`, code: hotline.ErrValidationFailed},
		"nothing but spaces":        {body: `{"text":"  "}`, code: hotline.ErrValidationFailed, field: "text"},
		"two problems at once":      {body: `{"text":"","n":-1}`, code: hotline.ErrValidationFailed, field: "n"},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := decodeStrict[sample]([]byte(c.body))
			if c.code == "" {
				require.NoError(t, err)
				require.NotEmpty(t, v.Text)
				return
			}
			require.ErrorIs(t, err, c.code)
			require.Zero(t, v, "a refused body gives nothing")
			if c.field != "" {
				var p *hotline.Problem
				require.ErrorAs(t, err, &p)
				var names []string
				for _, f := range p.Fields {
					names = append(names, f.Name)
				}
				require.Contains(t, names, c.field)
			}
		})
	}
}

// What is taken is clean JSON that encoding/json reads in the same way, and no input does worse than be refused.
func FuzzStrictBody(f *testing.F) {
	for _, s := range []string{`{"text":"a"}`, `{"text":"a","inner":{"phone":"\ud842\udfb7"}}`, `{"text":"\u0000"}`, `{"text":"a","list":[{"note":"1"}]}`,
		`{"text":"a"}x`, `{"text":"a","free":[[[[]]]]}`, "{\"text\":\"\xff\"}", `{"text":"a","text":"b"}`, `{"a\\u":1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := decodeStrict[sample](raw)
		if err != nil {
			var code hotline.Code
			var p *hotline.Problem
			if !errors.As(err, &code) && !errors.As(err, &p) {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		if !utf8.Valid(raw) || strings.ContainsRune(v.Text, 0) || strings.ContainsRune(v.Text, utf8.RuneError) && !strings.ContainsRune(string(raw), utf8.RuneError) &&
			!strings.Contains(strings.ToLower(string(raw)), `\ufffd`) {
			t.Fatalf("unclean text passed: %q", raw)
		}
		var plain sample
		if err := json.Unmarshal(raw, &plain); err != nil {
			t.Fatalf("encoding/json refuses what was taken: %v", err)
		}
	})
}
