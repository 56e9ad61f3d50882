package export

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"minhu/internal/hotline"
	"minhu/internal/rates"
	"minhu/internal/store"
	"minhu/internal/worktime"
	"minhu/policies"
)

// Lists are what can be exported.
var Lists = []string{"cases", "messages", "rates"}

// MostRows bounds a file. A list that is longer is cut there, and its last line says so.
const MostRows = 50_000

// Kept is how long a file stays.
const Kept = 24 * time.Hour

// Params are what an export holds. The reader's scope is asked for anew when it runs.
type Params struct {
	List   string           `json:"list"`
	Format string           `json:"format"`
	Viewer string           `json:"viewer"` // id of the member of staff
	Name   string           `json:"name"`
	Cases  store.CaseFilter `json:"cases,omitzero"`
	Stage  string           `json:"stage,omitempty"` // of messages
	Rates  RatesParams      `json:"rates,omitzero"`
}

// RatesParams are the period and cut-off of an exported assessment.
type RatesParams struct {
	Period   rates.Period `json:"period"`
	Cutoff   time.Time    `json:"cutoff"`
	Kinds    []string     `json:"kinds,omitempty"` // of units; none: all
	Imported bool         `json:"imported,omitempty"`
}

// Result is what came of an export.
type Result struct {
	Rows  int   `json:"rows"`
	Bytes int64 `json:"bytes"`
	Cut   bool  `json:"cut,omitempty"` // the list was longer
}

// Writer makes the files of exports in a folder.
type Writer struct {
	Dir      string
	Store    *store.Store
	Policies *policies.Current
	Clock    func() time.Time
}

// Path is where the file of a job lies.
func Path(dir, id, format string) string { return filepath.Join(dir, id+"."+format) }

const pageRows = 500

// Write makes the file of a job; done is told how many rows there are. A job that was interrupted begins its file again.
func (w *Writer) Write(ctx context.Context, id string, raw json.RawMessage, done func(rows int) error) (Result, error) {
	var p Params
	if err := json.Unmarshal(raw, &p); err != nil {
		return Result{}, err
	}
	who, err := w.principal(ctx, p)
	if err != nil {
		return Result{}, err
	}
	if err := os.MkdirAll(w.Dir, 0o700); err != nil {
		return Result{}, err
	}
	part := Path(w.Dir, id, p.Format) + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return Result{}, err
	}
	defer f.Close()
	s, err := newSheet(p.Format, f)
	if err != nil {
		return Result{}, err
	}
	o := &out{sheet: s, done: done}
	now := w.Clock()
	// Who took it out and when stands in the file itself.
	if err := s.Row([]string{fmt.Sprintf("%s 导出 · %s · 仅供工作使用，不得外传 · exported by the same, for work only", p.Name, local(now))}); err != nil {
		return Result{}, err
	}
	switch p.List {
	case "messages":
		err = w.messages(ctx, o, who, p)
	case "rates":
		err = w.rates(ctx, o, who, p)
	default:
		err = w.cases(ctx, o, who, p)
	}
	if err != nil {
		return Result{}, err
	}
	if o.cut {
		if err := s.Row([]string{fmt.Sprintf("清单超过 %d 行，此处截止 · cut at %d rows", MostRows, MostRows)}); err != nil {
			return Result{}, err
		}
	}
	if err := s.Close(); err != nil {
		return Result{}, err
	}
	info, err := f.Stat()
	if err != nil {
		return Result{}, err
	}
	return Result{Rows: o.n, Bytes: info.Size(), Cut: o.cut}, os.Rename(part, Path(w.Dir, id, p.Format))
}

// principal is who the file is for, with the roles he holds now.
func (w *Writer) principal(ctx context.Context, p Params) (*policies.Principal, error) {
	rows, err := w.Store.StaffRoles(ctx, p.Viewer, w.Clock())
	if err != nil {
		return nil, err
	}
	who := &policies.Principal{ID: p.Viewer, Kind: policies.KindStaff, Name: p.Name}
	for _, r := range rows {
		who.Bindings = append(who.Bindings, policies.Binding{Role: r.Role, DeptPath: r.Path})
		who.Clearance = r.Clearance
	}
	return who, nil
}

// out counts the rows of a file.
type out struct {
	sheet
	done func(int) error
	n    int
	cut  bool
}

func (o *out) line(cells ...string) error {
	if o.n >= MostRows {
		o.cut = true
		return nil
	}
	o.n++
	return o.Row(cells)
}

func (w *Writer) scope(p *policies.Principal, kind string) store.Scope {
	return func(arg func(any) string) string { return w.Policies.Load().Scope(p, kind, "list", arg) }
}

