package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"minhu/internal/demo"
	"minhu/internal/explain"
	"minhu/internal/play"
)

func init() {
	register(command{name: "demo", zh: "对运行中的系统，以各角色的身份把流程走一遍，逐步打印（--story line|long|all）", en: "plays the whole line as five people against a running system, step by step", run: runDemo})
}

func runDemo(ctx context.Context, args []string) error {
	var target string
	var asJSON bool
	var story string
	cfg, rest, err := settings("demo", args, func(fs *flag.FlagSet) {
		fs.StringVar(&target, "target", "", "系统地址，缺省为 http://MINHU_ADDR / address of the system, http://MINHU_ADDR when empty")
		fs.StringVar(&story, "story", "line", "line（全流程）、long（退单、协办、延期、重办、并单、挂账、申诉）或 all / line, long or all")
		fs.BoolVar(&asJSON, "json", false, "输出一个 JSON 对象 / print one JSON object")
	})
	if err != nil {
		return err
	}
	if err := noArguments("demo", rest); err != nil {
		return err
	}
	if target == "" {
		target = "http://" + cfg.Addr
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	o := play.Options{Target: target, Password: demo.Password}
	if !asJSON {
		n := 0
		o.Each = func(s play.Step) {
			n++
			mark := "✓"
			if !s.OK {
				mark = "✗"
			}
			fmt.Printf("%2d %s %-6s %s  %s  (%s)\n", n, mark, s.Who, s.What, s.Result, s.Took)
		}
	}
	stories := map[string][]func(context.Context, play.Options) ([]play.Step, error){"line": {play.Run}, "long": {play.RunLong}, "all": {play.Run, play.RunLong}}
	if stories[story] == nil {
		return explain.New("demo", "--story 只能是 line、long 或 all", "--story is line, long or all")
	}
	var steps []play.Step
	for _, run := range stories[story] {
		var more []play.Step
		if more, err = run(ctx, o); err == nil {
			steps = append(steps, more...)
			continue
		}
		steps = append(steps, more...)
		break
	}
	if asJSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		if jerr := e.Encode(map[string]any{"ok": err == nil, "steps": steps}); jerr != nil {
			return jerr
		}
	}
	if err != nil {
		return explain.Wrap(err, "demo", "全流程没有走完："+err.Error(), "The line was not played to its end: "+err.Error())
	}
	if !asJSON {
		fmt.Printf("全流程走完，共 %d 步。  The whole line was played: %d steps.\n", len(steps), len(steps))
	}
	return nil
}
