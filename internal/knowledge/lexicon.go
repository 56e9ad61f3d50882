package knowledge

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

//go:embed data/lexicon.yaml
var lexiconYAML []byte

//go:embed data/places.txt
var placesTXT string

// value is one member of an opposition: of the same group, another member excludes it.
type value struct {
	group, member uint8
	neutral       bool // what is meant when nothing is said
}

type wordMeaning struct {
	aspect      uint32
	concept     uint16 // 1-based, 0 is none
	values      []value
	negation    bool
	notNegation bool
	anaphora    bool
	place       string
}

// lexicon maps words to what they mean. All words are normalised.
type lexicon struct {
	meanings    map[string]*wordMeaning
	starts      map[rune]int // longest word in bytes by first rune
	aspectNames []string
	canonical   []string // by concept
	function    map[uint32]bool
}

var words = mustLexicon()

func mustLexicon() *lexicon {
	l, err := parseLexicon(lexiconYAML, placesTXT)
	if err != nil {
		panic("knowledge: lexicon: " + err.Error())
	}
	return l
}

func decodeStrict(b []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return err
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return errors.New("more than one document")
	}
	return nil
}

func parseLexicon(b []byte, places string) (*lexicon, error) {
	var f struct {
		Aspects      map[string][]string `yaml:"aspects"`
		Concepts     [][]string          `yaml:"concepts"`
		Oppositions  [][][]string        `yaml:"oppositions"`
		Negations    []string            `yaml:"negations"`
		NotNegations []string            `yaml:"not_negations"`
		Anaphora     []string            `yaml:"anaphora"`
		Function     string              `yaml:"function"`
	}
	if err := decodeStrict(b, &f); err != nil {
		return nil, err
	}
	l := &lexicon{meanings: map[string]*wordMeaning{}, starts: map[rune]int{}, function: map[uint32]bool{}}
	for _, r := range f.Function {
		l.function[uint32(r)] = true
	}
	var bad error
	put := func(word string, set func(*wordMeaning) bool) {
		if word == "" || Normalise(word) != word {
			bad = errors.Join(bad, fmt.Errorf("%q is not normalised", word))
			return
		}
		m := l.meanings[word]
		if m == nil {
			m = &wordMeaning{}
			l.meanings[word] = m
			first, _ := utf8.DecodeRuneInString(word)
			l.starts[first] = max(l.starts[first], len(word))
		}
		if !set(m) {
			bad = errors.Join(bad, fmt.Errorf("%q is given twice", word))
		}
	}
	for name := range f.Aspects {
		l.aspectNames = append(l.aspectNames, name)
	}
	sort.Strings(l.aspectNames)
	if len(l.aspectNames) > 32 || len(f.Oppositions) > 255 {
		return nil, errors.New("too many aspects or oppositions")
	}
	for i, name := range l.aspectNames {
		for _, w := range f.Aspects[name] {
			put(w, func(m *wordMeaning) bool { m.aspect |= 1 << i; return true })
		}
	}
	for i, group := range f.Concepts {
		if len(group) < 2 {
			return nil, fmt.Errorf("concept %d has one word", i+1)
		}
		l.canonical = append(l.canonical, group[0])
		for _, w := range group {
			put(w, func(m *wordMeaning) bool { fresh := m.concept == 0; m.concept = uint16(i + 1); return fresh })
		}
	}
	for g, group := range f.Oppositions {
		for k, member := range group {
			v := value{group: uint8(g), member: uint8(k)}
			for _, w := range member {
				if unmarked, ok := strings.CutPrefix(w, "~"); ok {
					v.neutral, w = true, unmarked
				}
				put(w, func(m *wordMeaning) bool {
					for _, old := range m.values {
						if old.group == v.group {
							return false
						}
					}
					m.values = append(m.values, v)
					return true
				})
			}
		}
	}
	for _, w := range f.Negations {
		put(w, func(m *wordMeaning) bool { fresh := !m.negation; m.negation = true; return fresh })
	}
	for _, w := range f.NotNegations {
		put(w, func(m *wordMeaning) bool { m.notNegation = true; return !m.negation })
	}
	for _, w := range f.Anaphora {
		put(w, func(m *wordMeaning) bool { m.anaphora = true; return true })
	}
	for _, line := range strings.Split(places, "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			put(w, func(m *wordMeaning) bool { fresh := m.place == ""; m.place = w; return fresh })
		}
	}
	return l, bad
}

