// Package demo makes the demonstration city 示范市: reference data, a knowledge base, staff, and three months of talks and
// cases that were lived through the product's own rules, counted back from the day of the first start. Everything in it is
// invented.
package demo

import (
	"bytes"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"minhu/internal/knowledge"
)

//go:embed all:data
var files embed.FS

// Password is the password of every demonstration account. The accounts exist only where demonstration data were loaded, and
// the sign-in page says so there.
const Password = "shifan-12345"

// City is the demonstration city as its files have it.
type City struct {
	Departments []Department
	Staff       []Staff
	Classes     []Class
	Duties      []Duty
	Outlets     []Outlet
	Groups      []Group
	Templates   []Template
	Articles    []knowledge.Article
	Matters     []Matter
	Talks       []Talk
	Unknown     []string // questions the knowledge base cannot answer
}

// Department is one row of data/departments.csv; the path is made of the ids from the top.
type Department struct{ ID, Parent, Name, ShortName, Kind, Phone, Path string }

// Staff is one row of data/staff.csv. Roles are "role" or "role@department", joined by blanks.
type Staff struct {
	Username, Name, Title, Department string
	Roles                             []Role
	Capacity                          int
	Presence                          string
	Clearance                         int
	Number                            string // 工号
	Groups                            []string
}

// Group is one row of data/skill_groups.csv.
type Group struct {
	Code, Name string
	Scenes     []string
}

// Template is one row of data/templates.csv.
type Template struct{ Code, Use, Title, Text string }

// Role is a role at a department path.
type Role struct{ Role, Path string }

// Class is one row of data/classes.csv.
type Class struct{ Code, Parent, Name, Scene string }

// Duty is one row of data/duty.csv: class × district → department.
type Duty struct{ Class, District, Department string }

// Outlet is one row of data/outlets.csv; coordinates are GCJ-02 degrees of an invented place.
type Outlet struct {
	ID, Name, Kind, District, Address, Hours, Phone string
	Lat, Lng                                        float64
	Services                                        []string
}

// Matter is what people of the city write about one class. The lists run side by side: content k is answered by record k and
// reply k, and titled by title k or k + the number of contents. "{place}" stands for the place.
type Matter struct {
	Class    string   `yaml:"class"`
	Kinds    []string `yaml:"kinds"`
	Weight   int      `yaml:"weight"` // how often, against the others
	Titles   []string `yaml:"titles"`
	Contents []string `yaml:"contents"`
	Places   []string `yaml:"places"`
	Records  []string `yaml:"records"`
	Replies  []string `yaml:"replies"`
	Rain     bool     `yaml:"rain"` // comes up on the day of the rainstorm
}

// Talk is one live talk on the agent's bench.
type Talk struct {
	Mood    string   `yaml:"mood"`
	Stage   string   `yaml:"stage"`   // queued or human
	Minutes int      `yaml:"minutes"` // how long ago it was handed over
	Bot     []string `yaml:"bot"`     // questions put to the bot before
	Lines   []struct {
		Who  string `yaml:"who"` // citizen or agent
		Text string `yaml:"text"`
	} `yaml:"lines"`
}

// Load reads and checks all files of the city. Every reference must be met.
func Load() (*City, error) { return load(files) }

func load(fsys fs.FS) (*City, error) {
	c := &City{}
	steps := []struct {
		name string
		n    int
		row  func([]string) error
	}{
		{"departments.csv", 6, c.addDepartment}, {"skill_groups.csv", 3, c.addGroup}, {"templates.csv", 4, c.addTemplate}, {"staff.csv", 10, c.addStaff}, {"classes.csv", 4, c.addClass}, {"duty.csv", 3, c.addDuty},
		{"outlets.csv", 10, c.addOutlet},
	}
	for _, s := range steps {
		if err := eachRow(fsys, s.name, s.n, s.row); err != nil {
			return nil, err
		}
	}
	for name, to := range map[string]any{"matters.yaml": &c.Matters, "talks.yaml": &c.Talks, "unknown.yaml": &c.Unknown} {
		if err := readYAML(fsys, "data/"+name, to); err != nil {
			return nil, err
		}
	}
	names, err := fs.Glob(fsys, "data/articles/*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	for _, n := range names {
		if err := c.addArticles(fsys, n); err != nil {
			return nil, err
		}
	}
	return c, c.check()
}

func eachRow(fsys fs.FS, name string, n int, fn func([]string) error) error {
	f, err := fsys.Open("data/" + name)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment, r.FieldsPerRecord = '#', n
	for first := true; ; first = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if first {
			continue
		}
		line, _ := r.FieldPos(0)
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		if err := fn(row); err != nil {
			return fmt.Errorf("%s line %d: %w", name, line, err)
		}
	}
}

