package api

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/store"
	"minhu/internal/worktime"
	"minhu/policies"
)

// City is who runs this hotline.
type City struct {
	Name   string // 示范市
	NameEN string
	Notice string // shown on the citizen's page; empty = none
	Demo   bool   // demonstration data are loaded
	// DemoPassword is the password of the demonstration accounts, shown where they are offered; empty without demonstration data.
	DemoPassword string
}

// ServiceView tells when people answer.
type ServiceView struct {
	Open    bool       `json:"open"`
	Hours   []string   `json:"hours"` // today's, "08:00-20:00"
	OpensAt *time.Time `json:"opens_at,omitempty"`
}

// DistrictView is a district of the city; matters name theirs by its id.
type DistrictView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// CityView is the first answer every page asks for.
type CityView struct {
	Name      string         `json:"name"`
	NameEN    string         `json:"name_en"`
	Phone     string         `json:"phone"`
	Notice    string         `json:"notice"`
	Demo      bool           `json:"demo"`
	Service   ServiceView    `json:"service"`
	Districts []DistrictView `json:"districts"`
	Now       time.Time      `json:"now"`
	Version   string         `json:"version"`
}

func (s *Server) service(now time.Time) (ServiceView, error) {
	cal, err := s.Time.Now()
	if err != nil {
		return ServiceView{}, err
	}
	v := ServiceView{Open: worktime.ServiceOpen(cal, now), Hours: []string{}}
	for _, h := range cal.ServiceHours(worktime.DateOf(now)) {
		v.Hours = append(v.Hours, h.String())
	}
	if !v.Open {
		if at, ok := worktime.NextOpen(cal, now); ok {
			at = at.UTC()
			v.OpensAt = &at
		}
	}
	return v, nil
}

// showCity is the first thing every page asks: names, notice, service hours, the server's time.
func (s *Server) showCity(c *gin.Context) error {
	now := s.Clock().UTC()
	service, err := s.service(now)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, CityView{Name: s.City.Name, NameEN: s.City.NameEN, Phone: "12345", Notice: s.City.Notice, Demo: s.City.Demo, Service: service,
		Districts: s.districts.read(c.Request.Context(), s.Store, now), Now: now, Version: s.Config.Version})
	return nil
}

// districtsKept is how long the list of districts is believed: it changes when the city is reorganised.
const districtsKept = 30 * time.Second

// districtList remembers the districts, because every page asks for them first. While the database is away the last known list
// stands, or none: the page must come up all the same.
type districtList struct {
	mu   sync.Mutex
	at   time.Time
	list []DistrictView
}

func (d *districtList) read(ctx context.Context, st *store.Store, now time.Time) []DistrictView {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.list != nil && now.Sub(d.at) < districtsKept {
		return d.list
	}
	rows, err := st.Departments(ctx)
	if err != nil {
		if d.list != nil {
			return d.list
		}
		return []DistrictView{}
	}
	list := []DistrictView{}
	for _, r := range rows {
		if r.Kind == "district" {
			list = append(list, DistrictView{r.ID, r.ShortName})
		}
	}
	d.list, d.at = list, now
	return list
}

// countVisit counts a visit. It makes a visitor a citizen first: the cookie must be there before the first line, or a retry
// of a line whose answer was lost would come from somebody else.
func (s *Server) countVisit(c *gin.Context) error {
	p := principal(c)
	if p.Kind != policies.KindCitizen {
		c.Status(http.StatusNoContent)
		return nil
	}
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	if err := s.Store.CountVisit(c.Request.Context(), worktime.DateOf(s.Clock()).String(), p.ID); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}
