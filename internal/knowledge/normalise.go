package knowledge

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/simplified.txt
var simplifiedPairs string

var simplified = readPairs(simplifiedPairs)

// readPairs reads lines of pairs: a traditional character followed by its simplified form.
func readPairs(s string) map[rune]rune {
	out := map[rune]rune{}
	for _, line := range strings.Fields(s) {
		r := []rune(line)
		for i := 0; i+1 < len(r); i += 2 {
			out[r[i]] = r[i+1]
		}
	}
	return out
}

// Normalise brings a text to the form in which all engines compare: NFKC, lower case, simplified characters, no punctuation. Between
// two Latin or digit runs one space remains. The result is stable: normalising it again changes nothing. Invalid UTF-8 is dropped.
func Normalise(s string) string {
	s = strings.ToValidUTF8(s, "")
	// Lowering can leave decomposable characters and the reverse, so the pair runs until it settles; two rounds do in practice.
	for range 4 {
		next := strings.ToLower(norm.NFKC.String(s))
		if next == s {
			break
		}
		s = next
	}
	var b strings.Builder
	b.Grow(len(s))
	gap, previous := false, rune(0)
	for _, r := range s {
		if to, ok := simplified[r]; ok {
			r = to
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = true
			continue
		}
		if gap && previous != 0 && !isHan(previous) && !isHan(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		gap, previous = false, r
	}
	return b.String()
}

func isHan(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r > 0x2e7f && unicode.Is(unicode.Han, r)
}
