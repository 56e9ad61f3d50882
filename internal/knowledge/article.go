// Package knowledge answers citizens' questions from written articles. It normalises and compares texts, guards against questions that
// must not reach retrieval, decides between answering, asking back and refusing, and keeps the context of a talk. It never writes an
// answer of its own. It does no database access and reads no clock.
package knowledge

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Status is where an article stands.
type Status string

// Only published articles are searched.
const (
	Draft     Status = "draft"
	Published Status = "published"
	Withdrawn Status = "withdrawn"
)

// Article is one unit of knowledge: a standard question, its variants, and the answer in blocks.
type Article struct {
	ID         string    `json:"id"`
	Version    int       `json:"version"`
	Category   string    `json:"category"`   // path, "社保/养老"
	Department string    `json:"department"` // who answers for it
	Question   string    `json:"question"`
	Variants   []string  `json:"variants,omitempty"`
	Blocks     []Block   `json:"blocks"`
	Related    []string  `json:"related,omitempty"` // article ids
	ValidFrom  time.Time `json:"valid_from,omitzero"`
	ValidTo    time.Time `json:"valid_to,omitzero"` // exclusive
	Status     Status    `json:"status"`
	UpdatedAt  time.Time `json:"updated_at,omitzero"`
}

// Live reports whether the article may be shown at the instant.
func (a *Article) Live(at time.Time) bool {
	return a.Status == Published && !at.Before(a.ValidFrom) && (a.ValidTo.IsZero() || at.Before(a.ValidTo))
}

// BlockKind is the kind of an answer block.
type BlockKind string

// The kinds of block.
const (
	BlockText    BlockKind = "text"
	BlockSteps   BlockKind = "steps"
	BlockOutlet  BlockKind = "outlet"
	BlockPhone   BlockKind = "phone"
	BlockLink    BlockKind = "link"
	BlockPicture BlockKind = "picture"
	BlockForm    BlockKind = "form"
)

// Block is one part of an answer. Which fields are used depends on Kind; the others must be empty.
type Block struct {
	Kind BlockKind `json:"kind"`

	Text  string   `json:"text,omitempty"`  // text
	Title string   `json:"title,omitempty"` // steps
	Items []string `json:"items,omitempty"` // steps

	OutletIDs []string `json:"outlet_ids,omitempty"` // outlet: by id, or else inline by name and address
	Name      string   `json:"name,omitempty"`
	Address   string   `json:"address,omitempty"`
	Lat       float64  `json:"lat,omitempty"` // degrees, GCJ-02 as Chinese maps use it
	Lng       float64  `json:"lng,omitempty"`
	Phone     string   `json:"phone,omitempty"`

	Label  string `json:"label,omitempty"`  // phone, link, form
	Number string `json:"number,omitempty"` // phone
	Hours  string `json:"hours,omitempty"`  // outlet, phone
	URL    string `json:"url,omitempty"`    // link
	Src    string `json:"src,omitempty"`    // picture: a path of this site
	Alt    string `json:"alt,omitempty"`    // picture
	Target string `json:"target,omitempty"` // form: "case" or "message"
	Case   string `json:"case_kind,omitempty"`
	Class  string `json:"class,omitempty"`
}

