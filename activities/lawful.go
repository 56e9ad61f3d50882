package activities

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"minhu/internal/hotline"
	"minhu/policies"
)

// takes are the acts by which a department gets work; they are refused towards the party complained of.
var takes = []string{"dispatch", "send_down", "escalate", "return_uphold", "add_unit", "consult"}

// units looks up the departments that an act names and refuses what may not be: one that does not exist or is closed, the
// party complained of (济南市12345市民服务热线条例 第三十二条: recusal), a unit outside the one that sends down. It fills the
// act's paths and gives the level of the unit that holds the case after the act.
func (h *Hotline) units(ctx context.Context, in *RecordInput) (string, error) {
	f := in.Act.Fields
	in.Act.Paths = map[string]string{}
	var level string
	hold := f["department"]
	if hold == "" {
		hold = in.State.Department
	}
	accused, err := h.Units.Path(ctx, orElse(f["accused"], in.State.Accused))
	if err != nil {
		return "", err
	}
	for _, name := range []string{"department", "departments", "accused", "department_suggested"} {
		for _, id := range strings.Fields(f[name]) {
			p, err := h.Units.Place(ctx, id)
			if err != nil {
				return "", err
			}
			if p.Path == "" {
				return "", hotline.Invalid(hotline.FieldProblem{Name: name, Code: "unknown_value", Detail: "没有这个单位，或已停用"})
			}
			if name != "accused" && name != "department_suggested" && slices.Contains(takes, in.Act.Name) && policies.Under(p.Path, accused) {
				return "", hotline.Fail(hotline.ErrActNotAllowed, "不得派给被反映单位；确需由其办理的，由督办员裁定派单并说明理由。")
			}
			in.Act.Paths[id] = p.Path
			if id == hold {
				level = p.Level
			}
		}
	}
	if in.Act.Name == "send_down" {
		lead, err := h.Units.Path(ctx, in.State.Department)
		if err != nil {
			return "", err
		}
		if to := in.Act.Paths[f["department"]]; to == lead || !policies.Under(to, lead) {
			return "", hotline.Invalid(hotline.FieldProblem{Name: "department", Code: "unknown_value", Detail: "只能下派给本单位的下级"})
		}
	}
	if id := f["assignee"]; id != "" {
		if err := h.assignee(ctx, in, id); err != nil {
			return "", err
		}
	}
	if level == "" && hold != "" {
		p, err := h.Units.Place(ctx, hold)
		if err != nil {
			return "", err
		}
		level = p.Level
	}
	return level, nil
}

// assignee refuses a person who does not work in the department that holds the case.
func (h *Hotline) assignee(ctx context.Context, in *RecordInput, id string) error {
	lead, err := h.Units.Path(ctx, in.State.Department)
	if err != nil {
		return err
	}
	paths, err := h.Store.StaffPaths(ctx, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for _, p := range paths {
		if policies.Under(p, lead) {
			return nil
		}
	}
	return hotline.Invalid(hotline.FieldProblem{Name: "assignee", Code: "unknown_value", Detail: "此人不在承办单位"})
}
