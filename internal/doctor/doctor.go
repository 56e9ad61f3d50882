// Package doctor looks at every part of an installation and says what is wrong and how to mend it. It changes nothing.
package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"minhu/internal/config"
	"minhu/internal/knowledge"
	"minhu/internal/knowledge/embedded"
	"minhu/internal/knowledge/meili"
	"minhu/internal/supervise"
)

// Level of a finding. Only Broken makes the whole unfit.
type Level string

// The levels, from good to bad. Idle is a part that does not run now and need not.
const (
	Good   Level = "ok"
	Idle   Level = "idle"
	Weak   Level = "weak"
	Broken Level = "broken"
)

// Finding is the state of one part. Mend says what to do when Level is Weak or Broken.
type Finding struct {
	Part   string `json:"part"` // stable, snake_case
	Level  Level  `json:"level"`
	ZH     string `json:"zh"`
	EN     string `json:"en"`
	MendZH string `json:"mend_zh,omitempty"`
	MendEN string `json:"mend_en,omitempty"`
}

// Report is all findings in the order of the start.
type Report struct {
	Fit      bool      `json:"fit"`
	Running  bool      `json:"running"`
	Findings []Finding `json:"findings"`
}

// Options of Examine. PagesBuilt tells whether this program carries the web pages.
type Options struct {
	Config     config.Config
	PagesBuilt bool
}

// each look has this long.
const lookLimit = 5 * time.Second

// Examine looks at every part.
func Examine(ctx context.Context, o Options) Report {
	state := supervise.ReadState(o.Config.Home)
	running := supervise.Running(o.Config.Home)
	if !running {
		state.PID = 0
	}
	looks := []func(context.Context, Options, supervise.State) []Finding{
		lookHome, lookDisk, lookEngineProgram, lookPages, lookAddress, lookDatabase, lookTemporal, lookSearch,
	}
	r := Report{Fit: true, Running: running}
	for _, look := range looks {
		limited, cancel := context.WithTimeout(ctx, lookLimit)
		for _, f := range look(limited, o, state) {
			if f.Level == Broken {
				r.Fit = false
			}
			r.Findings = append(r.Findings, f)
		}
		cancel()
	}
	return r
}

// Print writes the report for a person.
func (r Report) Print(w io.Writer) {
	marks := map[Level]string{Good: "好  ", Idle: "未运行", Weak: "注意", Broken: "故障"}
	for _, f := range r.Findings {
		fmt.Fprintf(w, "[%s] %s  %s\n", marks[f.Level], f.ZH, f.EN)
		if f.MendZH != "" {
			fmt.Fprintf(w, "        → %s  %s\n", f.MendZH, f.MendEN)
		}
	}
	if r.Fit {
		fmt.Fprintln(w, "没有发现故障。  Nothing is broken.")
	} else {
		fmt.Fprintln(w, "有故障，见上。  Something is broken, see above.")
	}
}

// JSON writes the report for machines.
func (r Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// lookAddress asks the running program for its health, or looks whether the port is free for the next start.
func lookAddress(ctx context.Context, o Options, s supervise.State) []Finding {
	addr := o.Config.Addr
	if s.PID != 0 && s.Addr != "" {
		addr = s.Addr
	}
	if err := health(ctx, addr); err == nil {
		return []Finding{{Part: "api", Level: Good, ZH: "网页与接口在 " + addr + " 应答。", EN: "Pages and API answer on " + addr + "."}}
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return []Finding{{Part: "api", Level: Broken, ZH: addr + " 被占用，但那里不是民呼。", EN: addr + " is taken, but not by Minhu.",
			MendZH: "关掉占用端口的程序，或用 MINHU_ADDR 另选一个。", MendEN: "Stop the program that uses it or choose another by MINHU_ADDR."}}
	}
	_ = l.Close()
	if s.PID != 0 {
		return []Finding{{Part: "api", Level: Weak, ZH: "民呼在运行，但 " + addr + " 还没有应答。", EN: "Minhu runs but does not answer on " + addr + " yet.",
			MendZH: "等几秒再看；仍不应答请看启动它的窗口。", MendEN: "Look again in some seconds; else see the window in which it was started."}}
	}
	return []Finding{{Part: "api", Level: Idle, ZH: "民呼没有运行，端口 " + addr + " 空着。", EN: "Minhu does not run; " + addr + " is free."}}
}

func health(ctx context.Context, addr string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/healthz", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}

// lookSearch asks Meilisearch when one is named; the embedded engine has nothing to look at.
func lookSearch(ctx context.Context, o Options, _ supervise.State) []Finding {
	if o.Config.MeiliURL == "" {
		return []Finding{{Part: "search", Level: Good, ZH: "使用内置检索。", EN: "The embedded search is used."}}
	}
	// A search, not the server's own health answer: that comes with a wrong key and without an index too.
	e, err := meili.New(meili.Options{URL: o.Config.MeiliURL, Key: o.Config.MeiliKey, View: func() knowledge.View { return embedded.New().View() }})
	if err == nil {
		if err = e.Health(ctx); err == nil {
			return []Finding{{Part: "search", Level: Good, ZH: "Meilisearch 应答，索引可用。", EN: "Meilisearch answers, the index is there."}}
		}
	}
	return []Finding{{Part: "search", Level: Weak, ZH: fmt.Sprintf("Meilisearch 不应答（%v），问答会改用内置检索。", err), EN: "Meilisearch does not answer; the embedded search stands in.",
		MendZH: "检查 MEILI_URL、MEILI_KEY 与那台服务；索引由 worker 建立。", MendEN: "Check MEILI_URL, MEILI_KEY and that server; the worker makes the index."}}
}
