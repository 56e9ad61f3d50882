package api

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"minhu/internal/hotline"
	"minhu/internal/store"
)

// Contact is who may be called back. It is sealed before anything else happens and never travels in an act.
type Contact struct {
	Name    string `json:"name"`
	Phone   string `json:"phone"`
	Address string `json:"address"`
}

var phoneShape = regexp.MustCompile(`^\+?[0-9][0-9\- ]{5,18}[0-9]$`)

func (b Contact) validate(prefix string, required bool) []hotline.FieldProblem {
	var bad []hotline.FieldProblem
	add := func(name, code, zh string) {
		bad = append(bad, hotline.FieldProblem{Name: prefix + name, Code: code, Detail: zh})
	}
	name, phone, address := strings.TrimSpace(b.Name), strings.TrimSpace(b.Phone), strings.TrimSpace(b.Address)
	if required && name == "" {
		add("name", "required", "请填写称呼")
	}
	if utf8.RuneCountInString(name) > 30 {
		add("name", "too_long", "称呼最多 30 个字")
	}
	switch {
	case phone == "" && required:
		add("phone", "required", "请填写联系电话")
	case phone != "" && !phoneShape.MatchString(phone):
		add("phone", "malformed", "电话号码格式不对")
	}
	if utf8.RuneCountInString(address) > 120 {
		add("address", "too_long", "地址最多 120 个字")
	}
	return bad
}

func (b Contact) party() store.Party {
	return store.Party{Name: strings.TrimSpace(b.Name), Phone: strings.TrimSpace(b.Phone), Address: strings.TrimSpace(b.Address)}
}

func (b Contact) empty() bool {
	return strings.TrimSpace(b.Name+b.Phone+b.Address) == ""
}
