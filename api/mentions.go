package api

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"minhu/internal/hotline"
	"minhu/internal/store"
	"minhu/policies"
)

// mention is a name behind an @ that begins a word; an address of e-mail holds one too, and is none.
var mention = regexp.MustCompile(`(?:^|[\s，。；、：（(])@([\p{Han}A-Za-z0-9_.·-]{1,40})`)

// maxMentions is how many people one note may tell.
const maxMentions = 12

// mentioned finds the people that a note names by @: by user name, else by name. Who may not read the case cannot be told of it; the
// sentence says so instead of telling nobody.
func (s *Server) mentioned(ctx context.Context, note string, r *policies.Resource) (string, error) {
	refuse := func(zh string) (string, error) {
		return "", hotline.Invalid(hotline.FieldProblem{Name: "fields.note", Code: "unknown_value", Detail: zh})
	}
	var ids []string
	for _, m := range mention.FindAllStringSubmatch(note, -1) {
		word := strings.TrimRight(m[1], ".-·")
		found, err := s.Store.StaffNamed(ctx, word)
		if err != nil {
			return "", err
		}
		switch {
		case len(found) == 0:
			return refuse("没有名为“" + word + "”的人；@ 后请写姓名或账号，之后空一格。")
		case len(found) > 1:
			return refuse("有多人名为“" + word + "”，请写账号：" + strings.Join(usernames(found), "、") + "。")
		}
		roles, err := s.Store.StaffRoles(ctx, found[0].ID, s.Clock())
		if err != nil {
			return "", err
		}
		who := &policies.Principal{ID: found[0].ID, Kind: policies.KindStaff, Name: found[0].Name}
		for _, x := range roles {
			who.Clearance = x.Clearance
			who.Bindings = append(who.Bindings, policies.Binding{Role: x.Role, DeptPath: x.Path})
		}
		d, err := s.Policies.Load().Enforce(who, "case", "read", r)
		if err != nil {
			return "", err
		}
		if !d.Allow {
			return refuse("“" + word + "”不能查看这件诉求，不能在备注里提到。")
		}
		if !slices.Contains(ids, found[0].ID) {
			ids = append(ids, found[0].ID)
		}
	}
	if len(ids) > maxMentions {
		return refuse("一条备注最多提到 12 人。")
	}
	return strings.Join(ids, " "), nil
}

func usernames(list []store.NamedStaff) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.Username
	}
	return out
}
