// Package imports brings matters of an older system in. Each row goes through the product's own rules: it is registered by
// the same activity as any other, and what is open is adopted by a workflow.
package imports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"minhu/activities"
	"minhu/internal/assembly"
	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/workflows"
)

// Fields a column can be mapped to.
var Fields = []string{"number", "kind", "class", "title", "content", "place", "district", "name", "phone", "address", "time"}

// Options of an import of cases.
type Options struct {
	Columns  map[string]string // column of the file → field
	Kind     string            // where the file has none
	Class    string
	KeepTime bool // register at the file's time; otherwise now
	Limit    int  // rows; 0 = all
	DryRun   bool
}

// LineError is one fault of one line; line 1 is the heading.
type LineError struct {
	Line   int    `json:"line"`
	Field  string `json:"field,omitempty"`
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// Report is what came of an import.
type Report struct {
	Lines    int         `json:"lines"`
	Accepted int         `json:"accepted"`
	Imported int         `json:"imported"`
	Already  int         `json:"already"` // rows that an earlier run had brought in
	Errors   []LineError `json:"errors,omitempty"`
	Ignored  []string    `json:"ignored_columns,omitempty"`
}

// row is one line that may be imported.
type row struct {
	line   int
	key    string // derived from the content: the same line is imported once
	fields hotline.Fields
	party  store.Party
	at     time.Time
}

var (
	errEncoding = errors.New("the file is not UTF-8 text")
	errColumns  = errors.New("columns for title and content are needed: map them with --map")
)

// Parse reads a CSV with a heading. Lines with faults are reported and left out.
func Parse(content []byte, o Options) ([]row, *Report, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(content) {
		return nil, nil, errEncoding
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return nil, nil, err
	}
	rep := &Report{}
	at := map[string]int{}
	for i, name := range head {
		name = strings.TrimSpace(name)
		field := o.Columns[name]
		if field == "" && slices.Contains(Fields, name) {
			field = name
		}
		if field == "" {
			rep.Ignored = append(rep.Ignored, name)
			continue
		}
		if !slices.Contains(Fields, field) {
			return nil, nil, fmt.Errorf("there is no field %q; fields: %s", field, strings.Join(Fields, " "))
		}
		at[field] = i
	}
	if _, ok := at["title"]; !ok {
		return nil, nil, errColumns
	}
	if _, ok := at["content"]; !ok {
		return nil, nil, errColumns
	}
	var rows []row
	for o.Limit == 0 || rep.Lines < o.Limit {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := r.FieldPos(0)
		rep.Lines++
		if err != nil {
			rep.Errors = append(rep.Errors, LineError{Line: line, Code: "malformed", Detail: err.Error()})
			continue
		}
		got, faults := readRow(rec, at, o)
		if len(faults) > 0 {
			for _, f := range faults {
				f.Line = line
				rep.Errors = append(rep.Errors, f)
			}
			continue
		}
		got.line = line
		rows = append(rows, got)
		rep.Accepted++
	}
	return rows, rep, nil
}

func readRow(rec []string, at map[string]int, o Options) (row, []LineError) {
	get := func(name string) string {
		i, ok := at[name]
		if !ok || i >= len(rec) {
			return ""
		}
		return strings.TrimSpace(strings.ReplaceAll(rec[i], "\x00", ""))
	}
	var bad []LineError
	table := hotline.Load()
	f := hotline.Fields{"channel": "import"}
	for _, name := range []string{"kind", "class", "title", "content", "place", "district"} {
		if v := get(name); v != "" {
			f[name] = v
		}
	}
	for name, other := range map[string]string{"kind": o.Kind, "class": o.Class} {
		if f[name] == "" && other != "" {
			f[name] = other
		}
	}
	// Older systems knew no limits: what is too long is cut, and the whole text stays in the content.
	if max := table.Fields["title"].Max; utf8.RuneCountInString(f["title"]) > max {
		f["content"] = f["title"] + "\n" + f["content"]
		f["title"] = string([]rune(f["title"])[:max-1]) + "…"
	}
	if max := table.Fields["content"].Max; utf8.RuneCountInString(f["content"]) > max {
		bad = append(bad, LineError{Field: "content", Code: "too_long", Detail: fmt.Sprintf("超过 %d 个字", max)})
	}
	if len(bad) == 0 {
		t, err := table.Find(hotline.State{Aggregate: hotline.Case}, hotline.Act{Name: "register", Actor: importer, Fields: f}, time.Time{})
		if err == nil {
			err = table.CheckFields(t, f)
		}
		if p, ok := hotline.AsProblem(err); ok {
			for _, x := range p.Fields {
				bad = append(bad, LineError{Field: x.Name, Code: x.Code, Detail: x.Detail})
			}
		}
	}
	out := row{fields: f, party: store.Party{Name: get("name"), Phone: get("phone"), Address: get("address")}}
	if v := get("time"); v != "" {
		var ok bool
		if out.at, ok = parseTime(v); !ok {
			bad = append(bad, LineError{Field: "time", Code: "malformed", Detail: "时间格式不认识"})
		}
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{get("number"), f["title"], f["content"], get("time")}, "\x00")))
	out.key = hex.EncodeToString(sum[:])
	return out, bad
}

