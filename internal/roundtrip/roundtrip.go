// Package roundtrip is the sheet by which a unit with a system of its own answers its cases: out with a key beside each, back with the
// answers filled in. It is pure: reading names every fault by its line, and reads nothing that a spreadsheet program would compute.
package roundtrip

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"minhu/internal/worktime"
)

// MaxLines is how many cases a sheet holds: each line is an act of its own.
const MaxLines = 500

// Case is one line on its way out. Key is opaque: it says which case in which revision.
type Case struct {
	Number, Title, Content, Place, Due, Key string
}

// Answer is one line that came back. Line is the row of the sheet, the heading being 1.
type Answer struct {
	Line                             int
	Number, Record, PublicReply, Key string
}

// SheetFault is one thing that is wrong. Line 0 is the sheet as a whole.
type SheetFault struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Code   string `json:"code"`
	ZH     string `json:"zh"`
	EN     string `json:"en"`
}

// The columns in their order; the last is hidden.
var heading = []string{"工单号", "标题", "内容", "地点", "答复截止", "办理记录（内部，填写）", "公开答复（给诉求人，填写）", "校验码（勿改）"}

const (
	colNumber = 0
	colRecord = 5
	colReply  = 6
	colKey    = 7
)

const sheet = "在办工单"

// Write makes the sheet. Every cell is text, so that nothing is a formula or a number without its zeros.
func Write(w io.Writer, cases []Case) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName(f.GetSheetName(0), sheet); err != nil {
		return err
	}
	lines := [][]string{heading}
	for _, c := range cases {
		lines = append(lines, []string{c.Number, c.Title, c.Content, c.Place, c.Due, "", "", c.Key})
	}
	for y, l := range lines {
		for x, v := range l {
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				return err
			}
			if err := f.SetCellStr(sheet, cell, v); err != nil {
				return err
			}
		}
	}
	for col, width := range map[string]float64{"A": 22, "B": 28, "C": 50, "D": 24, "E": 18, "F": 50, "G": 50} {
		if err := f.SetColWidth(sheet, col, col, width); err != nil {
			return err
		}
	}
	if err := f.SetColVisible(sheet, "H", false); err != nil {
		return err
	}
	_, err := f.WriteTo(w)
	return err
}

// Due is how a deadline stands in the sheet.
func Due(at time.Time) string { return at.In(worktime.Zone).Format("2006-01-02 15:04") }

// Read reads a sheet that came back: the lines in which something was filled in, and what is wrong. An error is a file that is no sheet.
func Read(content []byte) (answers []Answer, faults []SheetFault, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 32 << 20})
	if err != nil {
		return nil, nil, errors.New("文件不是 xlsx / the file is no xlsx")
	}
	defer f.Close()
	name := f.GetSheetName(0)
	merged, err := f.GetMergeCells(name)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range merged {
		_, y, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			return nil, nil, err
		}
		faults = append(faults, SheetFault{Line: y, Column: m.GetStartAxis(), Code: "merged", ZH: "单元格 " + m.GetStartAxis() + " 是合并的，请取消合并", EN: "the cell is merged: split it"})
	}
	rows, err := f.Rows(name)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	seen := map[string]int{}
	for y := 1; rows.Next(); y++ {
		l, err := rows.Columns()
		if err != nil {
			return nil, nil, err
		}
		if y == 1 {
			if faults = append(faults, headingFaults(l)...); len(faults) > 0 && !slices.Equal(trimmed(l), heading) {
				return nil, faults, nil
			}
			continue
		}
		if y > MaxLines+1 {
			return nil, append(faults, SheetFault{Code: "too_many", ZH: fmt.Sprintf("最多 %d 行", MaxLines), EN: fmt.Sprintf("at most %d lines", MaxLines)}), nil
		}
		a, bad, err := line(f, name, y, trimmed(l))
		if err != nil {
			return nil, nil, err
		}
		faults = append(faults, bad...)
		if a == nil {
			continue
		}
		if first, twice := seen[a.Key]; twice {
			faults = append(faults, SheetFault{Line: y, Column: heading[colNumber], Code: "duplicate", ZH: fmt.Sprintf("与第 %d 行是同一件", first), EN: fmt.Sprintf("the same case as line %d", first)})
		}
		seen[a.Key] = y
		answers = append(answers, *a)
	}
	return answers, faults, nil
}

// line reads one row; nil when nothing was filled in.
func line(f *excelize.File, name string, y int, l []string) (*Answer, []SheetFault, error) {
	var bad []SheetFault
	at := func(i int) string {
		if i < len(l) {
			return l[i]
		}
		return ""
	}
	for _, x := range []int{colNumber, colRecord, colReply, colKey} {
		cell, err := excelize.CoordinatesToCellName(x+1, y)
		if err != nil {
			return nil, nil, err
		}
		formula, err := f.GetCellFormula(name, cell)
		if err != nil {
			return nil, nil, err
		}
		if formula != "" {
			bad = append(bad, SheetFault{Line: y, Column: heading[x], Code: "formula", ZH: cell + " 是公式，请粘贴为数值", EN: cell + " is a formula: paste its value"})
		}
	}
	if at(colRecord) == "" && at(colReply) == "" {
		return nil, bad, nil
	}
	if at(colKey) == "" {
		bad = append(bad, SheetFault{Line: y, Column: heading[colKey], Code: "required", ZH: "校验码没有了，请重新导出", EN: "the key is gone: export anew"})
	}
	return &Answer{Line: y, Number: at(colNumber), Record: at(colRecord), PublicReply: at(colReply), Key: at(colKey)}, bad, nil
}

func trimmed(l []string) []string {
	out := make([]string, len(l))
	for i, v := range l {
		out[i] = strings.TrimSpace(v)
	}
	return out
}

// headingFaults says which columns are missing, strange or in another place.
func headingFaults(l []string) []SheetFault {
	var out []SheetFault
	for i, want := range heading {
		if i >= len(l) || strings.TrimSpace(l[i]) != want {
			out = append(out, SheetFault{Line: 1, Column: want, Code: "column", ZH: fmt.Sprintf("第 %d 列应为“%s”，请用导出的表填写", i+1, want), EN: fmt.Sprintf("column %d should be %s: fill in the exported sheet", i+1, want)})
		}
	}
	if len(l) > len(heading) {
		out = append(out, SheetFault{Line: 1, Code: "column", ZH: "多出了列，请用导出的表填写", EN: "there are more columns: fill in the exported sheet"})
	}
	return out
}