func (w *Writer) cases(ctx context.Context, o *out, who *policies.Principal, p Params) error {
	if err := o.Row([]string{"工单号", "阶段", "类型", "分类", "标题", "地点", "区域", "紧急程度", "承办单位", "经办人", "渠道", "登记时间", "最近时限", "超期", "督办", "重办次数", "催办次数"}); err != nil {
		return err
	}
	table := hotline.Load()
	p.Cases.Now = w.Clock().UTC()
	for after := (*store.Key)(nil); !o.cut; {
		rows, err := w.Store.ListCases(ctx, w.scope(who, "case"), p.Cases, after, pageRows)
		if err != nil {
			return err
		}
		for _, r := range rows {
			stage := r.Stage
			if i := table.StageInfo(hotline.Case, hotline.Stage(r.Stage)); i != nil {
				stage = i.ZH
			}
			due := ""
			if r.NextDueAt.Valid {
				due = local(r.NextDueAt.Time)
			}
			if err := o.line(r.Number, stage, word(table, "kind", r.Kind), cmp.Or(r.ClassName, r.Class), r.Title, r.Place, r.District, word(table, "urgency", r.Urgency),
				r.DepartmentName, r.AssigneeName, word(table, "channel", r.Channel), local(r.RegisteredAt), due, yes(r.Overdue), yes(r.Supervised),
				strconv.Itoa(r.Redos), strconv.Itoa(r.Reminders)); err != nil {
				return err
			}
			key := store.Key{At: r.RegisteredAt, ID: r.ID}
			if p.Cases.ByDue {
				key.At = r.NextDueAt.Time
			}
			after = &key
		}
		if err := o.done(o.n); err != nil {
			return err
		}
		if len(rows) < pageRows {
			break
		}
	}
	return nil
}

func (w *Writer) messages(ctx context.Context, o *out, who *policies.Principal, p Params) error {
	if err := o.Row([]string{"留言号", "阶段", "标题", "分类", "承办单位", "提交时间", "超期"}); err != nil {
		return err
	}
	table := hotline.Load()
	for after := (*store.Key)(nil); !o.cut; {
		rows, err := w.Store.ListMessages(ctx, w.scope(who, "message"), p.Stage, after, pageRows)
		if err != nil {
			return err
		}
		for _, r := range rows {
			stage := r.Stage
			if i := table.StageInfo(hotline.Message, hotline.Stage(r.Stage)); i != nil {
				stage = i.ZH
			}
			if err := o.line(r.Number, stage, r.Title, r.ClassName, r.DepartmentName, local(r.SubmittedAt), yes(r.Overdue)); err != nil {
				return err
			}
			after = &store.Key{At: r.SubmittedAt, ID: r.ID}
		}
		if err := o.done(o.n); err != nil {
			return err
		}
		if len(rows) < pageRows {
			break
		}
	}
	return nil
}

func (w *Writer) rates(ctx context.Context, o *out, who *policies.Principal, p Params) error {
	units, err := w.Store.RateUnits(ctx)
	if err != nil {
		return err
	}
	allowed, policy := map[string]bool{}, w.Policies.Load()
	for _, u := range units {
		d, err := policy.Enforce(who, "rates", "read", &policies.Resource{DeptPath: u.Path})
		if err != nil {
			return err
		}
		allowed[u.ID] = d.Allow && (len(p.Rates.Kinds) == 0 || slices.Contains(p.Rates.Kinds, u.Kind))
	}
	sums, err := w.Store.RateSums(ctx, p.Rates.Period, p.Rates.Cutoff)
	if err != nil {
		return err
	}
	cat := rates.Load()
	rows, _ := rates.Roll(cat, units, sums, p.Rates.Imported, func(u rates.Unit) bool { return allowed[u.ID] })
	if err := o.Row([]string{fmt.Sprintf("%s 至 %s，统计截至 %s", local(p.Rates.Period.From), local(p.Rates.Period.To), local(p.Rates.Cutoff))}); err != nil {
		return err
	}
	head, notes := []string{"单位"}, []string{"口径"}
	for _, i := range cat.Indicators {
		if !i.City {
			head, notes = append(head, i.ZH+"%", "分子", "分母", "不计"), append(notes, i.NoteZH, "", "", "")
		}
	}
	for _, r := range [][]string{head, notes} {
		if err := o.Row(r); err != nil {
			return err
		}
	}
	for _, r := range rows {
		line := []string{r.Name}
		for _, i := range cat.Indicators {
			if i.City {
				continue
			}
			f := r.Rates[i.Key]
			value := ""
			if f.Value != nil {
				value = strconv.FormatFloat(*f.Value, 'f', 2, 64)
			}
			line = append(line, value, number(f.Numerator), number(f.Denominator), leftOut(cat, f))
		}
		if err := o.line(line...); err != nil {
			return err
		}
	}
	return o.done(o.n)
}

func leftOut(cat *rates.Catalogue, f rates.Figure) string {
	var parts []string
	for _, m := range cat.Measures {
		if n := f.Excluded[m.Name]; n != 0 {
			parts = append(parts, fmt.Sprintf("%s %d", m.ZH, n))
		}
	}
	if f.Imported > 0 {
		parts = append(parts, fmt.Sprintf("历史导入 %d", f.Imported))
	}
	return strings.Join(parts, "，")
}

func word(table *hotline.Catalogue, field, value string) string {
	for _, c := range table.Choices[field] {
		if c.Value == value {
			return c.ZH
		}
	}
	return value
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func local(t time.Time) string { return t.In(worktime.Zone).Format("2006-01-02 15:04") }

func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

// Prune removes the files that had their time.
func Prune(dir string, now time.Time) error {
	files, err := os.ReadDir(dir)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || now.Sub(info.ModTime()) < Kept {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}