func readYAML(fsys fs.FS, name string, to any) error {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(to); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (c *City) department(id string) *Department {
	for i := range c.Departments {
		if c.Departments[i].ID == id {
			return &c.Departments[i]
		}
	}
	return nil
}

func (c *City) addDepartment(r []string) error {
	d := Department{ID: r[0], Parent: r[1], Name: r[2], ShortName: r[3], Kind: r[4], Phone: r[5]}
	d.Path = "/" + d.ID
	if d.Parent != "" {
		p := c.department(d.Parent)
		if p == nil {
			return fmt.Errorf("department %s: parent %s must stand before it", d.ID, d.Parent)
		}
		d.Path = p.Path + d.Path
	}
	c.Departments = append(c.Departments, d)
	return nil
}

func (c *City) addStaff(r []string) error {
	d := c.department(r[3])
	if d == nil {
		return fmt.Errorf("staff %s: no department %s", r[0], r[3])
	}
	s := Staff{Username: r[0], Name: r[1], Title: r[2], Department: r[3], Presence: r[6], Number: r[8], Groups: strings.Fields(r[9])}
	for _, g := range s.Groups {
		if !slices.ContainsFunc(c.Groups, func(x Group) bool { return x.Code == g }) {
			return fmt.Errorf("staff %s: no skill group %s", r[0], g)
		}
	}
	for _, x := range strings.Fields(r[4]) {
		role, at, ok := strings.Cut(x, "@")
		path := d.Path
		if ok {
			other := c.department(at)
			if other == nil {
				return fmt.Errorf("staff %s: no department %s", r[0], at)
			}
			path = other.Path
		}
		s.Roles = append(s.Roles, Role{role, path})
	}
	var err error
	if s.Capacity, err = strconv.Atoi(r[5]); err != nil {
		return err
	}
	s.Clearance, err = strconv.Atoi(r[7])
	c.Staff = append(c.Staff, s)
	return err
}

func (c *City) addGroup(r []string) error {
	c.Groups = append(c.Groups, Group{r[0], r[1], strings.Fields(r[2])})
	return nil
}

func (c *City) addTemplate(r []string) error {
	c.Templates = append(c.Templates, Template{r[0], r[1], r[2], r[3]})
	return nil
}

func (c *City) addClass(r []string) error {
	c.Classes = append(c.Classes, Class{r[0], r[1], r[2], r[3]})
	return nil
}

func (c *City) hasClass(code string) bool {
	return slices.ContainsFunc(c.Classes, func(k Class) bool { return k.Code == code })
}

func (c *City) addDuty(r []string) error {
	if !c.hasClass(r[0]) || c.department(r[2]) == nil {
		return fmt.Errorf("duty %v: unknown class or department", r)
	}
	c.Duties = append(c.Duties, Duty{r[0], r[1], r[2]})
	return nil
}

func (c *City) addOutlet(r []string) error {
	o := Outlet{ID: r[0], Name: r[1], Kind: r[2], District: r[3], Address: r[4], Hours: r[5], Phone: r[6], Services: strings.Fields(r[9])}
	var err error
	if o.Lat, err = strconv.ParseFloat(r[7], 64); err != nil {
		return err
	}
	o.Lng, err = strconv.ParseFloat(r[8], 64)
	c.Outlets = append(c.Outlets, o)
	return err
}

// yamlArticle is an article as its file has it; the id is made of the file's name and the place in it when none is given.
type yamlArticle struct {
	ID         string           `yaml:"id"`
	Category   string           `yaml:"category"`
	Department string           `yaml:"department"`
	Question   string           `yaml:"question"`
	Variants   []string         `yaml:"variants"`
	Blocks     []map[string]any `yaml:"blocks"`
	Related    []string         `yaml:"related"`
}

func (c *City) addArticles(fsys fs.FS, name string) error {
	var list []yamlArticle
	if err := readYAML(fsys, name, &list); err != nil {
		return err
	}
	base := strings.TrimSuffix(name[strings.LastIndex(name, "/")+1:], ".yaml")
	for i, y := range list {
		a := knowledge.Article{ID: y.ID, Category: y.Category, Department: y.Department, Question: y.Question, Variants: y.Variants, Related: y.Related,
			Status: knowledge.Published}
		if a.ID == "" {
			a.ID = fmt.Sprintf("%s-%02d", base, i+1)
		}
		for _, b := range y.Blocks {
			k, err := blockOf(b)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", name, a.ID, err)
			}
			a.Blocks = append(a.Blocks, k)
		}
		if bad := a.Validate(); len(bad) > 0 {
			return fmt.Errorf("%s: %s %q: %v", name, a.ID, a.Question, bad)
		}
		if a.Department != "" && c.department(a.Department) == nil {
			return fmt.Errorf("%s: %s: no department %s", name, a.ID, a.Department)
		}
		c.Articles = append(c.Articles, a)
	}
	return nil
}

// check tests what the files owe each other.
func (c *City) check() error {
	ids, asked := map[string]bool{}, map[string]string{}
	for _, a := range c.Articles {
		if ids[a.ID] {
			return fmt.Errorf("article %s stands twice", a.ID)
		}
		ids[a.ID] = true
		for _, q := range append([]string{a.Question}, a.Variants...) {
			n := knowledge.Normalise(q)
			if other := asked[n]; other != "" && other != a.ID {
				return fmt.Errorf("articles %s and %s both answer %q", other, a.ID, q)
			}
			asked[n] = a.ID
		}
	}
	for _, a := range c.Articles {
		for _, r := range a.Related {
			if !ids[r] {
				return fmt.Errorf("article %s: related %s does not exist", a.ID, r)
			}
		}
		for _, b := range a.Blocks {
			for _, o := range b.OutletIDs {
				if !slices.ContainsFunc(c.Outlets, func(x Outlet) bool { return x.ID == o }) {
					return fmt.Errorf("article %s: outlet %s does not exist", a.ID, o)
				}
			}
		}
	}
	for _, m := range c.Matters {
		if !c.hasClass(m.Class) || len(m.Kinds) == 0 || len(m.Titles) == 0 || len(m.Contents) == 0 || len(m.Places) == 0 || len(m.Records) == 0 || len(m.Replies) == 0 {
			return fmt.Errorf("matter %s is not complete", m.Class)
		}
		if !slices.ContainsFunc(c.Duties, func(d Duty) bool { return d.Class == m.Class }) {
			return fmt.Errorf("matter %s: nobody has the duty", m.Class)
		}
	}
	return nil
}
