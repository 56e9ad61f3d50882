package catalogue

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Errors of a file as a whole; each says what to do.
var (
	ErrEncoding = errors.New("文件不是 UTF-8 文本或 xlsx / the file is neither UTF-8 text nor xlsx")
	ErrMerged   = errors.New("表中有合并的单元格，请取消合并后再导入 / the sheet has merged cells: split them first")
	ErrFormula  = errors.New("表中有公式，请粘贴为数值后再导入 / the sheet has formulas: paste them as values first")
)

// sheetName is the one sheet of a file that Write makes.
const sheetName = "目录"

// Read reads a table from CSV or XLSX. The heading names the columns, by name or in Chinese; a column nobody knows is an
// error that names it.
func (k *Kind) Read(content []byte) ([]Row, error) {
	var lines [][]string
	var err error
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		lines, err = readSheet(content)
	} else {
		lines, err = readText(content)
	}
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, errors.New("文件是空的 / the file is empty")
	}
	at := make([]string, len(lines[0]))
	for i, h := range lines[0] {
		h = strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))
		j := slices.IndexFunc(k.Columns, func(c Column) bool { return c.Name == h || c.ZH == h })
		if j < 0 {
			return nil, fmt.Errorf("没有“%s”这一列；应有：%s / there is no column %q", h, k.heading(), h)
		}
		if slices.Contains(at, k.Columns[j].Name) {
			return nil, fmt.Errorf("“%s”这一列出现了两次 / the column %q stands twice", h, h)
		}
		at[i] = k.Columns[j].Name
	}
	var rows []Row
	for _, l := range lines[1:] {
		r := Row{}
		for i, v := range l {
			if v = strings.TrimSpace(v); v == "" {
				continue
			}
			if i >= len(at) {
				return nil, fmt.Errorf("第 %d 行的列数多于表头 / line %d has more columns than the heading", len(rows)+1, len(rows)+1)
			}
			r[at[i]] = v
		}
		if len(r) > 0 {
			rows = append(rows, r)
		}
		if len(rows) > MaxRows {
			return nil, fmt.Errorf("最多 %d 行 / at most %d rows", MaxRows, MaxRows)
		}
	}
	return rows, nil
}

func (k *Kind) heading() string {
	var out []string
	for _, c := range k.Columns {
		out = append(out, c.ZH)
	}
	return strings.Join(out, "、")
}

func readText(content []byte) ([][]string, error) {
	if !utf8.Valid(content) || bytes.ContainsRune(content, 0) {
		return nil, ErrEncoding
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord = -1
	return r.ReadAll()
}

func readSheet(content []byte) ([][]string, error) {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 32 << 20})
	if err != nil {
		return nil, ErrEncoding
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	merged, err := f.GetMergeCells(sheet)
	if err != nil {
		return nil, err
	}
	if len(merged) > 0 {
		return nil, ErrMerged
	}
	lines, err := f.GetRows(sheet)
	if err != nil {
		return nil, err
	}
	for y, l := range lines {
		if y > MaxRows+1 {
			break
		}
		for x := range l {
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				return nil, err
			}
			if formula, err := f.GetCellFormula(sheet, cell); err == nil && formula != "" {
				return nil, ErrFormula
			}
		}
	}
	return lines, nil
}

// Write writes a table as XLSX. A value that a spreadsheet program would take for a formula is written as text.
func (k *Kind) Write(w io.Writer, rows []Row) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName(f.GetSheetName(0), sheetName); err != nil {
		return err
	}
	for x, c := range k.Columns {
		cell, err := excelize.CoordinatesToCellName(x+1, 1)
		if err != nil {
			return err
		}
		if err := f.SetCellStr(sheetName, cell, c.ZH); err != nil {
			return err
		}
	}
	for y, r := range rows {
		for x, c := range k.Columns {
			cell, err := excelize.CoordinatesToCellName(x+1, y+2)
			if err != nil {
				return err
			}
			if err := f.SetCellStr(sheetName, cell, r[c.Name]); err != nil {
				return err
			}
		}
	}
	_, err := f.WriteTo(w)
	return err
}
