package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
)

// maxDepth bounds the nesting of a request body.
const maxDepth = 16

const bodyKey = "minhu.body"

// Validator is implemented by bodies that check their fields beyond their types.
type Validator interface {
	Validate() []hotline.FieldProblem
}

// Bind reads the request body as one JSON object of type T and nothing else: application/json, within the route's size,
// valid UTF-8, no NUL, no half surrogate, no key twice at any depth (case ignored), no unknown key, nothing behind it.
// When T has Validate, its field problems become validation_failed.
func Bind[T any](c *gin.Context) (T, error) {
	var zero T
	if err := jsonOnly(c); err != nil {
		return zero, err
	}
	raw, err := io.ReadAll(c.Request.Body)
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return zero, hotline.ErrBodyTooLarge
		}
		return zero, hotline.ErrBadJSON // cut off, or too slow
	}
	c.Set(bodyKey, raw)
	return decodeStrict[T](raw)
}

// rawBody returns the bytes Bind has read.
func rawBody(c *gin.Context) []byte {
	v, _ := c.Get(bodyKey)
	b, _ := v.([]byte)
	return b
}

func jsonOnly(c *gin.Context) error {
	media, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/json" || c.GetHeader("Content-Encoding") != "" {
		return hotline.ErrUnsupportedMediaType
	}
	if cs, ok := params["charset"]; ok && !strings.EqualFold(cs, "utf-8") {
		return hotline.ErrUnsupportedMediaType
	}
	return nil
}

func decodeStrict[T any](raw []byte) (T, error) {
	var v, zero T
	if !utf8.Valid(raw) {
		return zero, hotline.ErrBadUTF8
	}
	if err := cleanStrings(raw); err != nil {
		return zero, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	first, err := d.Token()
	if err != nil || first != json.Delim('{') {
		return zero, hotline.ErrBadJSON
	}
	if err := walkObject(d, reflect.TypeFor[T](), "", 1); err != nil {
		return zero, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return zero, hotline.ErrTrailingData
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return zero, hotline.Invalid(hotline.FieldProblem{Name: wrong.Field, Code: "wrong_type", Detail: "类型不正确"})
		}
		// Left over are custom types (times, identifiers) that refuse their text.
		return zero, hotline.Fail(hotline.ErrValidationFailed, "").Because(err)
	}
	if check, ok := any(v).(Validator); ok {
		if fields := check.Validate(); len(fields) > 0 {
			return zero, hotline.Invalid(fields...)
		}
	} else if check, ok := any(&v).(Validator); ok {
		if fields := check.Validate(); len(fields) > 0 {
			return zero, hotline.Invalid(fields...)
		}
	}
	return v, nil
}

// cleanStrings refuses NUL and half surrogates, written as escapes: encoding/json takes the first and silently replaces
// the second, and PostgreSQL can store neither.
func cleanStrings(raw []byte) error {
	for i := 0; i < len(raw); i++ {
		if raw[i] == 0 {
			return hotline.ErrBadUTF8
		}
		if raw[i] != '\\' {
			continue
		}
		i++
		if i >= len(raw) || raw[i] != 'u' {
			continue
		}
		r, ok := hex4(raw, i+1)
		if !ok {
			return hotline.ErrBadJSON
		}
		i += 4
		switch {
		case r == 0:
			return hotline.ErrBadUTF8
		case r >= 0xDC00 && r <= 0xDFFF:
			return hotline.ErrBadUTF8
		case r >= 0xD800 && r <= 0xDBFF:
			if i+2 >= len(raw) || raw[i+1] != '\\' || raw[i+2] != 'u' {
				return hotline.ErrBadUTF8
			}
			low, ok := hex4(raw, i+3)
			if !ok || low < 0xDC00 || low > 0xDFFF {
				return hotline.ErrBadUTF8
			}
			i += 6
		}
	}
	return nil
}

func hex4(b []byte, at int) (rune, bool) {
	if at+4 > len(b) {
		return 0, false
	}
	var r rune
	for _, c := range b[at : at+4] {
		r <<= 4
		switch {
		case c >= '0' && c <= '9':
			r |= rune(c - '0')
		case c >= 'a' && c <= 'f':
			r |= rune(c-'a') + 10
		case c >= 'A' && c <= 'F':
			r |= rune(c-'A') + 10
		default:
			return 0, false
		}
	}
	return r, true
}

// walkObject reads an object whose brace was read, and checks its keys against the fields of t; t is nil where anything
// may stand.
func walkObject(d *json.Decoder, t reflect.Type, path string, depth int) error {
	if depth > maxDepth {
		return hotline.Fail(hotline.ErrBadJSON, "嵌套过深")
	}
	fields, open := keysOf(t)
	seen := map[string]bool{}
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return hotline.ErrBadJSON
		}
		key, ok := tok.(string)
		if !ok {
			return hotline.ErrBadJSON
		}
		name := join(path, key)
		fold := strings.ToLower(key)
		if seen[fold] {
			return &hotline.Problem{Code: hotline.ErrDuplicateKey, Fields: []hotline.FieldProblem{{Name: name, Code: "duplicate_key"}}}
		}
		seen[fold] = true
		ft, known := fields[key]
		if !known && !open {
			return &hotline.Problem{Code: hotline.ErrUnknownField, Fields: []hotline.FieldProblem{{Name: name, Code: "unknown_field"}}}
		}
		if !known {
			ft = elem(t)
		}
		if err := walkValue(d, ft, name, depth); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return hotline.ErrBadJSON
	}
	return nil
}

func walkValue(d *json.Decoder, t reflect.Type, path string, depth int) error {
	tok, err := d.Token()
	if err != nil {
		return hotline.ErrBadJSON
	}
	switch tok {
	case json.Delim('{'):
		return walkObject(d, t, path, depth+1)
	case json.Delim('['):
		if depth+1 > maxDepth {
			return hotline.Fail(hotline.ErrBadJSON, "嵌套过深")
		}
		for d.More() {
			if err := walkValue(d, elem(t), path, depth+1); err != nil {
				return err
			}
		}
		if _, err := d.Token(); err != nil {
			return hotline.ErrBadJSON
		}
	}
	return nil
}

func join(path, key string) string {
	if r := []rune(key); len(r) > 64 {
		key = string(r[:64])
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// elem is the type of the elements of a list or map; nil where anything may stand.
func elem(t reflect.Type) reflect.Type {
	t = bare(t)
	if t == nil {
		return nil
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		return t.Elem()
	}
	return nil
}

func bare(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

var (
	keyCache    sync.Map // reflect.Type → map[string]reflect.Type
	unmarshaler = reflect.TypeFor[json.Unmarshaler]()
)

// keysOf returns the JSON names of a struct with their types; open where any key may stand. Names count exactly:
// encoding/json would take TEXT for text.
func keysOf(t reflect.Type) (fields map[string]reflect.Type, open bool) {
	t = bare(t)
	if t == nil || t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(unmarshaler) {
		return nil, true
	}
	if m, ok := keyCache.Load(t); ok {
		return m.(map[string]reflect.Type), false
	}
	m := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		tag := f.Tag.Get("json")
		name, _, _ := strings.Cut(tag, ",")
		if !f.IsExported() || tag == "-" || f.Anonymous && name == "" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		m[name] = f.Type
	}
	keyCache.Store(t, m)
	return m, false
}
