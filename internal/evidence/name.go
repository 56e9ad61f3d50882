package evidence

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is how long a kept file name may be, in characters without the ending; many file systems stop at 255 bytes.
const maxName = 60

// CleanName makes a harmless name of what a browser said: the last part of a path, without control, direction and shell
// characters, at most maxName characters, with the ending that belongs to the bytes. ext "" leaves the ending off.
func CleanName(name, ext string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, ""))
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == utf8.RuneError, strings.ContainsRune(`/\:*?"<>|%;&$`+"`'", r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	name = strings.TrimSuffix(name, path.Ext(name))
	name = strings.Trim(name, ". ")
	if r := []rune(name); len(r) > maxName {
		name = strings.Trim(string(r[:maxName]), ". ")
	}
	if name == "" {
		name = "文件"
	}
	if ext != "" {
		name += "." + ext
	}
	return name
}
