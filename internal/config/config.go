// Package config is the one place where flags and environment variables become settings. Every setting has a flag and a
// variable; the flag wins. All are checked before anything starts.
package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"minhu/internal/explain"
	"minhu/internal/notice"
)

// Config is the settings of one process.
type Config struct {
	Home string // MINHU_HOME, absolute: data, logs, secrets
	Addr string // MINHU_ADDR, host:port of the pages and the API

	DatabaseURL       string // DATABASE_URL; empty: a private PostgreSQL
	TemporalAddress   string // TEMPORAL_ADDRESS, host:port; empty: the engine of this installation
	TemporalNamespace string // TEMPORAL_NAMESPACE
	MeiliURL          string // MEILI_URL; empty: the embedded search engine
	MeiliKey          string // MEILI_KEY
	MeiliWide         bool   // MEILI_RECALL=wide: nearer to the embedded engine, at twice the cost

	Demo bool // MINHU_DEMO: load the demonstration city at the first start
	// DemoSmall is MINHU_DEMO_SIZE=small: a few weeks and a quarter of the talks, for tests.
	DemoSmall bool
	City      string // MINHU_CITY, the name shown in the header

	Engine          string        // MINHU_ENGINE, path of the engine program; empty: minhu-engine beside this program
	EngineDatabase  string        // MINHU_ENGINE_DATABASE, name of the engine's database on our PostgreSQL
	EngineRetention time.Duration // MINHU_ENGINE_RETENTION, how long closed histories stay in the engine

	Notify       string       // MINHU_NOTIFY: file, webhook, sms or off
	NotifyURL    string       // MINHU_NOTIFY_URL, of the webhook
	NotifySecret string       // MINHU_NOTIFY_SECRET, signs what is sent; empty: keys/notify.secret of the home
	SMSGateway   string       // MINHU_SMS_GATEWAY, file that describes the SMS gateway
	PublicURL    string       // MINHU_PUBLIC_URL, where citizens reach the pages; empty: http:// and MINHU_ADDR
	QuietHours   notice.Quiet // MINHU_QUIET_HOURS, when citizens are not disturbed
	DailyNotices int          // MINHU_DAILY_NOTICES, messages a number gets on one day; 0 is no limit
	NotifyStaff  bool         // MINHU_NOTIFY_STAFF: staff are told by the sender too

	TrustedProxies []string // MINHU_TRUSTED_PROXIES, addresses or networks whose X-Forwarded-For counts
	LogLevel       string   // MINHU_LOG_LEVEL: debug, info, warn or error
}

// setting is one line of the table from which flags, variables, help and checks are made.
type setting struct {
	flag, variable, initial, zh, en string
	secret                          bool
	set                             func(*Config, string) error
}

func (s setting) describe() string {
	if s.initial == "" {
		return s.zh
	}
	return s.zh + "（默认 " + s.initial + "）"
}

