// Package export writes lists as files: rows of what the reader's own list shows, within his scope, as a job with progress.
package export

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Formats are the kinds of files that are written.
var Formats = []string{"csv", "xlsx"}

// sheet takes rows of text; Close writes what is still held back.
type sheet interface {
	Row(cells []string) error
	Close() error
}

func newSheet(format string, w io.Writer) (sheet, error) {
	if format == "xlsx" {
		return newXLSX(w)
	}
	b := bufio.NewWriter(w)
	// Excel reads UTF-8 only behind a byte order mark.
	if _, err := b.WriteString("\uFEFF"); err != nil {
		return nil, err
	}
	c := csv.NewWriter(b)
	c.UseCRLF = true
	return &csvSheet{b, c}, nil
}

type csvSheet struct {
	b *bufio.Writer
	c *csv.Writer
}

func (s *csvSheet) Row(cells []string) error { return s.c.Write(disarmed(cells)) }

func (s *csvSheet) Close() error {
	s.c.Flush()
	if err := s.c.Error(); err != nil {
		return err
	}
	return s.b.Flush()
}

type xlsxSheet struct {
	f    *excelize.File
	rows *excelize.StreamWriter
	w    io.Writer
	n    int
}

func newXLSX(w io.Writer) (sheet, error) {
	f := excelize.NewFile()
	rows, err := f.NewStreamWriter(f.GetSheetName(0))
	return &xlsxSheet{f: f, rows: rows, w: w}, err
}

func (s *xlsxSheet) Row(cells []string) error {
	s.n++
	row := make([]any, len(cells))
	for i, c := range disarmed(cells) {
		row[i] = c
	}
	return s.rows.SetRow(fmt.Sprintf("A%d", s.n), row)
}

func (s *xlsxSheet) Close() error {
	defer s.f.Close()
	if err := s.rows.Flush(); err != nil {
		return err
	}
	return s.f.Write(s.w)
}

// disarmed puts an apostrophe before cells that a spreadsheet would take for a formula.
func disarmed(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		if c != "" && strings.ContainsRune("=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20", []rune(c)[0]) {
			c = "'" + c
		}
		out[i] = c
	}
	return out
}
