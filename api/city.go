package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

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

// CityView is the first answer every page asks for.
type CityView struct {
	Name    string      `json:"name"`
	NameEN  string      `json:"name_en"`
	Phone   string      `json:"phone"`
	Notice  string      `json:"notice"`
	Demo    bool        `json:"demo"`
	Service ServiceView `json:"service"`
	Now     time.Time   `json:"now"`
	Version string      `json:"version"`
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
		Now: now, Version: s.Config.Version})
	return nil
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
