// Package importer reads tables of questions and answers (CSV or XLSX) into articles. It touches no database: a dry run is Parse alone.
package importer

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"minhu/internal/knowledge"
)

// Options of an import.
type Options struct {
	// Columns maps a column of the file to one of Fields, for files with other headings. Known headings need no entry.
	Columns map[string]string
	// Category and Department are used where the file has none.
	Category, Department string
	Status               knowledge.Status // Draft when empty
}

// Fields that a column can be mapped to. Question and answer are needed.
var Fields = []string{"id", "question", "answer", "variants", "category", "department"}

var headings = map[string]string{
	"id": "id", "编号": "id", "question": "question", "问题": "question", "标准问": "question", "标准问题": "question",
	"answer": "answer", "答案": "answer", "回答": "answer", "答复": "answer",
	"variants": "variants", "相似问": "variants", "相似问题": "variants", "扩展问": "variants", "similar": "variants",
	"category": "category", "分类": "category", "类目": "category", "department": "department", "部门": "department", "承办单位": "department",
}

// LineError is one problem of one line. Line counts from 1, the heading included; in XLSX it is the row.
type LineError struct {
	Line   int    `json:"line"`
	Field  string `json:"field,omitempty"`
	Code   string `json:"code"` // of knowledge.FieldError, or columns, duplicate_question, duplicate_variant, malformed
	Detail string `json:"detail,omitempty"`
}

// Report is the outcome of reading a file. Lines with errors give no article; the others do.
type Report struct {
	Encoding string              `json:"encoding"` // "utf-8", "gb18030" or "xlsx"
	Lines    int                 `json:"lines"`    // of data
	Articles []knowledge.Article `json:"-"`
	Accepted int                 `json:"accepted"`
	Variants int                 `json:"variants"`
	Errors   []LineError         `json:"errors,omitempty"`
	Warnings []LineError         `json:"warnings,omitempty"` // left-out variants; the line is imported
	Ignored  []string            `json:"ignored_columns,omitempty"`
}

// Errors that concern the whole file.
var (
	ErrEmpty    = errors.New("importer: the file is empty")
	ErrEncoding = errors.New("importer: the file is neither UTF-8 nor GB18030 text, nor XLSX")
	ErrColumns  = errors.New("importer: columns for question and answer are needed")
	ErrTooLong  = errors.New("importer: more than 200,000 lines")
)

const maxLines = 200_000

// Parse reads a CSV (UTF-8 with or without byte order mark, or GB18030 as spreadsheet programs in China save it) or an XLSX file; which
// of them is found from its content.
func Parse(content []byte, o Options) (*Report, error) {
	if len(bytes.TrimSpace(content)) == 0 {
		return nil, ErrEmpty
	}
	r := &Report{}
	var rows []row
	var err error
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		r.Encoding = "xlsx"
		rows, err = readXLSX(content)
	} else {
		var text []byte
		if text, r.Encoding, err = decode(content); err == nil {
			rows, err = readCSV(text, r)
		}
	}
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, ErrEmpty
	}
	columns, err := mapColumns(rows[0].cells, o, r)
	if err != nil {
		return nil, err
	}
	build(rows[1:], columns, o, r)
	return r, nil
}

type row struct {
	line  int
	cells []string
}

func decode(content []byte) ([]byte, string, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if utf8.Valid(content) {
		if bytes.IndexByte(content, 0) >= 0 {
			return nil, "", ErrEncoding
		}
		return content, "utf-8", nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) || bytes.IndexByte(text, 0) >= 0 {
		return nil, "", ErrEncoding
	}
	return text, "gb18030", nil
}

func readCSV(text []byte, r *Report) ([]row, error) {
	c := csv.NewReader(bytes.NewReader(text))
	c.FieldsPerRecord = -1
	var rows []row
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			var p *csv.ParseError
			if errors.As(err, &p) {
				r.Errors = append(r.Errors, LineError{p.Line, "", "malformed", p.Err.Error()})
				if errors.Is(p.Err, csv.ErrQuote) || errors.Is(p.Err, csv.ErrBareQuote) {
					continue
				}
			}
			return rows, nil
		}
		line, _ := c.FieldPos(0)
		if rows = append(rows, row{line, cells}); len(rows) > maxLines+1 {
			return nil, ErrTooLong
		}
	}
}