// parseTime reads the times that spreadsheet programs write, as China's time.
func parseTime(v string) (time.Time, bool) {
	zone := time.FixedZone("Asia/Shanghai", 8*3600)
	for _, layout := range []string{time.RFC3339, time.DateTime, "2006-01-02 15:04", "2006/1/2 15:04:05", "2006/1/2 15:04", time.DateOnly, "2006/1/2"} {
		if t, err := time.ParseInLocation(layout, v, zone); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// importer is the actor of imports.
var importer = hotline.Actor{Kind: hotline.ByStaff, ID: "00000000-0000-0000-0000-000000000000", Name: "导入", Role: "system"}

// Cases imports the rows of a file. progress is told after each row. A line that an earlier run brought in is counted and left.
func Cases(ctx context.Context, h *assembly.House, content []byte, o Options, progress func(done, all int)) (*Report, error) {
	rows, rep, err := Parse(content, o)
	if err != nil || o.DryRun {
		return rep, err
	}
	acts := h.Activities()
	acts.Telling = activities.Telling{} // what is brought in is nobody's news
	root := h.Ring.Root()
	for i, r := range rows {
		id := hotline.NewID(root.Namespace(), "import", "case", r.key)
		at := h.Options.Clock().UTC()
		if o.KeepTime && !r.at.IsZero() {
			at = r.at
		}
		if _, err := h.Store.PutContentKey(ctx, id, h.Ring.NewKey(id)); err != nil {
			return rep, err
		}
		if r.party != (store.Party{}) {
			party := hotline.NewID(root.Namespace(), "import", "party", r.key)
			if err := h.Store.PutParty(ctx, root, party, "", r.party, at); err != nil {
				return rep, err
			}
			r.fields["party"] = party
		}
		r.fields["query_code_index"] = root.QueryIndex(root.QueryCode(id))
		st := hotline.State{Aggregate: hotline.Case, ID: id, Table: hotline.TableVersion}
		out, err := acts.Record(ctx, activities.RecordInput{State: st, Act: hotline.Act{Name: "register", Actor: importer, Fields: r.fields}, UpdateID: "import", At: at})
		if err != nil {
			rep.Errors = append(rep.Errors, LineError{Line: r.line, Code: "not_recorded", Detail: err.Error()})
			continue
		}
		if out.Status == hotline.Already {
			rep.Already++
		} else {
			rep.Imported++
			if st, err = st.Apply(out.Event); err != nil {
				return rep, err
			}
			if err := Adopt(ctx, h, st); err != nil {
				return rep, err
			}
		}
		if progress != nil {
			progress(i+1, len(rows))
		}
	}
	return rep, nil
}

// Adopt gives an open thing that exists in the database to a workflow, which starts from its state and clocks. Imports and
// demonstration data share it.
func Adopt(ctx context.Context, h *assembly.House, st hotline.State) error {
	if hotline.Version(st.Table).Final(st.Aggregate, st.Stage) {
		return nil
	}
	kind := map[hotline.Aggregate]string{hotline.Conversation: workflows.ConversationType, hotline.Case: workflows.CaseType, hotline.Message: workflows.MessageType}[st.Aggregate]
	_, err := h.Temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: hotline.WorkflowID(st.Aggregate, st.ID), TaskQueue: h.Queues.Of(st.Aggregate),
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING, WorkflowTaskTimeout: 3 * time.Second}, kind, st)
	return err
}