// FieldError says what is wrong with one field. Code is one of required, too_long, too_many, unknown, duplicate, invalid, not_used.
type FieldError struct {
	Name   string `json:"name"` // path, "blocks[2].number"
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// Limits of size, in characters and in counts.
const (
	maxQuestion = 200
	maxVariants = 200
	maxText     = 5000
	maxBlocks   = 30
	maxItems    = 30
	maxShort    = 200
)

var (
	identifierForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_\-]{0,63}$`)
	phoneForm      = regexp.MustCompile(`^\+?[0-9][0-9\- ]{1,19}$`)
	caseKinds      = map[string]bool{"": true, "consultation": true, "help": true, "complaint": true, "report": true, "suggestion": true, "praise": true}
)

type checker struct{ errs []FieldError }

func (c *checker) add(name, code, detail string) {
	c.errs = append(c.errs, FieldError{name, code, detail})
}

func (c *checker) text(name, s string, required bool, longest int) {
	switch {
	case !utf8.ValidString(s) || strings.ContainsRune(s, 0):
		c.add(name, "invalid", "not valid text")
	case required && strings.TrimSpace(s) == "":
		c.add(name, "required", "")
	case utf8.RuneCountInString(s) > longest:
		c.add(name, "too_long", "at most "+strconv.Itoa(longest)+" characters")
	}
}

// Validate checks everything that can be checked without the database. An empty result means that the article may be saved; a
// published one must also have an answer.
func (a *Article) Validate() []FieldError {
	var c checker
	if !identifierForm.MatchString(a.ID) {
		c.add("id", "invalid", "letters, digits, - and _")
	}
	if a.Version < 0 {
		c.add("version", "invalid", "")
	}
	switch a.Status {
	case Draft, Published, Withdrawn:
	default:
		c.add("status", "unknown", string(a.Status))
	}
	c.text("question", a.Question, true, maxQuestion)
	if a.Question != "" && Normalise(a.Question) == "" {
		c.add("question", "invalid", "needs letters, digits or characters")
	}
	c.text("category", a.Category, a.Status == Published, maxShort)
	for _, part := range strings.Split(a.Category, "/") {
		if a.Category != "" && (part == "" || strings.TrimSpace(part) != part) {
			c.add("category", "invalid", "a path like 社保/养老")
			break
		}
	}
	c.text("department", a.Department, false, maxShort)
	if len(a.Variants) > maxVariants {
		c.add("variants", "too_many", "at most "+strconv.Itoa(maxVariants))
	}
	seen := map[string]bool{Normalise(a.Question): true}
	for i, v := range a.Variants {
		name := "variants[" + strconv.Itoa(i) + "]"
		c.text(name, v, true, maxQuestion)
		n := Normalise(v)
		switch {
		case n == "" && strings.TrimSpace(v) != "":
			c.add(name, "invalid", "needs letters, digits or characters")
		case n != "" && seen[n]:
			c.add(name, "duplicate", "the same as another form of this question")
		}
		seen[n] = true
	}
	if len(a.Blocks) > maxBlocks {
		c.add("blocks", "too_many", "at most "+strconv.Itoa(maxBlocks))
	}
	if len(a.Blocks) == 0 && a.Status == Published {
		c.add("blocks", "required", "")
	}
	for i := range a.Blocks {
		c.block("blocks["+strconv.Itoa(i)+"].", &a.Blocks[i])
	}
	related := map[string]bool{}
	for i, id := range a.Related {
		name := "related[" + strconv.Itoa(i) + "]"
		switch {
		case !identifierForm.MatchString(id):
			c.add(name, "invalid", "")
		case related[id] || id == a.ID:
			c.add(name, "duplicate", "")
		}
		related[id] = true
	}
	if len(a.Related) > 20 {
		c.add("related", "too_many", "at most 20")
	}
	if !a.ValidTo.IsZero() && !a.ValidFrom.Before(a.ValidTo) {
		c.add("valid_to", "invalid", "must be later than valid_from")
	}
	return c.errs
}

func (c *checker) block(at string, b *Block) {
	used := *b
	switch b.Kind {
	case BlockText:
		c.text(at+"text", b.Text, true, maxText)
		used.Text = ""
	case BlockSteps:
		c.text(at+"title", b.Title, false, maxShort)
		if len(b.Items) == 0 {
			c.add(at+"items", "required", "")
		}
		if len(b.Items) > maxItems {
			c.add(at+"items", "too_many", "at most "+strconv.Itoa(maxItems))
		}
		for i, s := range b.Items {
			c.text(at+"items["+strconv.Itoa(i)+"]", s, true, 1000)
		}
		used.Title, used.Items = "", nil
	case BlockOutlet:
		c.outlet(at, b)
		used.OutletIDs, used.Name, used.Address, used.Hours, used.Phone, used.Lat, used.Lng = nil, "", "", "", "", 0, 0
	case BlockPhone:
		c.text(at+"label", b.Label, true, maxShort)
		c.text(at+"hours", b.Hours, false, maxShort)
		if !phoneForm.MatchString(b.Number) {
			c.add(at+"number", "invalid", "digits, spaces and -")
		}
		used.Label, used.Number, used.Hours = "", "", ""
	case BlockLink:
		c.text(at+"label", b.Label, true, maxShort)
		if u, err := url.Parse(b.URL); err != nil || len(b.URL) > 2000 || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
			c.add(at+"url", "invalid", "a web address that begins with https://")
		}
		used.Label, used.URL = "", ""
	case BlockPicture:
		c.text(at+"alt", b.Alt, true, maxShort)
		if !strings.HasPrefix(b.Src, "/") || strings.HasPrefix(b.Src, "//") || strings.Contains(b.Src, "..") || strings.ContainsAny(b.Src, "\\\"'<> \t\r\n") || len(b.Src) > 500 {
			c.add(at+"src", "invalid", "a path of this site that begins with /")
		}
		used.Src, used.Alt = "", ""
	case BlockForm:
		c.text(at+"label", b.Label, true, maxShort)
		c.text(at+"class", b.Class, false, maxShort)
		if b.Target != "case" && b.Target != "message" {
			c.add(at+"target", "unknown", "case or message")
		}
		if !caseKinds[b.Case] || b.Case != "" && b.Target != "case" {
			c.add(at+"case_kind", "unknown", b.Case)
		}
		used.Label, used.Target, used.Case, used.Class = "", "", "", ""
	default:
		c.add(at+"kind", "unknown", string(b.Kind))
		return
	}
	used.Kind = ""
	if !used.empty() {
		c.add(at+"kind", "not_used", "fields of another kind of block are filled")
	}
}

func (c *checker) outlet(at string, b *Block) {
	if len(b.OutletIDs) == 0 {
		c.text(at+"name", b.Name, true, maxShort)
		c.text(at+"address", b.Address, true, maxShort)
	} else if b.Name != "" || b.Address != "" {
		c.add(at+"outlet_ids", "not_used", "either ids or name and address")
	}
	if len(b.OutletIDs) > 50 {
		c.add(at+"outlet_ids", "too_many", "at most 50")
	}
	for i, id := range b.OutletIDs {
		if !identifierForm.MatchString(id) {
			c.add(at+"outlet_ids["+strconv.Itoa(i)+"]", "invalid", "")
		}
	}
	c.text(at+"hours", b.Hours, false, maxShort)
	if b.Phone != "" && !phoneForm.MatchString(b.Phone) {
		c.add(at+"phone", "invalid", "digits, spaces and -")
	}
	if !(b.Lat >= -90 && b.Lat <= 90 && b.Lng >= -180 && b.Lng <= 180) || (b.Lat == 0) != (b.Lng == 0) {
		c.add(at+"lat", "invalid", "degrees")
	}
}

func (b *Block) empty() bool {
	return b.Kind == "" && b.Text == "" && b.Title == "" && len(b.Items) == 0 && len(b.OutletIDs) == 0 && b.Name == "" &&
		b.Address == "" && b.Lat == 0 && b.Lng == 0 && b.Phone == "" && b.Label == "" && b.Number == "" && b.Hours == "" &&
		b.URL == "" && b.Src == "" && b.Alt == "" && b.Target == "" && b.Case == "" && b.Class == ""
}

// Plain gives the answer as plain text, for lists, previews and the agent's copy.
func (a *Article) Plain() string {
	var b strings.Builder
	line := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
		b.WriteByte('\n')
	}
	for _, k := range a.Blocks {
		switch k.Kind {
		case BlockText:
			line(k.Text)
		case BlockSteps:
			if k.Title != "" {
				line(k.Title)
			}
			for i, s := range k.Items {
				line(strconv.Itoa(i+1), ". ", s)
			}
		case BlockOutlet:
			if k.Name != "" {
				line(k.Name, " ", k.Address, " ", k.Hours)
			}
		case BlockPhone:
			line(k.Label, " ", k.Number)
		case BlockLink:
			line(k.Label, " ", k.URL)
		case BlockPicture:
			line("[", k.Alt, "]")
		case BlockForm:
			line("[", k.Label, "]")
		}
	}
	return strings.TrimSpace(b.String())
}
