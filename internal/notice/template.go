package notice

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"
)

//go:embed data/templates.csv
var templatesCSV string

//go:embed data/variables.csv
var variablesCSV string

// Uses of the catalogue's templates that hold the texts of notices.
const (
	UseSMS    = "sms"    // what citizens are sent
	UseNotice = "notice" // what staff read in the page
)

// Texts that are no rule's: several news in one message, and the neutral one of a confidential case.
const (
	GroupTemplate   = "citizen_group"
	NeutralTemplate = "citizen_neutral"
	MissedTemplate  = "callback_missed"
	OverTemplate    = "callback_over"
	JoinedTemplate  = "follower_joined"
)

// Variable is one thing that a text may say in braces, under its Chinese name.
type Variable struct{ Name, ZH, Sample string }

// Template is the text of a notice as installed.
type Template struct {
	Code     string
	Audience string   // citizen or staff
	Vars     []string // names of what the text may say
	Must     []string // and of what it must
	Due      []string // clocks whose deadline {期限} is; none: that of the clock the act names
	Title    string
	TitleEN  string
	Text     string
}

// Use is the word of the catalogue under which the template stands.
func (t Template) Use() string {
	if t.Audience == Citizen {
		return UseSMS
	}
	return UseNotice
}

// Variables lists what texts may say. Broken data stop the program; a test walks them.
var Variables = sync.OnceValue(func() []Variable {
	var out []Variable
	if err := eachRow(variablesCSV, 3, func(r []string) error {
		if slices.Contains(r, "") {
			return fmt.Errorf("variable %q lacks something", r[0])
		}
		out = append(out, Variable{r[0], r[1], r[2]})
		return nil
	}); err != nil {
		panic("notice: variables: " + err.Error())
	}
	return out
})

// Templates lists the texts as installed, in their order.
var Templates = sync.OnceValue(func() []Template {
	var out []Template
	if err := eachRow(templatesCSV, 6, func(r []string) error {
		t := Template{Code: r[0], Audience: r[1], Title: r[3], TitleEN: r[4], Text: r[5]}
		if t.Audience != Citizen && t.Audience != "staff" || t.Title == "" || t.TitleEN == "" {
			return fmt.Errorf("template %s: audience %q, or a title is missing", t.Code, t.Audience)
		}
		for _, v := range strings.Fields(r[2]) {
			name, must := strings.CutSuffix(v, "!")
			name, clocks, _ := strings.Cut(name, ":")
			if clocks != "" {
				t.Due = strings.Split(clocks, "|")
			}
			if !slices.ContainsFunc(Variables(), func(x Variable) bool { return x.Name == name }) {
				return fmt.Errorf("template %s: variable %q is unknown", t.Code, name)
			}
			t.Vars = append(t.Vars, name)
			if must {
				t.Must = append(t.Must, name)
			}
		}
		if faults := t.Check(t.Text); len(faults) > 0 {
			return fmt.Errorf("template %s: %s", t.Code, faults[0].EN)
		}
		if slices.ContainsFunc(out, func(o Template) bool { return o.Code == t.Code }) {
			return fmt.Errorf("template %s stands twice", t.Code)
		}
		out = append(out, t)
		return nil
	}); err != nil {
		panic("notice: templates: " + err.Error())
	}
	return out
})

// Find gives a template as installed; nil when no notice has that code.
func Find(code string) *Template {
	for i, t := range Templates() {
		if t.Code == code {
			return &Templates()[i]
		}
	}
	return nil
}

// Fault is one thing that is wrong with a text.
type Fault struct{ ZH, EN string }

// MaxSegments is how many SMS segments the text for a citizen may need with all variables at their longest.
const MaxSegments = 5

var braces = regexp.MustCompile(`\{([^{}]*)\}`)

// Check tests a text that somebody wrote for this template: only variables it knows, those it must say, and no longer than
// MaxSegments.
func (t Template) Check(text string) []Fault {
	var out []Fault
	said := map[string]bool{}
	for _, m := range braces.FindAllStringSubmatch(text, -1) {
		v := byZH(m[1])
		if v == nil || !slices.Contains(t.Vars, v.Name) {
			out = append(out, Fault{"这条通知里没有变量{" + m[1] + "}；可用：" + t.names(t.Vars), "this notice has no variable {" + m[1] + "}"})
			continue
		}
		said[v.Name] = true
	}
	if rest := braces.ReplaceAllString(text, ""); strings.ContainsAny(rest, "{}") {
		out = append(out, Fault{"花括号没有成对", "a brace is left alone"})
	}
	for _, name := range t.Must {
		if !said[name] {
			out = append(out, Fault{"必须写上{" + zhOf(name) + "}", "the variable {" + zhOf(name) + "} is needed"})
		}
	}
	if n := Segments(Signature("示范市") + Sample(text)); t.Audience == Citizen && n > MaxSegments {
		out = append(out, Fault{fmt.Sprintf("太长：变量取最长时为 %d 条短信，最多 %d 条", n, MaxSegments), fmt.Sprintf("too long: %d messages, at most %d", n, MaxSegments)})
	}
	return out
}

func (t Template) names(vars []string) string {
	var out []string
	for _, v := range vars {
		out = append(out, "{"+zhOf(v)+"}")
	}
	return strings.Join(out, "")
}

func byZH(zh string) *Variable {
	for i, v := range Variables() {
		if v.ZH == zh {
			return &Variables()[i]
		}
	}
	return nil
}

func zhOf(name string) string {
	for _, v := range Variables() {
		if v.Name == name {
			return v.ZH
		}
	}
	return name
}

// Render fills a text. What has no value is left out; a value never opens a brace of its own.
func Render(text string, values map[string]string) string {
	return braces.ReplaceAllStringFunc(text, func(m string) string {
		if v := byZH(m[1 : len(m)-len("}")]); v != nil {
			return values[v.Name]
		}
		return ""
	})
}

// Sample fills a text with values as long as they get.
func Sample(text string) string {
	values := map[string]string{}
	for _, v := range Variables() {
		values[v.Name] = v.Sample
	}
	return Render(text, values)
}

// Signature stands in front of what citizens are sent: who says it.
func Signature(city string) string { return "【" + city + "12345】" }

// Segments is the number of short messages that a text takes: 70 characters in one, 67 in each of several (3GPP TS 23.040, UCS-2).
func Segments(text string) int {
	n := len(utf16.Encode([]rune(text)))
	switch {
	case n == 0:
		return 0
	case n <= 70:
		return 1
	}
	return (n + 66) / 67
}
