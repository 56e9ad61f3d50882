package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"minhu/internal/hotline"
)

// Doc is what the API description says of one route beyond what the route table knows. Body and Answer are samples of the
// types; nil means none.
type Doc struct {
	Summary string
	Query   []string
	Body    any
	Answer  any
	List    any // Answer is a page of these
	Status  int // 200 when zero
}

// Describe makes the OpenAPI 3.1 document of the registered routes. A route without a Doc, or a Doc without a route, is an
// error: document and routes cannot disagree.
func (s *Server) Describe(docs map[string]Doc) ([]byte, error) {
	g := &describer{schemas: map[string]any{}, names: map[reflect.Type]string{}}
	paths := map[string]map[string]any{}
	used := map[string]bool{}
	for _, r := range s.routes {
		name := r.Method + " " + r.Path
		d, ok := docs[name]
		if !ok {
			d, ok = actDoc(r)
		}
		if !ok {
			return nil, fmt.Errorf("route %s has no description", name)
		}
		used[name] = true
		p := openPath(r.Path)
		if paths[p] == nil {
			paths[p] = map[string]any{}
		}
		paths[p][strings.ToLower(r.Method)] = g.operation(r, d)
	}
	for name := range docs {
		if !used[name] {
			return nil, fmt.Errorf("%s is described and not registered", name)
		}
	}
	g.schema(reflect.TypeFor[problemBody]())
	doc := map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{"title": "民呼 Minhu", "version": "1",
			"description": "The API of a city's 12345 government hotline. Contracts that hold everywhere stand in docs/conventions.md."},
		"servers":    []any{map[string]any{"url": "/"}},
		"paths":      paths,
		"components": map[string]any{"schemas": g.schemas},
	}
	var b strings.Builder
	b.WriteString("# Made by `go test ./api -run TestDescription -update` from the route table and the types of api; do not edit.\n")
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(doc); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}

// actDoc describes the generic acts from the transition table.
func actDoc(r Route) (Doc, bool) {
	parts := strings.Split(r.Path, "/")
	if len(parts) < 7 || parts[5] != "actions" {
		return Doc{}, false
	}
	for _, t := range hotline.Load().Transitions {
		if string(t.Aggregate) == r.Kind && t.Act == parts[6] {
			var f []string
			for _, u := range t.Fields {
				if slices.Contains(internalFields, u.Name) {
					continue
				}
				mark := ""
				if u.Required {
					mark = " (required)"
				}
				f = append(f, u.Name+mark)
			}
			text := t.ZH + " · " + t.EN
			if len(f) > 0 {
				text += ". Fields: " + strings.Join(f, ", ")
			}
			return Doc{Summary: text, Body: ActBody{}, Answer: ActAnswer{}}, true
		}
	}
	return Doc{}, false
}

func openPath(p string) string {
	parts := strings.Split(p, "/")
	for i, s := range parts {
		if strings.HasPrefix(s, ":") {
			parts[i] = "{" + s[1:] + "}"
		}
	}
	return strings.Join(parts, "/")
}

type describer struct {
	schemas map[string]any
	names   map[reflect.Type]string
}

