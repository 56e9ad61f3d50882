package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"minhu/internal/explain"
	"minhu/internal/pii"
)

func init() {
	register(command{name: "calls", zh: "calls simulate --rate 6/min --count 20：模拟呼叫中心来电；calls token：打印呼叫中心使用的令牌", en: "calls simulate --rate 6/min --count 20: plays a call centre; calls token: prints the call centre's token",
		run: runCalls})
}

func runCalls(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "simulate":
			return simulateCalls(ctx, args[1:])
		case "token":
			return printCallToken(args[1:])
		}
	}
	return explain.New("calls", "用法：minhu calls simulate [--rate 6/min] [--count 20] | minhu calls token", "Usage: minhu calls simulate [--rate 6/min] [--count 20] | minhu calls token")
}

func printCallToken(args []string) error {
	cfg, rest, err := settings("calls token", args, nil)
	if err != nil {
		return err
	}
	if err := noArguments("calls token", rest); err != nil {
		return err
	}
	token, err := pii.LoadToken(callToken(cfg))
	if err != nil {
		return explain.Wrap(err, "calls", err.Error(), err.Error())
	}
	fmt.Println(token)
	return nil
}

// played is one call of the simulation: what the centre says, and how long after the ringing, in seconds.
type played struct {
	state string
	after float64
}

// simulateCalls posts invented calls to the running system. Numbers are of the range of the demonstration city, which belongs to
// nobody; one in four comes from a number that called before.
func simulateCalls(ctx context.Context, args []string) error {
	var rate, extension, url string
	var count int
	cfg, rest, err := settings("calls simulate", args, func(fs *flag.FlagSet) {
		fs.StringVar(&rate, "rate", "6/min", "每分钟来电数，如 6/min / calls a minute")
		fs.IntVar(&count, "count", 20, "来电总数 / how many calls")
		fs.StringVar(&extension, "extension", "", "振铃的分机号；不给则无人认领 / extension that rings")
		fs.StringVar(&url, "url", "", "系统地址；不给则用本机 / address of the system")
	})
	if err != nil {
		return err
	}
	if err := noArguments("calls simulate", rest); err != nil {
		return err
	}
	perMinute, err := strconv.ParseFloat(strings.TrimSuffix(rate, "/min"), 64)
	if err != nil || perMinute <= 0 || perMinute > 600 || count < 1 || count > 10_000 {
		return explain.New("calls", "--rate 应为 6/min 这样的数，--count 为 1 到 10000。", "--rate takes a number such as 6/min, --count 1 to 10000.")
	}
	token, err := pii.LoadToken(callToken(cfg))
	if err != nil {
		return explain.Wrap(err, "calls", err.Error(), err.Error())
	}
	if url == "" {
		url = "http://" + cfg.Addr
	}
	centre := &centre{url: strings.TrimSuffix(url, "/") + "/api/v1/calls", token: token, extension: extension,
		rng: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)), run: strconv.FormatInt(time.Now().Unix(), 36)}
	gap := time.Duration(float64(time.Minute) / perMinute)
	tick := time.NewTicker(gap)
	defer tick.Stop()
	for n := range count {
		if err := centre.call(ctx, n); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "\r%d / %d", n+1, count)
		if n+1 == count {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	fmt.Fprintln(os.Stderr)
	return nil
}

type centre struct {
	url, token, extension, run string
	rng                        *rand.Rand
	before                     []string
}

// call plays one call: most ring and stay so until an agent takes them, some are missed.
func (c *centre) call(ctx context.Context, n int) error {
	number := fmt.Sprintf("1390000%04d", c.rng.IntN(10_000))
	if len(c.before) > 0 && c.rng.IntN(4) == 0 {
		number = c.before[c.rng.IntN(len(c.before))]
	}
	c.before = append(c.before, number)
	id := fmt.Sprintf("sim-%s-%d", c.run, n)
	at := time.Now().UTC()
	states := []played{{"ringing", 0}}
	if c.rng.IntN(6) == 0 {
		states = append(states, played{"missed", 0})
	}
	for _, s := range states {
		err := c.post(ctx, map[string]any{"call_id": id, "number": number, "direction": "in", "state": s.state, "extension": c.extension,
			"at": at.Add(time.Duration(s.after * float64(time.Second))).Format(time.RFC3339Nano), "recording_url": ""})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *centre) post(ctx context.Context, word map[string]any) error {
	body, err := json.Marshal(word)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	client := http.Client{Timeout: 10 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		return explain.Wrap(err, "calls", "连不上 "+c.url+"：请先 make run，或用 --url 指定。", "Cannot reach "+c.url+": start it with make run, or name it by --url.")
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(io.LimitReader(res.Body, 2000))
		return explain.New("calls", fmt.Sprintf("来电未被接受（%d）：%s", res.StatusCode, b), fmt.Sprintf("The call was not taken (%d): %s", res.StatusCode, b))
	}
	return nil
}
