package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"minhu/internal/explain"
	"minhu/internal/imports"
)

func init() {
	register(command{name: "cases", zh: "cases import 文件.csv --map 列=字段,…：导入旧系统的诉求；cases train：用已有工单训练分类建议；cases evaluate 文件.csv：评测分类建议；cases recount：用事件重新计算考核指标并逐件核对",
		en:  "cases import FILE.csv --map column=field,…: brings matters of an older system in; cases train: makes the class suggestion of past cases; cases evaluate FILE.csv: measures it; cases recount: counts every indicator anew from the events and compares",
		run: runCases})
}

func runCases(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "import":
			return importCases(ctx, args)
		case "train":
			return trainCases(ctx, args[1:])
		case "evaluate":
			return evaluateCases(args[1:])
		case "recount":
			return recountCases(ctx, args[1:])
		}
	}
	return explain.New("cases", "用法：minhu cases import 文件.csv --map 列=字段,… [--dry-run] | cases train | cases evaluate 文件.csv --text 列 --label 列 | cases recount",
		"Usage: minhu cases import FILE.csv --map column=field,… [--dry-run] | cases train | cases evaluate FILE.csv --text column --label column | cases recount")
}

func importCases(ctx context.Context, args []string) error {
	o := imports.Options{Kind: "complaint"}
	var mapping string
	cfg, rest, err := settings("cases import", fileFirst(args[1:]), func(fs *flag.FlagSet) {
		fs.StringVar(&mapping, "map", "", "列=字段，逗号分隔；字段："+strings.Join(imports.Fields, " ")+" / column=field, separated by commas")
		fs.StringVar(&o.Kind, "kind", "complaint", "文件没有类型列时的诉求类型 / kind where the file has none")
		fs.StringVar(&o.Class, "class", "", "文件没有分类列时的分类 / class where the file has none")
		fs.BoolVar(&o.KeepTime, "keep-time", false, "按文件中的时间登记 / register at the file's time")
		fs.IntVar(&o.Limit, "limit", 0, "最多读取的行数 / rows to read at most")
		fs.BoolVar(&o.DryRun, "dry-run", false, "只检查，不导入 / check only")
	})
	if err != nil {
		return err
	}
	o.Columns = map[string]string{}
	for _, pair := range strings.Split(mapping, ",") {
		if column, field, ok := strings.Cut(pair, "="); ok {
			o.Columns[strings.TrimSpace(column)] = strings.TrimSpace(field)
		}
	}
	content, err := readFile(rest)
	if err != nil {
		return err
	}
	if o.DryRun {
		_, rep, err := imports.Parse(content, o)
		if err != nil {
			return err
		}
		return printJSON(rep)
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
	rep, err := imports.Cases(ctx, h, content, o, func(done, all int) {
		if done%50 == 0 || done == all {
			fmt.Fprintf(os.Stderr, "\r%d / %d", done, all)
		}
	})
	fmt.Fprintln(os.Stderr)
	if rep != nil {
		if perr := printJSON(rep); perr != nil {
			return perr
		}
	}
	return err
}

func printJSON(v any) error {
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