var settings = []setting{
	{flag: "home", variable: "MINHU_HOME", initial: "./var", zh: "数据、日志与密钥的文件夹", en: "folder for data, logs and secrets",
		set: func(c *Config, v string) (err error) {
			if v == "" {
				return fault("不能为空", "must not be empty")
			}
			c.Home, err = filepath.Abs(v)
			return err
		}},
	{flag: "addr", variable: "MINHU_ADDR", initial: "127.0.0.1:8080", zh: "网页与接口的监听地址", en: "address of pages and API",
		set: func(c *Config, v string) error { c.Addr = v; return hostPort(v, true) }},
	{flag: "database-url", variable: "DATABASE_URL", secret: true, zh: "PostgreSQL 地址；不给则自带一个", en: "PostgreSQL URL; a private server when not given",
		set: func(c *Config, v string) error { c.DatabaseURL = v; return webAddress(v, "postgres", "postgresql") }},
	{flag: "temporal-address", variable: "TEMPORAL_ADDRESS", zh: "Temporal 地址 host:port；不给则自带引擎", en: "Temporal host:port; the bundled engine when not given",
		set: func(c *Config, v string) error {
			c.TemporalAddress = v
			if v == "" {
				return nil
			}
			return hostPort(v, false)
		}},
	{flag: "temporal-namespace", variable: "TEMPORAL_NAMESPACE", initial: "default", zh: "Temporal 命名空间", en: "Temporal namespace",
		set: func(c *Config, v string) error {
			c.TemporalNamespace = v
			if v == "" {
				return fault("不能为空", "must not be empty")
			}
			return nil
		}},
	{flag: "meili-url", variable: "MEILI_URL", zh: "Meilisearch 地址；不给则用内置检索", en: "Meilisearch URL; the embedded search when not given",
		set: func(c *Config, v string) error { c.MeiliURL = v; return webAddress(v, "http", "https") }},
	{flag: "meili-key", variable: "MEILI_KEY", secret: true, zh: "Meilisearch 密钥", en: "Meilisearch key",
		set: func(c *Config, v string) error { c.MeiliKey = v; return nil }},
	{flag: "meili-recall", variable: "MEILI_RECALL", initial: "narrow", zh: "narrow 或 wide：向 Meilisearch 取候选的宽度", en: "narrow or wide: how many forms are asked of Meilisearch",
		set: func(c *Config, v string) error {
			c.MeiliWide = v == "wide"
			if v != "wide" && v != "narrow" {
				return fault("只能是 narrow 或 wide", "must be narrow or wide")
			}
			return nil
		}},
	{flag: "demo", variable: "MINHU_DEMO", zh: "on 或 off：首次启动时载入示范市（standalone 默认 on，其余 off）", en: "on or off: load the demonstration city at the first start (on for standalone)",
		set: func(c *Config, v string) (err error) { c.Demo, err = onOff(v); return err }},
	{flag: "demo-size", variable: "MINHU_DEMO_SIZE", initial: "full", zh: "full 或 small：示范市的大小", en: "full or small: the size of the demonstration city",
		set: func(c *Config, v string) error {
			c.DemoSmall = v == "small"
			if v != "small" && v != "full" {
				return fault("应为 full 或 small", "takes full or small")
			}
			return nil
		}},
	{flag: "city", variable: "MINHU_CITY", initial: "示范市", zh: "城市名", en: "name of the city",
		set: func(c *Config, v string) error {
			c.City = strings.TrimSpace(v)
			if n := len([]rune(c.City)); n == 0 || n > 20 {
				return fault("应为 1 到 20 个字", "takes 1 to 20 characters")
			}
			return nil
		}},
	{flag: "engine", variable: "MINHU_ENGINE", zh: "引擎程序的路径；不给则用本程序旁的 minhu-engine", en: "path of the engine program; minhu-engine beside this program when not given",
		set: func(c *Config, v string) error { c.Engine = v; return nil }},
	{flag: "engine-database", variable: "MINHU_ENGINE_DATABASE", initial: "temporal", zh: "引擎的数据库名（另有 …_visibility）", en: "engine's database (and NAME_visibility)",
		set: func(c *Config, v string) error { c.EngineDatabase = v; return identifier(v) }},
	{flag: "engine-retention", variable: "MINHU_ENGINE_RETENTION", initial: "72h", zh: "结束的流程在引擎里保留多久（仅首次启动生效）", en: "how long closed workflows stay in the engine (first start only)",
		set: func(c *Config, v string) (err error) {
			c.EngineRetention, err = time.ParseDuration(v)
			if err != nil {
				return fault("应为 72h 这样的时长", "takes a duration such as 72h")
			}
			if c.EngineRetention < time.Hour {
				err = fault("至少 1h", "must be at least 1h")
			}
			return err
		}},
	{flag: "notify", variable: "MINHU_NOTIFY", initial: "file", zh: "通知怎样发出：file（写入 HOME/notices.jsonl）、webhook、sms 或 off", en: "how notices go out: file (HOME/notices.jsonl), webhook, sms or off",
		set: func(c *Config, v string) error {
			c.Notify = v
			switch v {
			case "file", "webhook", "sms", "off":
				return nil
			}
			return fault("应为 file、webhook、sms 或 off", "takes file, webhook, sms or off")
		}},
	{flag: "notify-url", variable: "MINHU_NOTIFY_URL", zh: "webhook 的地址", en: "URL of the webhook",
		set: func(c *Config, v string) error { c.NotifyURL = v; return webAddress(v, "https", "http") }},
	{flag: "notify-secret", variable: "MINHU_NOTIFY_SECRET", secret: true, zh: "通知的签名密钥；不给则用 HOME/keys/notify.secret", en: "secret that signs notices; HOME/keys/notify.secret when not given",
		set: func(c *Config, v string) error { c.NotifySecret = v; return nil }},
	{flag: "sms-gateway", variable: "MINHU_SMS_GATEWAY", zh: "短信网关的说明文件（JSON）", en: "file that describes the SMS gateway (JSON)",
		set: func(c *Config, v string) error { c.SMSGateway = v; return nil }},
	{flag: "public-url", variable: "MINHU_PUBLIC_URL", zh: "市民访问的网址，短信里的链接用它；不给则用监听地址", en: "where citizens reach the pages, for links in messages; the listening address when not given",
		set: func(c *Config, v string) error {
			c.PublicURL = strings.TrimRight(v, "/")
			return webAddress(v, "https", "http")
		}},
	{flag: "quiet-hours", variable: "MINHU_QUIET_HOURS", initial: "21:00-08:00", zh: "免打扰时段，none 为没有；紧急的不受限", en: "hours in which citizens are not disturbed, none for none; urgent notices pass",
		set: func(c *Config, v string) (err error) {
			if c.QuietHours, err = notice.ParseQuiet(v); err != nil {
				return fault("应为 21:00-08:00 这样的时段或 none", "takes hours such as 21:00-08:00, or none")
			}
			return nil
		}},
	{flag: "daily-notices", variable: "MINHU_DAILY_NOTICES", initial: "10", zh: "同一号码每天最多几条，0 为不限；紧急的不受限", en: "messages a number gets on one day, 0 for no limit; urgent ones pass",
		set: func(c *Config, v string) (err error) {
			if c.DailyNotices, err = strconv.Atoi(v); err != nil || c.DailyNotices < 0 || c.DailyNotices > 1000 {
				return fault("应为 0 到 1000 的整数", "takes a whole number from 0 to 1000")
			}
			return nil
		}},
	{flag: "notify-staff", variable: "MINHU_NOTIFY_STAFF", initial: "off", zh: "on 或 off：工作人员的通知也经 webhook 发出（页面上总有）", en: "on or off: send notices of staff by the webhook too (the page always has them)",
		set: func(c *Config, v string) (err error) { c.NotifyStaff, err = onOff(v); return err }},
	{flag: "trusted-proxies", variable: "MINHU_TRUSTED_PROXIES", zh: "可信反向代理的地址或网段，逗号分隔", en: "trusted reverse proxies, addresses or networks, by comma",
		set: func(c *Config, v string) (err error) { c.TrustedProxies, err = networks(v); return err }},
	{flag: "log-level", variable: "MINHU_LOG_LEVEL", initial: "info", zh: "日志级别 debug、info、warn、error", en: "debug, info, warn or error",
		set: func(c *Config, v string) error {
			c.LogLevel = v
			switch v {
			case "debug", "info", "warn", "error":
				return nil
			}
			return fault("应为 debug、info、warn 或 error", "takes debug, info, warn or error")
		}},
}