func readXLSX(content []byte) ([]row, error) {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: 256 << 20, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrEncoding, err)
	}
	defer f.Close()
	list, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return nil, err
	}
	defer list.Close()
	var rows []row
	for n := 1; list.Next(); n++ {
		cells, err := list.Columns()
		if err != nil {
			return nil, err
		}
		if len(rows) > maxLines {
			return nil, ErrTooLong
		}
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			rows = append(rows, row{n, cells})
		}
	}
	return rows, list.Error()
}

// mapColumns finds which column holds which field.
func mapColumns(heading []string, o Options, r *Report) (map[string]int, error) {
	columns := map[string]int{}
	used := map[string]bool{}
	for i, h := range heading {
		name := strings.TrimSpace(h)
		field, ok := o.Columns[name]
		if ok {
			used[name] = true
		} else {
			field, ok = headings[strings.ToLower(name)]
		}
		switch {
		case ok && !slices.Contains(Fields, field):
			return nil, fmt.Errorf("importer: column %q is mapped to %q, which is none of %s", name, field, strings.Join(Fields, ", "))
		case !ok:
			r.Ignored = append(r.Ignored, name)
		default:
			if _, twice := columns[field]; twice {
				return nil, fmt.Errorf("importer: two columns for %s", field)
			}
			columns[field] = i
		}
	}
	for name := range o.Columns {
		if !used[name] {
			return nil, fmt.Errorf("importer: the file has no column %q", name)
		}
	}
	_, q := columns["question"]
	_, a := columns["answer"]
	if !q || !a {
		return nil, ErrColumns
	}
	return columns, nil
}

func build(rows []row, columns map[string]int, o Options, r *Report) {
	questions := map[string]int{}
	ids := map[string]int{}
	for _, line := range rows {
		cell := func(field string) string {
			i, ok := columns[field]
			if !ok || i >= len(line.cells) {
				return ""
			}
			return strings.TrimSpace(strings.ReplaceAll(line.cells[i], "\r\n", "\n"))
		}
		if strings.TrimSpace(strings.Join(line.cells, "")) == "" {
			continue
		}
		r.Lines++
		fail := func(field, code, detail string) {
			r.Errors = append(r.Errors, LineError{line.line, field, code, detail})
		}
		a := knowledge.Article{ID: cell("id"), Version: 1, Question: cell("question"), Category: or(cell("category"), o.Category),
			Department: or(cell("department"), o.Department), Status: or(o.Status, knowledge.Draft)}
		if answer := cell("answer"); answer != "" {
			a.Blocks = []knowledge.Block{{Kind: knowledge.BlockText, Text: answer}}
		} else {
			fail("answer", "required", "")
			continue
		}
		normal := knowledge.Normalise(a.Question)
		if at, twice := questions[normal]; twice && normal != "" {
			fail("question", "duplicate_question", fmt.Sprintf("the same question stands in line %d", at))
			continue
		}
		if a.ID == "" {
			a.ID = identifier(normal)
		}
		if at, twice := ids[a.ID]; twice {
			fail("id", "duplicate", fmt.Sprintf("the same id stands in line %d", at))
			continue
		}
		for _, v := range splitVariants(cell("variants")) {
			n := knowledge.Normalise(v)
			if n == "" || n == normal || slices.ContainsFunc(a.Variants, func(x string) bool { return knowledge.Normalise(x) == n }) {
				r.Warnings = append(r.Warnings, LineError{line.line, "variants", "duplicate_variant", v})
				continue
			}
			a.Variants = append(a.Variants, v)
		}
		if problems := a.Validate(); len(problems) > 0 {
			for _, p := range problems {
				fail(strings.Replace(p.Name, "blocks[0].text", "answer", 1), p.Code, p.Detail)
			}
			continue
		}
		questions[normal], ids[a.ID] = line.line, line.line
		r.Articles = append(r.Articles, a)
		r.Variants += len(a.Variants)
	}
	r.Accepted = len(r.Articles)
}

func or[T ~string](s, fallback T) T {
	if s == "" {
		return fallback
	}
	return s
}

// identifier makes the id of a question without one, so that importing a file again updates the same articles.
func identifier(normal string) string {
	sum := sha256.Sum256([]byte(normal))
	return "q" + hex.EncodeToString(sum[:10])
}

// splitVariants cuts a cell at |, ; (also full width) and line ends.
func splitVariants(s string) []string {
	var out []string
	for _, v := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("|｜;；\n", r) }) {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}
