package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"minhu/internal/assembly"
	"minhu/internal/store"
	"minhu/internal/worktime"
)

// settingName is where the day of the first load is kept. Everything is derived from it, so that a load that was cut short
// goes on where it stopped and makes the same city.
const settingName = "demo"

type setting struct {
	Base string `json:"base"` // the day of the first load, China's time
	Done bool   `json:"done"`
}

// Options of a load. Days is how far the stories go back; Scale multiplies how many there are (1 = the whole city).
type Options struct {
	Days    int
	Scale   float64
	NoStory bool      // reference data, people and articles only
	Out     io.Writer // progress, one line a step
}

// Loaded says whether a city was loaded completely into this database.
func Loaded(ctx context.Context, st *store.Store) (bool, error) {
	s, err := readSetting(ctx, st)
	return s.Done, err
}

func readSetting(ctx context.Context, st *store.Store) (setting, error) {
	var s setting
	raw, err := st.Setting(ctx, settingName)
	if err != nil || raw == nil {
		return s, err
	}
	return s, json.Unmarshal(raw, &s)
}

// Run loads the demonstration city: reference data and articles first, then the stories. It is harmless to run again.
func Run(ctx context.Context, open func(context.Context) (*assembly.House, error), st *store.Store, o Options) error {
	c, err := Load()
	if err != nil {
		return err
	}
	s, err := readSetting(ctx, st)
	if err != nil || s.Done {
		return err
	}
	if s.Base == "" {
		s.Base = worktime.DateOf(time.Now()).String()
		if err := st.PutSetting(ctx, settingName, s); err != nil {
			return err
		}
	}
	say := func(zh, en string) { fmt.Fprintf(o.Out, "示范数据：%s  demonstration data: %s\n", zh, en) }
	say("单位、人员、网点、分类", "units, people, outlets, classes")
	if err := c.Reference(ctx, st); err != nil {
		return err
	}
	say(fmt.Sprintf("知识 %d 条", len(c.Articles)), fmt.Sprintf("%d articles", len(c.Articles)))
	base, err := worktime.ParseDate(s.Base)
	if err != nil {
		return err
	}
	for _, a := range c.Articles {
		if _, err := st.PutPublished(ctx, a, "示范采编", base.Start().AddDate(0, 0, -120).UTC()); err != nil {
			return fmt.Errorf("article %s: %w", a.ID, err)
		}
	}
	h, err := open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	if err := c.people(ctx, h); err != nil {
		return err
	}
	if o.NoStory {
		return nil
	}
	y := newYear(c, h, base, o)
	say(fmt.Sprintf("%d 天的会话与诉求", o.Days), fmt.Sprintf("talks and cases of %d days", o.Days))
	if err := y.live(ctx); err != nil {
		return err
	}
	s.Done = true
	if err := st.PutSetting(ctx, settingName, s); err != nil {
		return err
	}
	say(fmt.Sprintf("完成：会话 %d，诉求 %d，留言 %d", y.talks, y.cases, y.messages), fmt.Sprintf("done: %d talks, %d cases, %d messages", y.talks, y.cases, y.messages))
	return nil
}

// namespace of the ids of demonstration staff and citizens.
var namespace = uuid.MustParse("5b1f0f4e-6d3c-5c0e-9d6a-2f6d1c9e8a71")

func idOf(kind, name string) string {
	return uuid.NewSHA1(namespace, []byte(kind+"/"+name)).String()
}

// Reference stores departments, classes, duties, skill groups, templates and outlets; what is there stays.
func (c *City) Reference(ctx context.Context, st *store.Store) error {
	for _, d := range c.Departments {
		level := 0
		for _, r := range d.Path {
			if r == '/' {
				level++
			}
		}
		if err := st.PutDepartment(ctx, store.DepartmentRow{ID: d.ID, Path: d.Path, ParentID: d.Parent, Name: d.Name, ShortName: d.ShortName, Level: level, Kind: d.Kind, Phone: d.Phone}); err != nil {
			return fmt.Errorf("department %s: %w", d.ID, err)
		}
	}
	for i, k := range c.Classes {
		if err := st.PutClass(ctx, store.ClassRow{Code: k.Code, Parent: k.Parent, Name: k.Name, Scene: k.Scene}, i); err != nil {
			return fmt.Errorf("class %s: %w", k.Code, err)
		}
	}
	for _, d := range c.Duties {
		if err := st.PutDuty(ctx, d.Class, d.District, d.Department); err != nil {
			return fmt.Errorf("duty %v: %w", d, err)
		}
	}
	for i, g := range c.Groups {
		if err := st.PutSkillGroup(ctx, g.Code, g.Name, g.Scenes, i); err != nil {
			return fmt.Errorf("skill group %s: %w", g.Code, err)
		}
	}
	for i, x := range c.Templates {
		if err := st.PutTemplate(ctx, x.Code, x.Use, x.Title, x.Text, i); err != nil {
			return fmt.Errorf("template %s: %w", x.Code, err)
		}
	}
	for i, o := range c.Outlets {
		row := store.OutletRow{ID: o.ID, Name: o.Name, Kind: o.Kind, District: o.District, Address: o.Address, Hours: o.Hours, Phone: o.Phone, Services: pq.StringArray(o.Services)}
		row.Latitude.Float64, row.Latitude.Valid = o.Lat, true
		row.Longitude.Float64, row.Longitude.Valid = o.Lng, true
		if err := st.PutOutlet(ctx, row, i); err != nil {
			return fmt.Errorf("outlet %s: %w", o.ID, err)
		}
	}
	return nil
}

// people stores the demonstration accounts with one password.
func (c *City) people(ctx context.Context, h *assembly.House) error {
	hash, err := h.Identity.HashPassword(ctx, Password)
	if err != nil {
		return err
	}
	for _, s := range c.Staff {
		id := idOf("staff", s.Username)
		if err := h.Store.PutDemoStaff(ctx, id, s.Username, s.Name, s.Title, hash, s.Department, s.Capacity, s.Presence, s.Clearance, s.Number); err != nil {
			return fmt.Errorf("staff %s: %w", s.Username, err)
		}
		for _, g := range s.Groups {
			if err := h.Store.PutSkill(ctx, id, g); err != nil {
				return fmt.Errorf("staff %s: %w", s.Username, err)
			}
		}
		for _, r := range s.Roles {
			if err := h.Store.PutBinding(ctx, id, r.Role, r.Path); err != nil {
				return fmt.Errorf("staff %s: %w", s.Username, err)
			}
		}
	}
	return nil
}
