package roundtrip

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

func book(t *testing.T, change func(f *excelize.File)) []byte {
	var b bytes.Buffer
	require.NoError(t, Write(&b, []Case{{Number: "GD1", Title: "=1+1", Content: "内容", Key: "k1"}, {Number: "GD2", Key: "k2"}, {Number: "GD3", Key: "k3"}}))
	f, err := excelize.OpenReader(&b)
	require.NoError(t, err)
	change(f)
	var out bytes.Buffer
	_, err = f.WriteTo(&out)
	require.NoError(t, err)
	return out.Bytes()
}

func set(t *testing.T, f *excelize.File, cell, v string) {
	require.NoError(t, f.SetCellStr(sheet, cell, v))
}

// What was filled in comes back by its line; untouched lines are passed over, and what went out as text stays text.
func TestThereAndBack(t *testing.T) {
	content := book(t, func(f *excelize.File) {
		formula, err := f.GetCellFormula(sheet, "B2")
		require.NoError(t, err)
		require.Empty(t, formula)
		visible, err := f.GetColVisible(sheet, "H")
		require.NoError(t, err)
		require.False(t, visible, "the key is hidden")
		set(t, f, "F3", "已办")
		set(t, f, "G3", " 已办妥。 ")
	})
	answers, faults, err := Read(content)
	require.NoError(t, err)
	require.Empty(t, faults)
	require.Equal(t, []Answer{{Line: 3, Number: "GD2", Record: "已办", PublicReply: "已办妥。", Key: "k2"}}, answers)
}

// Each fault is named by its line.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		change func(f *excelize.File)
		code   string
		line   int
	}{
		"formula":  {func(f *excelize.File) { require.NoError(t, f.SetCellFormula(sheet, "G2", "A1&B1")) }, "formula", 2},
		"merged":   {func(f *excelize.File) { require.NoError(t, f.MergeCell(sheet, "F3", "F4")) }, "merged", 3},
		"column":   {func(f *excelize.File) { set(t, f, "F1", "备注") }, "column", 1},
		"more":     {func(f *excelize.File) { set(t, f, "I1", "备注") }, "column", 1},
		"key gone": {func(f *excelize.File) { set(t, f, "F4", "x"); set(t, f, "H4", "") }, "required", 4},
		"twice":    {func(f *excelize.File) { set(t, f, "F3", "x"); set(t, f, "F4", "x"); set(t, f, "H4", "k2") }, "duplicate", 4},
		"many": {func(f *excelize.File) {
			for y := 5; y < MaxLines+10; y++ {
				set(t, f, fmt.Sprintf("A%d", y), "GD")
			}
		}, "too_many", 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, faults, err := Read(book(t, c.change))
			require.NoError(t, err)
			require.NotEmpty(t, faults)
			require.Equal(t, c.code, faults[0].Code)
			require.Equal(t, c.line, faults[0].Line)
		})
	}
	_, _, err := Read([]byte("工单号\n"))
	require.Error(t, err)
}

// A hundred thousand rows are refused after the first few hundred.
func TestAHundredThousandRows(t *testing.T) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter(f.GetSheetName(0))
	require.NoError(t, err)
	row := make([]any, len(heading))
	for i, h := range heading {
		row[i] = h
	}
	require.NoError(t, w.SetRow("A1", row))
	for y := 2; y <= 100_000; y++ {
		require.NoError(t, w.SetRow(fmt.Sprintf("A%d", y), []any{"GD", "", "", "", "", "已办", "已办", "k"}))
	}
	require.NoError(t, w.Flush())
	var b bytes.Buffer
	_, err = f.WriteTo(&b)
	require.NoError(t, err)
	answers, faults, err := Read(b.Bytes())
	if err == nil {
		require.Empty(t, answers)
		require.Equal(t, "too_many", faults[len(faults)-1].Code)
	}
}