// Lookup reads one variable; os.LookupEnv in the program, a map in tests.
type Lookup func(string) (string, bool)

// Parse reads the settings of the subcommand name from args and the environment. extra, which may be nil, adds the
// subcommand's own flags. It returns flag.ErrHelp after it wrote the help to out, or an explain.Error that names the flag or
// variable at fault.
func Parse(name string, args []string, env Lookup, out io.Writer, extra func(*flag.FlagSet)) (Config, []string, error) {
	fs := flag.NewFlagSet("minhu "+name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	given := make(map[string]*string, len(settings))
	for _, s := range settings {
		given[s.flag] = fs.String(s.flag, "", s.describe())
	}
	own := map[string]bool{}
	if extra != nil {
		known := map[string]bool{}
		fs.VisitAll(func(f *flag.Flag) { known[f.Name] = true })
		extra(fs)
		fs.VisitAll(func(f *flag.Flag) { own[f.Name] = !known[f.Name] })
	}
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			writeHelp(out, name, fs, own)
			return Config{}, nil, err
		}
		return Config{}, nil, explain.Wrap(err, "config", "参数有误："+err.Error()+"；minhu "+name+" --help 列出全部。",
			"Wrong flag: "+err.Error()+"; minhu "+name+" --help lists all.")
	}
	byFlag := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { byFlag[f.Name] = true })
	var c Config
	for _, s := range settings {
		value, from := s.initial, s.variable
		if s.flag == "demo" {
			value = "off"
			if name == "standalone" {
				value = "on"
			}
		}
		if v, ok := env(s.variable); ok && v != "" {
			value = v
		}
		if byFlag[s.flag] {
			value, from = *given[s.flag], "--"+s.flag
		}
		if err := s.set(&c, value); err != nil {
			shown := fmt.Sprintf("%q", value)
			if s.secret {
				shown = "(…)"
			}
			zh, en := faultText(err)
			return Config{}, nil, explain.Wrap(err, "config", fmt.Sprintf("设置 %s=%s 无效：%s。", from, shown, zh),
				fmt.Sprintf("The setting %s=%s is not valid: %s.", from, shown, en))
		}
	}
	if err := c.check(); err != nil {
		return Config{}, nil, err
	}
	return c, fs.Args(), nil
}