// unify puts the first word of each concept in place of its other words: the longest word at each place, from left to right.
func (l *lexicon) unify(normal string) string {
	var b strings.Builder
	done := 0
	for i, r := range normal {
		if i < done {
			continue
		}
		longest, ok := l.starts[r]
		if !ok {
			continue
		}
		for end := min(i+longest, len(normal)); end > i; end-- {
			if m, ok := l.meanings[normal[i:end]]; ok && m.concept != 0 {
				b.WriteString(normal[done:i])
				b.WriteString(l.canonical[m.concept-1])
				done = end
				break
			}
		}
	}
	if done == 0 {
		return normal
	}
	b.WriteString(normal[done:])
	return b.String()
}

// hit is one word found at a byte position.
type hit struct {
	at, end int
	m       *wordMeaning
}

// find calls seen for every word of the lexicon in the text, longer before shorter at the same place.
func (l *lexicon) find(normal string, seen func(hit)) {
	for i, r := range normal {
		longest, ok := l.starts[r]
		if !ok {
			continue
		}
		for end := min(i+longest, len(normal)); end > i; end-- {
			if m, ok := l.meanings[normal[i:end]]; ok {
				seen(hit{i, end, m})
			}
		}
	}
}

var roadWords = []string{"路", "街", "大道", "大街", "东路", "西路", "南路", "北路", "中路", "银行", "路口"}

// read fills the parts of the text that the lexicon and the numbers give.
func (l *lexicon) read(t *Text, unified string) {
	normal := t.Norm
	if len(t.Units) >= longestText {
		normal, unified = cutUnits(normal), cutUnits(unified)
	}
	notNegatedTo, conceptTo := 0, 0
	l.find(normal, func(h hit) {
		m := h.m
		t.Aspects |= m.aspect
		if m.notNegation {
			notNegatedTo = max(notNegatedTo, h.end)
		}
		if m.negation && h.at >= notNegatedTo {
			t.Negative = true
		}
		if m.concept != 0 && h.at >= conceptTo {
			conceptTo = h.end
			t.Concepts = append(t.Concepts, m.concept)
		}
		if m.place != "" && !hasAnyPrefix(normal[h.end:], roadWords) {
			t.Places = append(t.Places, strings.TrimSuffix(m.place, "市"))
		}
	})
	l.find(unified, func(h hit) { t.Values = append(t.Values, h.m.values...) })
	slices.Sort(t.Concepts)
	t.Concepts = slices.Compact(t.Concepts)
	slices.Sort(t.Places)
	t.Places = slices.Compact(t.Places)
	t.Numbers = numbers(normal)
}

func cutUnits(normal string) string {
	n := 0
	for i := range normal {
		if n++; n > 2*longestText {
			return normal[:i]
		}
	}
	return normal
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// countWords follow a Chinese numeral that is a value and not part of a word like 一下.
const countWords = "孩胎套级类档号岁年条期批"

var numerals = map[rune]string{'一': "1", '二': "2", '两': "2", '三': "3", '四': "4", '五': "5", '六': "6", '七': "7", '八': "8", '九': "9", '十': "10"}

// numbers gives the values a text names: digit runs, letter-digit grades (c1), and single Chinese numerals before a counting word.
func numbers(normal string) []string {
	var out []string
	r := []rune(normal)
	isDigit := func(c rune) bool { return c >= '0' && c <= '9' }
	isLetter := func(c rune) bool { return c >= 'a' && c <= 'z' }
	for i := 0; i < len(r); i++ {
		if n, ok := numerals[r[i]]; ok && i+1 < len(r) && strings.ContainsRune(countWords, r[i+1]) && (i == 0 || numerals[r[i-1]] == "") {
			out = append(out, n)
			continue
		}
		if isLetter(r[i]) && i+1 < len(r) && r[i+1] == '类' && (i == 0 || !isLetter(r[i-1])) {
			out = append(out, string(r[i]))
			continue
		}
		if !isDigit(r[i]) {
			continue
		}
		begin := i
		for i+1 < len(r) && isDigit(r[i+1]) {
			i++
		}
		if begin > 0 && isLetter(r[begin-1]) && (begin == 1 || !isLetter(r[begin-2])) {
			begin--
		}
		out = append(out, string(r[begin:i+1]))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
