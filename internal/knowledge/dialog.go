package knowledge

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Context is what a talk remembers between questions. It is a value: passed in with a question and given back with the answer.
type Context struct {
	ArticleID string    `json:"article_id,omitempty"`
	Matter    string    `json:"matter,omitempty"` // what is talked about, "居住证"
	Aspect    string    `json:"aspect,omitempty"` // what was asked about it last, "materials"
	Turns     int       `json:"turns,omitempty"`  // questions since the matter came up
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// How long a matter is remembered.
const (
	contextLife  = 10 * time.Minute
	contextTurns = 8
)

// Alive reports whether the context may still be leaned on.
func (c Context) Alive(at time.Time) bool {
	return c.Matter != "" && c.Turns < contextTurns && at.Before(c.ExpiresAt)
}

// fillers carry no matter: they are taken out of a question to find what it is about.
var fillers = []string{"请问一下", "请问", "我想问", "想问", "咨询", "一下", "怎么样", "怎么", "如何", "怎样", "办理", "申请", "申领", "申办", "需要", "哪些", "哪个",
	"什么", "多少", "可以", "能不能", "是否", "能否", "应该", "应当", "你们", "谢谢", "您好", "你好", "大概", "一般", "提供", "准备", "具体", "到账", "每月", "能批", "批下来",
	"拿到", "能拿", "能提", "生效"}

// edges are characters that carry no matter at the edge of what is left; inside a word (公交卡, 灵活就业) they belong to it.
const edges = "咋哪要吗呢啊呀吧的了是有能去在带我办都还也又得 "

// leads open a question that goes on with the talk; they say nothing of their own.
var leads = []string{"那么", "那", "然后", "还有", "另外", "请问", "我想问", "想问", "，", ",", " "}

// withoutLead takes the leads off the front of a question, unless nothing else stands there.
func withoutLead(s string) string {
	for cut := true; cut; {
		cut = false
		for _, l := range leads {
			if rest, ok := strings.CutPrefix(s, l); ok && rest != "" {
				s, cut = rest, true
			}
		}
	}
	return s
}

// Matter gives what a question is about: itself without aspects, courtesies and question words. It may be empty.
func Matter(question string) string {
	matter, _ := matterOf(Normalise(question))
	return matter
}

// matterOf also tells whether a word was met that leans on what was said before.
func matterOf(normal string) (matter string, leaning bool) {
	drop := make([]bool, len(normal))
	mark := func(from, to int) {
		for i := from; i < to; i++ {
			drop[i] = true
		}
	}
	words.find(normal, func(h hit) {
		if h.m.anaphora && (h.at == 0 || drop[h.at-1]) {
			leaning = true
			mark(h.at, h.end)
		}
		if h.m.aspect != 0 && h.m.place == "" {
			mark(h.at, h.end)
		}
	})
	for i := range normal {
		for _, f := range fillers {
			if strings.HasPrefix(normal[i:], f) {
				mark(i, i+len(f))
				break
			}
		}
	}
	var b, part strings.Builder
	flush := func() {
		p := part.String()
		part.Reset()
		if !strings.HasSuffix(p, "补办") {
			p = strings.TrimRight(p, edges)
		}
		b.WriteString(strings.TrimLeft(p, edges))
	}
	for i, r := range normal {
		if drop[i] {
			flush()
			continue
		}
		part.WriteRune(r)
	}
	flush()
	return strings.TrimSpace(b.String()), leaning || strings.HasSuffix(normal, "呢")
}

// elliptical reports whether a question needs what was said before to be understood: it names no matter of its own, or leans on the
// talk and adds only a few characters.
func elliptical(q *Text) bool {
	if len(q.Units) > 16 {
		return false
	}
	matter, leaning := matterOf(q.Norm)
	n := utf8.RuneCountInString(matter)
	return n == 0 || leaning && n <= 5
}

// Assume is the sentence that shows what was assumed.
func Assume(matter string) Say {
	return Say{Zh: "关于" + matter + "：", En: "About " + matter + ":"}
}

// aspectName names the first aspect of a text.
func aspectName(t *Text) string {
	for i, name := range words.aspectNames {
		if t.Aspects&(1<<i) != 0 {
			return name
		}
	}
	return ""
}

// follow gives the context after an answer.
func (c Context) follow(a *Article, q *Text, at time.Time) Context {
	next := Context{ArticleID: a.ID, Matter: Matter(a.Question), Aspect: aspectName(q), Turns: 1, ExpiresAt: at.Add(contextLife)}
	if next.Matter == "" {
		next.Matter = Normalise(a.Question)
	}
	if c.Alive(at) && c.Matter == next.Matter {
		next.Turns = c.Turns + 1
	}
	return next
}

// wait gives the context after a question that was not answered.
func (c Context) wait(at time.Time) Context {
	if !c.Alive(at) {
		return Context{}
	}
	c.Turns++
	return c
}
