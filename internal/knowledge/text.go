package knowledge

import (
	"hash/fnv"
	"unicode"
)

// Token is a unit (one Han character, or one run of letters or digits), a pair of neighbouring units, or a concept of the lexicon.
// Units fill the lower half, pairs both halves, concepts have the top bit set and the lower half empty.
type Token uint64

// longestText is how many units of a question are looked at; citizens paste whole letters.
const longestText = 160

const runBit = 1 << 30 // marks a unit that is a run of letters or digits

func pairToken(a, b uint32) Token { return Token(a)<<32 | Token(b) }

// PairToken is the token of two neighbouring units of a Text.
func PairToken(a, b uint32) Token { return pairToken(a, b) }

func conceptToken(id uint16) Token { return 1<<63 | Token(id)<<32 }

// Text is a normalised text taken apart for comparison.
type Text struct {
	Original string
	Norm     string
	Units    []uint32 // of the text with concepts unified
	Concepts []uint16 // distinct, sorted
	Numbers  []string // distinct, sorted: digit runs and counted Chinese numerals
	Places   []string // distinct, sorted
	Values   []value  // members of oppositions that occur
	Aspects  uint32
	Negative bool
}

// Analyse normalises a text and takes it apart.
func Analyse(s string) *Text {
	return analyseNormal(s, Normalise(s))
}

func analyseNormal(original, normal string) *Text {
	unified := words.unify(normal)
	t := &Text{Original: original, Norm: normal, Units: units(unified)}
	words.read(t, unified)
	return t
}

// units cuts a normalised text: Han characters singly, runs of letters and runs of digits as one unit each.
func units(normal string) []uint32 {
	out := make([]uint32, 0, len(normal)/3+1)
	begin, digits := -1, false
	flush := func(end int) {
		if begin >= 0 {
			h := fnv.New32a()
			h.Write([]byte(normal[begin:end]))
			out = append(out, h.Sum32()&(runBit-1)|runBit)
			begin = -1
		}
	}
	for i, r := range normal {
		if len(out) >= longestText {
			return out
		}
		switch {
		case isHan(r):
			flush(i)
			out = append(out, uint32(r))
		case r == ' ':
			flush(i)
		default:
			if d := unicode.IsDigit(r); begin < 0 || d != digits {
				flush(i)
				begin, digits = i, d
			}
		}
	}
	flush(len(normal))
	return out
}

// Tokens gives all tokens with repetition: units, pairs, concepts.
func (t *Text) Tokens() []Token {
	out := make([]Token, 0, 2*len(t.Units)+len(t.Concepts))
	for _, u := range t.Units {
		out = append(out, Token(u))
	}
	for i := 1; i < len(t.Units); i++ {
		out = append(out, pairToken(t.Units[i-1], t.Units[i]))
	}
	for _, c := range t.Concepts {
		out = append(out, conceptToken(c))
	}
	return out
}

// Weight is the weight of a token in recall.
func (t Token) Weight() float32 {
	switch {
	case t>>63 != 0:
		return 1.5
	case t>>32 == 0:
		return 2
	}
	return 1
}

// Holds is the share of the units of q that the normalised text has.
func Holds(q *Text, normal string) float64 {
	if len(q.Units) == 0 {
		return 0
	}
	have := map[uint32]bool{}
	for _, u := range units(words.unify(normal)) {
		have[u] = true
	}
	n := 0
	for _, u := range q.Units {
		if have[u] {
			n++
		}
	}
	return float64(n) / float64(len(q.Units))
}
