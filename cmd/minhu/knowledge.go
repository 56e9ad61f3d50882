package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"minhu/internal/explain"
	"minhu/internal/knowledge"
	"minhu/internal/knowledge/importer"
	"minhu/internal/knowledge/meili"
)

func init() {
	register(command{name: "knowledge", zh: "knowledge import 文件.csv|xlsx [--dry-run]；knowledge evaluate 问题.csv；knowledge server-key：导入知识、评测问答、为检索服务生成密钥", en: "knowledge import FILE [--dry-run]; knowledge evaluate QUESTIONS.csv; knowledge server-key",
		run: runKnowledge})
}

func runKnowledge(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "import":
			return importKnowledge(ctx, args[1:])
		case "evaluate":
			return evaluateKnowledge(ctx, args[1:])
		case "server-key":
			return serverKey(ctx, args[1:])
		}
	}
	return explain.New("knowledge", "用法：minhu knowledge import 文件 | minhu knowledge evaluate 文件 | minhu knowledge server-key", "Usage: minhu knowledge import FILE | minhu knowledge evaluate FILE | minhu knowledge server-key")
}

func importKnowledge(ctx context.Context, args []string) error {
	o := importer.Options{Status: knowledge.Published}
	var dry bool
	cfg, rest, err := settings("knowledge import", fileFirst(args), func(fs *flag.FlagSet) {
		fs.StringVar(&o.Category, "category", "", "文件没有分类列时的分类 / category where the file has none")
		fs.StringVar(&o.Department, "department", "", "文件没有单位列时的单位编号 / department where the file has none")
		fs.BoolVar(&dry, "dry-run", false, "只检查，不导入 / check only")
	})
	if err != nil {
		return err
	}
	content, err := readFile(rest)
	if err != nil {
		return err
	}
	rep, err := importer.Parse(content, o)
	if err != nil {
		return err
	}
	out := struct {
		*importer.Report
		Imported int `json:"imported"`
		Already  int `json:"already"`
	}{Report: rep}
	if dry {
		return printJSON(out)
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
	for _, a := range rep.Articles {
		put, err := h.Store.PutPublished(ctx, a, "导入", time.Now().UTC())
		if err != nil {
			return fmt.Errorf("%s: %w", a.ID, err)
		}
		if put {
			out.Imported++
		} else {
			out.Already++
		}
	}
	return printJSON(out)
}

// evaluateKnowledge asks the questions of a file of the running knowledge base. Columns: query, and want: standard questions or
// ids of the articles that answer it, separated by |; empty when the base has no answer.
func evaluateKnowledge(ctx context.Context, args []string) error {
	cfg, rest, err := settings("knowledge evaluate", fileFirst(args), nil)
	if err != nil {
		return err
	}
	content, err := readFile(rest)
	if err != nil {
		return err
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))))
	rows, err := r.ReadAll()
	if err != nil {
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
	byQuestion := map[string]string{}
	for a, err := range h.Store.PublishedArticles(ctx) {
		if err != nil {
			return err
		}
		byQuestion[knowledge.Normalise(a.Question)] = a.ID
	}
	var set []knowledge.Case
	for i, row := range rows {
		if i == 0 || len(row) == 0 {
			continue
		}
		c := knowledge.Case{Query: row[0]}
		if len(row) > 1 && row[1] != "" {
			for _, want := range strings.Split(row[1], "|") {
				id := byQuestion[knowledge.Normalise(want)]
				if id == "" {
					id = want
				}
				c.WantID = append(c.WantID, id)
			}
		}
		set = append(set, c)
	}
	e, err := h.Base.Evaluate(ctx, set, time.Now())
	if err != nil {
		return err
	}
	return printJSON(e)
}

// serverKey makes the key that MEILI_KEY wants, by the master key in MEILI_MASTER_KEY: the application never has that one.
func serverKey(ctx context.Context, args []string) error {
	cfg, _, err := settings("knowledge server-key", args, nil)
	if err != nil {
		return err
	}
	master := os.Getenv("MEILI_MASTER_KEY")
	if cfg.MeiliURL == "" || master == "" {
		return explain.New("server_key", "需要 --meili-url 与环境变量 MEILI_MASTER_KEY。", "--meili-url and the variable MEILI_MASTER_KEY are needed.")
	}
	key, err := meili.NewKey(ctx, cfg.MeiliURL, master)
	if err != nil {
		return explain.Wrap(err, "server_key", "密钥没有生成："+err.Error(), "The key was not made: "+err.Error())
	}
	fmt.Println(key)
	return nil
}
