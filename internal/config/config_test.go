package config

import (
	"bytes"
	"errors"
	"flag"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"minhu/internal/explain"
)

func environment(pairs ...string) Lookup {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(k string) (string, bool) { v, ok := m[k]; return v, ok }
}

func TestDefaults(t *testing.T) {
	c, _, err := Parse("standalone", nil, environment(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !filepath.IsAbs(c.Home) || filepath.Base(c.Home) != "var" || c.Addr != "127.0.0.1:8080" || !c.Demo || c.City != "示范市" ||
		c.TemporalNamespace != "default" || c.EngineRetention != 72*time.Hour || c.DatabaseURL != "" {
		t.Errorf("%+v", c)
	}
	if c, _, _ := Parse("api", nil, environment(), nil, nil); c.Demo {
		t.Error("demo data are on outside standalone")
	}
}

func TestFlagWinsOverVariableOverDefault(t *testing.T) {
	env := environment("MINHU_ADDR", "127.0.0.1:9000", "MINHU_DEMO", "off", "MINHU_CITY", "")
	c, _, err := Parse("standalone", []string{"--addr", ":9001"}, env, nil, nil)
	if err != nil || c.Addr != ":9001" || c.Demo || c.City != "示范市" {
		t.Errorf("%+v, %v", c, err)
	}
	c, _, err = Parse("standalone", nil, env, nil, nil)
	if err != nil || c.Addr != "127.0.0.1:9000" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	for _, tc := range []struct {
		args  []string
		env   []string
		names string
	}{
		{args: []string{"--addr", "8080"}, names: "--addr"},
		{args: []string{"--addr", "localhost:99999"}, names: "--addr"},
		{env: []string{"MINHU_ADDR", "nowhere"}, names: "MINHU_ADDR"},
		{env: []string{"TEMPORAL_ADDRESS", ":7233"}, names: "TEMPORAL_ADDRESS"},
		{env: []string{"DATABASE_URL", "mysql://u:p@h/d"}, names: "DATABASE_URL"},
		{env: []string{"MEILI_URL", "meili:7700"}, names: "MEILI_URL"},
		{env: []string{"MEILI_KEY", "k"}, names: "MEILI_URL"},
		{env: []string{"MINHU_DEMO", "maybe"}, names: "MINHU_DEMO"},
		{env: []string{"MINHU_CITY", strings.Repeat("市", 21)}, names: "MINHU_CITY"},
		{env: []string{"MINHU_ENGINE_DATABASE", "a;drop"}, names: "MINHU_ENGINE_DATABASE"},
		{env: []string{"MINHU_ENGINE_RETENTION", "3 days"}, names: "MINHU_ENGINE_RETENTION"},
		{env: []string{"MINHU_ENGINE_RETENTION", "1m"}, names: "MINHU_ENGINE_RETENTION"},
		{env: []string{"MINHU_TRUSTED_PROXIES", "10.0.0.0/8, proxy"}, names: "MINHU_TRUSTED_PROXIES"},
		{env: []string{"MINHU_LOG_LEVEL", "loud"}, names: "MINHU_LOG_LEVEL"},
		{args: []string{"--nothing"}, names: "nothing"},
	} {
		_, _, err := Parse("standalone", tc.args, environment(tc.env...), nil, nil)
		var e *explain.Error
		if !errors.As(err, &e) {
			t.Errorf("%v %v: %v", tc.args, tc.env, err)
			continue
		}
		if !strings.Contains(e.ZH, tc.names) || !strings.Contains(e.EN, tc.names) {
			t.Errorf("%v %v: %s does not name %s", tc.args, tc.env, e, tc.names)
		}
	}
}

func TestSecretsAreNotRepeated(t *testing.T) {
	_, _, err := Parse("api", nil, environment("DATABASE_URL", "postgres//minhu:geheim@h/d"), nil, nil)
	if err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("%v", err)
	}
}

func TestHelpNamesEveryFlagAndVariable(t *testing.T) {
	var out bytes.Buffer
	_, _, err := Parse("bench", []string{"--help"}, environment(), &out, func(fs *flag.FlagSet) { fs.Int("rounds", 3, "how many rounds") })
	if !errors.Is(err, flag.ErrHelp) {
		t.Fatal(err)
	}
	for _, s := range settings {
		if !strings.Contains(out.String(), "--"+s.flag) || !strings.Contains(out.String(), s.variable) {
			t.Errorf("%s or %s is missing", s.flag, s.variable)
		}
	}
	if !strings.Contains(out.String(), "--rounds") {
		t.Error("the subcommand's own flag is missing")
	}
}
