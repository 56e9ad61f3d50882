package pii

import (
	"strings"
	"unicode/utf8"
)

// MaskName keeps the family name: 王**. Two-character compound family names are kept whole.
func MaskName(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	r := []rune(s)
	keep := 1
	if len(r) > 2 && compound[string(r[:2])] {
		keep = 2
	}
	return string(r[:keep]) + strings.Repeat("*", max(1, min(2, len(r)-keep)))
}

var compound = map[string]bool{"欧阳": true, "司马": true, "上官": true, "诸葛": true, "东方": true, "皇甫": true, "尉迟": true, "公孙": true, "令狐": true, "慕容": true, "司徒": true, "夏侯": true}

// MaskPhone keeps the first three and last four digits of a mobile number and the last three of a shorter one.
func MaskPhone(s string) string {
	d := digits(s)
	switch {
	case d == "":
		return ""
	case len(d) >= 11:
		return d[:3] + strings.Repeat("*", len(d)-7) + d[len(d)-4:]
	case len(d) > 4:
		return strings.Repeat("*", len(d)-3) + d[len(d)-3:]
	}
	return strings.Repeat("*", len(d))
}

// MaskAddress keeps an address down to the street: everything after the first number or door is hidden.
func MaskAddress(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	for i, r := range s {
		if (r >= '0' && r <= '9') || strings.ContainsRune("号弄栋幢单室楼一二三四五六七八九十", r) {
			if i == 0 {
				break
			}
			return s[:i] + "***"
		}
	}
	if utf8.RuneCountInString(s) <= 3 {
		return "***"
	}
	r := []rune(s)
	return string(r[:3]) + "***"
}

// Last4 are the last four digits of a phone number, which a citizen types beside the query code.
func Last4(phone string) string {
	d := digits(phone)
	if len(d) < 4 {
		return d
	}
	return d[len(d)-4:]
}
