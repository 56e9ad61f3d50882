package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"minhu/internal/explain"
	"minhu/internal/triage"
)

// evaluateCases cross-validates the class suggestion on any file with texts and labels.
func evaluateCases(args []string) error {
	var text, label, group string
	var folds int
	var precision float64
	_, rest, err := settings("cases evaluate", fileFirst(args), func(fs *flag.FlagSet) {
		fs.StringVar(&text, "text", "text", "正文所在的列，可用逗号连接几列；第一列计两次 / columns of the text, by comma; the first counts twice where there are several")
		fs.StringVar(&label, "label", "label", "分类所在的列 / column of the class")
		fs.StringVar(&group, "group", "", "近似重复文本的组号列：同组不跨折 / column of groups of near-equal texts: a group stays in one fold")
		fs.IntVar(&folds, "folds", 5, "折数 / folds")
		fs.Float64Var(&precision, "precision", 0.95, "自动分派所要求的准确率 / precision wanted of what is routed by itself")
	})
	if err != nil {
		return err
	}
	if folds < 2 || folds > 20 || precision <= 0 || precision > 1 {
		return explain.New("cases", "--folds 应为 2 到 20，--precision 应在 0 与 1 之间。", "--folds takes 2 to 20 and --precision a share up to 1.")
	}
	content, err := readFile(rest)
	if err != nil {
		return err
	}
	examples, groups, err := labelled(content, strings.Split(text, ","), label, group)
	if err != nil {
		return err
	}
	e, err := triage.Evaluate(examples, groups, folds, precision)
	if err != nil {
		return explain.Wrap(err, "cases", "评测不了："+err.Error(), "Cannot evaluate: "+err.Error())
	}
	return printJSON(e)
}

// labelled reads texts and labels from a CSV file with a header.
func labelled(content []byte, text []string, label, group string) (out []triage.Example, groups []string, err error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return nil, nil, explain.Wrap(err, "cases", "文件不是带表头的 CSV。", "The file is no CSV with a header.")
	}
	column := func(name string) (int, error) {
		i := slices.Index(head, strings.TrimSpace(name))
		if i < 0 {
			return 0, explain.New("cases", fmt.Sprintf("没有列 %q；文件的列：%s", name, strings.Join(head, "、")), fmt.Sprintf("There is no column %q; columns: %s", name, strings.Join(head, ", ")))
		}
		return i, nil
	}
	var at []int
	for _, name := range text {
		i, err := column(name)
		if err != nil {
			return nil, nil, err
		}
		at = append(at, i)
	}
	labelAt, err := column(label)
	if err != nil {
		return nil, nil, err
	}
	groupAt := -1
	if group != "" {
		if groupAt, err = column(group); err != nil {
			return nil, nil, err
		}
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return out, groups, nil
		}
		if err != nil {
			return nil, nil, explain.Wrap(err, "cases", "文件格式有误："+err.Error(), "The file is malformed: "+err.Error())
		}
		cell := func(i int) string {
			if i < len(row) {
				return row[i]
			}
			return ""
		}
		e := triage.Example{Label: strings.TrimSpace(cell(labelAt))}
		if len(at) == 1 {
			e.Text = cell(at[0])
		} else {
			rest := make([]string, 0, len(at))
			for _, i := range at[1:] {
				rest = append(rest, cell(i))
			}
			e.Text = triage.Join(cell(at[0]), strings.Join(rest, " "))
		}
		if strings.TrimSpace(e.Text) == "" || e.Label == "" {
			continue
		}
		out = append(out, e)
		if groupAt >= 0 {
			groups = append(groups, cell(groupAt))
		}
	}
}

// trainCases makes the model of class suggestion anew from the cases of the running system.
func trainCases(ctx context.Context, args []string) error {
	cfg, rest, err := settings("cases train", args, nil)
	if err != nil {
		return err
	}
	if err := noArguments("cases train", rest); err != nil {
		return err
	}
	s, err := running(cfg)
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, withServices(cfg, s), s, io.Discard)
	if err != nil {
		return err
	}
	defer h.Close()
	info, err := h.TrainClasses(ctx)
	if err != nil {
		return explain.Wrap(err, "cases", "训练不了："+err.Error(), "Cannot train: "+err.Error())
	}
	return printJSON(info)
}