func (g *describer) operation(r Route, d Doc) map[string]any {
	status := d.Status
	if status == 0 {
		status = http.StatusOK
	}
	answer := map[string]any{"description": http.StatusText(status)}
	switch {
	case d.List != nil:
		answer["content"] = jsonContent(map[string]any{"type": "object", "required": []string{"items"}, "properties": map[string]any{
			"items": map[string]any{"type": "array", "items": g.schema(reflect.TypeOf(d.List))}, "next_cursor": map[string]any{"type": "string"}}})
	case d.Answer != nil:
		answer["content"] = jsonContent(g.schema(reflect.TypeOf(d.Answer)))
	}
	op := map[string]any{"summary": d.Summary, "operationId": operationID(r), "responses": map[string]any{
		fmt.Sprint(status): answer,
		"default": map[string]any{"description": "A problem (RFC 9457)",
			"content": map[string]any{"application/problem+json": map[string]any{"schema": g.schema(reflect.TypeFor[problemBody]())}}}}}
	if r.Public {
		op["x-permission"] = "public"
	} else {
		op["x-permission"] = r.Kind + "." + r.Act
	}
	var params []any
	for _, part := range strings.Split(r.Path, "/") {
		if strings.HasPrefix(part, ":") {
			params = append(params, map[string]any{"name": part[1:], "in": "path", "required": true, "schema": map[string]any{"type": "string"}})
		}
	}
	for _, q := range d.Query {
		params = append(params, map[string]any{"name": q, "in": "query", "schema": map[string]any{"type": "string"}})
	}
	if r.Write() && !r.NoKey {
		params = append(params, map[string]any{"name": "Idempotency-Key", "in": "header", "required": true,
			"schema": map[string]any{"type": "string", "minLength": 8, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"}})
	}
	if params != nil {
		op["parameters"] = params
	}
	if d.Body != nil {
		op["requestBody"] = map[string]any{"required": true, "content": jsonContent(g.schema(reflect.TypeOf(d.Body)))}
	}
	return op
}

func jsonContent(schema any) map[string]any {
	return map[string]any{"application/json": map[string]any{"schema": schema}}
}

func operationID(r Route) string {
	id := strings.ToLower(r.Method)
	for _, part := range strings.FieldsFunc(strings.TrimPrefix(r.Path, "/api/v1"), func(c rune) bool { return c == '/' || c == '-' || c == '_' || c == '.' }) {
		if strings.HasPrefix(part, ":") {
			part = "by_" + part[1:]
		}
		id += "_" + part
	}
	return id
}

var (
	timeType = reflect.TypeFor[time.Time]()
	rawType  = reflect.TypeFor[json.RawMessage]()
	textType = reflect.TypeFor[interface{ MarshalText() ([]byte, error) }]()
)

// schema gives the schema of a Go type as JSON writes it; structs become components.
func (g *describer) schema(t reflect.Type) any {
	t = bare(t)
	switch {
	case t == nil || t == rawType || t.Kind() == reflect.Interface:
		return map[string]any{}
	case t == timeType:
		return map[string]any{"type": "string", "format": "date-time"}
	case t.Implements(textType):
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return map[string]any{"type": "integer"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Slice, reflect.Array:
		return map[string]any{"type": "array", "items": g.schema(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": g.schema(t.Elem())}
	case reflect.Struct:
		return g.object(t)
	}
	return map[string]any{}
}

func (g *describer) object(t reflect.Type) any {
	if name, known := g.names[t]; known {
		return map[string]any{"$ref": "#/components/schemas/" + name}
	}
	name := t.Name()
	if name != "" {
		name = strings.ToUpper(name[:1]) + name[1:]
		if _, taken := g.schemas[name]; taken { // two rooms have a type of this name
			room := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
			name = strings.ToUpper(room[:1]) + room[1:] + name
		}
		g.names[t], g.schemas[name] = name, nil
	}
	props := map[string]any{}
	var required []string
	for _, f := range reflect.VisibleFields(t) {
		tag, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || tag == "-" || f.Anonymous && tag == "" {
			continue
		}
		if tag == "" {
			tag = f.Name
		}
		if strings.Contains(opts, "string") {
			props[tag] = map[string]any{"type": "string"}
		} else {
			props[tag] = g.schema(f.Type)
		}
		if !strings.Contains(opts, "omitempty") && !strings.Contains(opts, "omitzero") && f.Type.Kind() != reflect.Pointer {
			required = append(required, tag)
		}
	}
	o := map[string]any{"type": "object", "properties": props}
	if len(required) > 0 {
		sort.Strings(required)
		o["required"] = required
	}
	if name == "" {
		return o
	}
	g.schemas[name] = o
	return map[string]any{"$ref": "#/components/schemas/" + name}
}