// check looks at settings that depend on each other.
func (c Config) check() error {
	if c.MeiliKey != "" && c.MeiliURL == "" {
		return explain.New("config", "给了 MEILI_KEY 却没有 MEILI_URL。", "MEILI_KEY is set but MEILI_URL is not.")
	}
	if c.Notify == "webhook" && c.NotifyURL == "" {
		return explain.New("config", "MINHU_NOTIFY=webhook 还需要 MINHU_NOTIFY_URL。", "MINHU_NOTIFY=webhook needs MINHU_NOTIFY_URL.")
	}
	if c.Notify == "sms" && c.SMSGateway == "" {
		return explain.New("config", "MINHU_NOTIFY=sms 还需要 MINHU_SMS_GATEWAY。", "MINHU_NOTIFY=sms needs MINHU_SMS_GATEWAY.")
	}
	if (c.Notify == "webhook" || c.Notify == "sms") && c.PublicURL == "" {
		return explain.New("config", "要发短信，请用 MINHU_PUBLIC_URL 说明市民访问的网址。", "Messages hold links: say by MINHU_PUBLIC_URL where citizens reach the pages.")
	}
	return nil
}

// EnginePath is the engine program: the one that was named, else minhu-engine beside this program.
func (c Config) EnginePath() string {
	if c.Engine != "" {
		return c.Engine
	}
	self, err := os.Executable()
	if err != nil {
		return "minhu-engine"
	}
	return filepath.Join(filepath.Dir(self), "minhu-engine")
}

func writeHelp(out io.Writer, name string, fs *flag.FlagSet, own map[string]bool) {
	fmt.Fprintf(out, "minhu %s [参数]\n\n", name)
	fs.VisitAll(func(f *flag.Flag) {
		if own[f.Name] {
			fmt.Fprintf(out, "  --%-20s %s\n", f.Name, f.Usage)
		}
	})
	fmt.Fprintf(out, "\n参数与环境变量（参数优先） / flags and environment variables (flags win):\n\n")
	for _, s := range settings {
		fmt.Fprintf(out, "  --%-20s %s\n  %22s %s\n  %22s %s\n", s.flag, s.variable, "", s.describe(), "", s.en)
	}
}

// fault says in both languages what a value should have been.
func fault(zh, en string) error { return explain.New("config", zh, en) }

func faultText(err error) (zh, en string) {
	var e *explain.Error
	if errors.As(err, &e) {
		return e.ZH, e.EN
	}
	return err.Error(), err.Error()
}

func hostPort(v string, emptyHost bool) error {
	host, port, err := net.SplitHostPort(v)
	if err != nil {
		return fault("应为 host:port", "takes host:port")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return fault("端口应在 1 到 65535 之间", "takes a port between 1 and 65535")
	}
	if host == "" && !emptyHost {
		return fault("应为 host:port", "takes host:port")
	}
	return nil
}

func webAddress(v string, schemes ...string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" {
		// url.Parse quotes its input, which may hold a password
		return fault("应为 "+schemes[0]+"://host…", "takes "+schemes[0]+"://host…")
	}
	for _, s := range schemes {
		if u.Scheme == s {
			return nil
		}
	}
	return fault("应为 "+schemes[0]+"://host…", "takes "+schemes[0]+"://host…")
}

func onOff(v string) (bool, error) {
	switch strings.ToLower(v) {
	case "on", "true", "1", "yes":
		return true, nil
	case "off", "false", "0", "no":
		return false, nil
	}
	return false, fault("应为 on 或 off", "takes on or off")
}

func identifier(v string) error {
	if v == "" || len(v) > 40 {
		return fault("应为 1 到 40 个字母、数字或 _", "takes 1 to 40 letters, digits or _")
	}
	for i, r := range v {
		if !(r >= 'a' && r <= 'z' || r == '_' || i > 0 && r >= '0' && r <= '9') {
			return fault("应以小写字母开头，只含小写字母、数字和 _", "takes small letters, digits and _, a letter first")
		}
	}
	return nil
}

func networks(v string) ([]string, error) {
	var out []string
	for _, p := range strings.Split(v, ",") {
		p = strings.TrimSpace(p)
		if p == "" {
			continue
		}
		if _, _, err := net.ParseCIDR(p); err != nil && net.ParseIP(p) == nil {
			return nil, fault(fmt.Sprintf("%q 不是地址也不是网段", p), fmt.Sprintf("%q is neither an address nor a network", p))
		}
		out = append(out, p)
	}
	return out, nil
}
