package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/policies"
)

// FieldView is a field of an act, for forms.
type FieldView struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Required bool     `json:"required"`
	Max      int      `json:"max,omitempty"`
	Values   []string `json:"values,omitempty"`
	ZH       string   `json:"zh"`
	EN       string   `json:"en"`
}

// ActionView is an act that the reader may take now.
type ActionView struct {
	Act    string      `json:"act"`
	ZH     string      `json:"zh"`
	EN     string      `json:"en"`
	Fields []FieldView `json:"fields"`
}

// internalFields are filled by the house and never taken from a request.
var internalFields = []string{"party", "conversation", "channel", "query_code_index", "clock", "call", "follower", "mentions"}

// RefusedView is an act that is refused for now, and why.
type RefusedView struct {
	Act   string `json:"act"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
	WhyZH string `json:"why_zh"`
	WhyEN string `json:"why_en"`
}

// actions lists what the table has for this reader on this thing and the policy allows.
func (s *Server) actions(c *gin.Context, p *policies.Principal, st hotline.State, r *policies.Resource) ([]ActionView, []RefusedView, error) {
	return AllowedActions(s.Policies.Load(), s.actor(c, p), p, st, r, s.Clock().UTC())
}

// AllowedActions lists the acts that are legal for a person on a thing at a time and that the policy allows, and those that
// something about the thing refuses for now, with the reason.
func AllowedActions(snap *policies.Snapshot, who hotline.Actor, p *policies.Principal, st hotline.State, r *policies.Resource, at time.Time) ([]ActionView, []RefusedView, error) {
	table := hotline.Version(st.Table)
	out, refused := []ActionView{}, []RefusedView{}
	for _, o := range table.Options(st, who, at) {
		if !snap.Knows(string(st.Aggregate), o.Act) {
			continue
		}
		d, err := snap.Enforce(p, string(st.Aggregate), o.Act, r)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case !d.Allow:
		case o.Unmet != "":
			refused = append(refused, RefusedView{o.Act, o.Row.ZH, o.Row.EN, table.Facts[o.Unmet].ZH, table.Facts[o.Unmet].EN})
		default:
			out = append(out, actionView(table, o.Row))
		}
	}
	return out, refused, nil
}

func actionView(table *hotline.Catalogue, t *hotline.Transition) ActionView {
	v := ActionView{Act: t.Act, ZH: t.ZH, EN: t.EN, Fields: []FieldView{}}
	for _, u := range t.Fields {
		if slices.Contains(internalFields, u.Name) {
			continue
		}
		f := table.Fields[u.Name]
		v.Fields = append(v.Fields, FieldView{Name: f.Name, Type: f.Type, Required: u.Required, Max: f.Max, Values: f.Values, ZH: f.ZH, EN: f.EN})
	}
	return v
}

// Word is one term of the transition table.
type Word struct {
	Aggregate string `json:"aggregate"`
	Name      string `json:"name"`
	ZH        string `json:"zh"`
	EN        string `json:"en"`
	Final     bool   `json:"final,omitempty"`
	Step      int    `json:"step,omitempty"`
	CitizenZH string `json:"citizen_zh,omitempty"`
	CitizenEN string `json:"citizen_en,omitempty"`
}

// ChoiceView is one value of a choice field and what it is called.
type ChoiceView struct {
	Value string `json:"value"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// DeclineView is a ground of declining: what staff call it, what the citizen reads, and the lawful route instead.
type DeclineView struct {
	Code      string `json:"code"`
	ZH        string `json:"zh"`
	EN        string `json:"en"`
	CitizenZH string `json:"citizen_zh"`
	CitizenEN string `json:"citizen_en"`
	RouteZH   string `json:"route_zh"`
	RouteEN   string `json:"route_en"`
}

// ContractView is the words of the transition table. Choices holds the values of each choice field in the order they are offered.
type ContractView struct {
	TableVersion   int                     `json:"table_version"`
	Stages         []Word                  `json:"stages"`
	Acts           []Word                  `json:"acts"`
	Clocks         []Word                  `json:"clocks"`
	Fields         map[string]FieldView    `json:"fields"`
	Choices        map[string][]ChoiceView `json:"choices"`
	DeclineReasons []DeclineView           `json:"decline_reasons"`
}

// showContract gives pages the words of the transition table: stages, acts, clocks, fields, values of choices.
func (s *Server) showContract(c *gin.Context) error {
	table := hotline.Load()
	out := ContractView{TableVersion: hotline.TableVersion, Fields: map[string]FieldView{}, Choices: map[string][]ChoiceView{}}
	for _, x := range table.Stages {
		out.Stages = append(out.Stages, Word{string(x.Aggregate), string(x.Stage), x.ZH, x.EN, x.Final, x.Step, x.CitizenZH, x.CitizenEN})
	}
	seen := map[string]bool{}
	for _, x := range table.Transitions {
		if k := string(x.Aggregate) + x.Act; !seen[k] {
			seen[k] = true
			out.Acts = append(out.Acts, Word{Aggregate: string(x.Aggregate), Name: x.Act, ZH: x.ZH, EN: x.EN})
		}
	}
	for _, x := range table.Clocks {
		out.Clocks = append(out.Clocks, Word{Aggregate: string(x.Aggregate), Name: x.Name, ZH: x.ZH, EN: x.EN})
	}
	for _, f := range table.Fields {
		if !slices.Contains(internalFields, f.Name) {
			out.Fields[f.Name] = FieldView{Name: f.Name, Type: f.Type, Max: f.Max, Values: f.Values, ZH: f.ZH, EN: f.EN}
		}
	}
	for name, list := range table.Choices {
		for _, x := range list {
			out.Choices[name] = append(out.Choices[name], ChoiceView(x))
		}
	}
	for _, x := range table.Declines {
		out.DeclineReasons = append(out.DeclineReasons, DeclineView(x))
	}
	c.Header("Cache-Control", "public, max-age=300")
	c.JSON(http.StatusOK, out)
	return nil
}
