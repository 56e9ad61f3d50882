package knowledge

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
)

//go:embed data/guards.yaml
var guardsYAML []byte

// Intent names a guard.
type Intent string

// The guard intents.
const (
	Emergency Intent = "emergency"
	Human     Intent = "human"
	Abuse     Intent = "abuse"
	Complaint Intent = "complaint"
	Thanks    Intent = "thanks"
	Goodbye   Intent = "goodbye"
	Greeting  Intent = "greeting"
)

var intents = []Intent{Emergency, Human, Abuse, Complaint, Thanks, Goodbye, Greeting}

// Say is a sentence in both languages.
type Say struct {
	Zh string `json:"zh" yaml:"zh"`
	En string `json:"en" yaml:"en"`
}

// Guard is one rule: see data/guards.yaml.
type Guard struct {
	Intent   Intent   `yaml:"intent"`
	Number   string   `yaml:"number"` // to call, with Emergency
	MaxUnits int      `yaml:"max_units"`
	Any      []string `yaml:"any"`
	Exact    []string `yaml:"exact"`
	Unless   []string `yaml:"unless"`
	Reply    Say      `yaml:"reply"`
}

// Guards are rules in order: the first that matches decides.
type Guards []Guard

// BuiltInGuards reads the embedded rules.
func BuiltInGuards() (Guards, error) { return ParseGuards(guardsYAML) }

// ParseGuards reads rules. It refuses unknown keys and intents, words that are not normalised or stand twice in a rule, rules that
// match nothing, an emergency without a number and replies that lack a language.
func ParseGuards(b []byte) (Guards, error) {
	var f struct {
		Guards Guards `yaml:"guards"`
	}
	if err := decodeStrict(b, &f); err != nil {
		return nil, err
	}
	if len(f.Guards) == 0 {
		return nil, errors.New("no guards")
	}
	for i, g := range f.Guards {
		at := fmt.Sprintf("guard %d (%s)", i+1, g.Intent)
		switch {
		case !slices.Contains(intents, g.Intent):
			return nil, fmt.Errorf("%s: unknown intent", at)
		case len(g.Any)+len(g.Exact) == 0:
			return nil, fmt.Errorf("%s: matches nothing", at)
		case (g.Intent == Emergency) != (g.Number != ""):
			return nil, fmt.Errorf("%s: an emergency, and nothing else, has a number", at)
		case g.Reply.Zh == "" || g.Reply.En == "":
			return nil, fmt.Errorf("%s: reply in both languages is needed", at)
		case g.MaxUnits < 0:
			return nil, fmt.Errorf("%s: max_units is negative", at)
		}
		for _, list := range [][]string{g.Any, g.Exact, g.Unless} {
			seen := map[string]bool{}
			for _, w := range list {
				if w == "" || Normalise(w) != w || seen[w] {
					return nil, fmt.Errorf("%s: %q is not normalised or stands twice", at, w)
				}
				seen[w] = true
			}
		}
	}
	return f.Guards, nil
}

var (
	politeBefore = []string{"请问一下", "请问", "麻烦", "请", "我想", "我要", "帮我", "给我", "那", "嗯", "哦", "好的"}
	politeAfter  = []string{"一下", "吧", "啊", "呀", "呢", "哦", "了", "嘛", "吗", "哈"}
)

// bare strips courtesies from both ends.
func bare(normal string) string {
	for changed := true; changed; {
		changed = false
		for _, p := range politeBefore {
			if len(normal) > len(p) && strings.HasPrefix(normal, p) {
				normal, changed = normal[len(p):], true
			}
		}
		for _, p := range politeAfter {
			if len(normal) > len(p) && strings.HasSuffix(normal, p) {
				normal, changed = normal[:len(normal)-len(p)], true
			}
		}
	}
	return normal
}

// Match finds the guard that catches the question.
func (g Guards) Match(q *Text) (*Guard, bool) {
	stripped := bare(q.Norm)
	for i := range g {
		r := &g[i]
		if r.MaxUnits > 0 && len(q.Units) > r.MaxUnits || containsAny(q.Norm, r.Unless) {
			continue
		}
		if containsAny(q.Norm, r.Any) || slices.Contains(r.Exact, q.Norm) || slices.Contains(r.Exact, stripped) {
			return r, true
		}
	}
	return nil, false
}

func containsAny(s string, list []string) bool {
	for _, w := range list {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
