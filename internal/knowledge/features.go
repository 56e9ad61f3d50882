package knowledge

import (
	"math"
	"math/bits"
	"slices"
)

// Features compare a question with one form. All but the flags lie between 0 and 1.
type Features struct {
	Equal      float64 `json:"equal"`       // the normalised texts are the same
	CoverQ     float64 `json:"cover_q"`     // share of the question's characters, weighted by rarity, found in the form
	CoverD     float64 `json:"cover_d"`     // the same the other way round
	Match      float64 `json:"match"`       // BM25 of units and pairs, as a share of the question against itself
	Cosine     float64 `json:"cosine"`      // of units, weighted by rarity
	Pairs      float64 `json:"pairs"`       // cosine of neighbouring pairs
	Order      float64 `json:"order"`       // longest common subsequence, of the longer text
	Run        float64 `json:"run"`         // longest common run, of the shorter text
	Concepts   float64 `json:"concepts"`    // share of concepts in common
	RarestMiss float64 `json:"rarest_miss"` // rarity of the rarest character of the question that the form lacks
	RarestMore float64 `json:"rarest_more"` // the same the other way round
	Aspect     float64 `json:"aspect"`      // 1 the same aspect, -1 only different ones, 0 unknown
	Length     float64 `json:"length"`      // shorter by longer
	// Conflicts
	Number   bool `json:"number,omitempty"`    // both name numbers and they differ
	Negation bool `json:"negation,omitempty"`  // one denies, the other does not
	Opposed  bool `json:"opposed,omitempty"`   // one names an alternative that excludes the other's
	Place    bool `json:"place,omitempty"`     // the question names a place that the article does not
	NumberIn bool `json:"number_in,omitempty"` // the question names a number, the form none: no conflict, but less sure
	Lacks    int  `json:"lacks,omitempty"`     // groups of alternatives that only one of the two speaks of
	Shared   bool `json:"shared,omitempty"`    // both name the same alternative
}

// Veto reports a conflict that forbids a direct answer whatever the confidence.
func (f Features) Veto() string {
	switch {
	case f.Place:
		return "place"
	case f.Number:
		return "number"
	case f.Opposed:
		return "opposed"
	case f.Negation && f.Equal == 0:
		return "negation"
	case f.Aspect < 0:
		return "aspect"
	}
	return ""
}

// stats turns frequencies of one view into rarities, computed once for each token of a question and its candidates.
type stats struct {
	view  View
	forms float64
	known map[Token]float64
}

func newStats(v View) *stats {
	return &stats{v, float64(v.Forms()), make(map[Token]float64, 256)}
}

// rarity is the inverse document frequency of BM25.
func (s *stats) rarity(t Token) float64 {
	if w, ok := s.known[t]; ok {
		return w
	}
	df := float64(s.view.Frequency(t))
	w := math.Log(1 + (s.forms-df+0.5)/(df+0.5))
	if t>>32 == 0 && words.function[uint32(t)] {
		w /= 3
	}
	s.known[t] = w
	return w
}

func (s *stats) highest() float64 { return math.Log(1 + (s.forms+0.5)/0.5) }

// bag is a multiset of tokens with their weights, sorted by token.
type bag struct {
	items []bagItem
	sum   float64 // of count * weight
	norm  float64 // Euclidean, of count * weight
}

type bagItem struct {
	t Token
	n float64
	w float64
}

func (s *stats) bag(into []bagItem, tokens []Token) bag {
	slices.Sort(tokens)
	b := bag{items: into[:0]}
	for i := 0; i < len(tokens); {
		j := i
		for j < len(tokens) && tokens[j] == tokens[i] {
			j++
		}
		b.items = append(b.items, bagItem{tokens[i], float64(j - i), s.rarity(tokens[i])})
		i = j
	}
	for _, x := range b.items {
		b.sum += x.n * x.w
		b.norm += x.n * x.n * x.w * x.w
	}
	b.norm = math.Sqrt(b.norm)
	return b
}

// meet gives the cosine, the weight in common and the weight of the heaviest item of a that b lacks.
func meet(a, b bag) (cosine, common, miss float64) {
	j := 0
	for _, x := range a.items {
		for j < len(b.items) && b.items[j].t < x.t {
			j++
		}
		if j < len(b.items) && b.items[j].t == x.t {
			cosine += x.n * b.items[j].n * x.w * x.w
			common += min(x.n, b.items[j].n) * x.w
		} else {
			miss = max(miss, x.w)
		}
	}
	if a.norm > 0 && b.norm > 0 {
		cosine /= a.norm * b.norm
	}
	return
}

// prepared is a text with its bags.
type prepared struct {
	*Text
	units, pairs bag
}

func (s *stats) prepare(t *Text) prepared {
	tokens := make([]Token, 0, len(t.Units))
	for _, u := range t.Units {
		tokens = append(tokens, Token(u))
	}
	p := prepared{Text: t, units: s.bag(make([]bagItem, 0, len(t.Units)), tokens)}
	tokens = tokens[:0]
	for i := 1; i < len(t.Units); i++ {
		tokens = append(tokens, pairToken(t.Units[i-1], t.Units[i]))
	}
	p.pairs = s.bag(make([]bagItem, 0, len(t.Units)), tokens)
	return p
}

// compare computes the features of a question and a form.
func (s *stats) compare(q, d prepared) Features {
	var f Features
	lq, ld := len(q.Units), len(d.Units)
	if lq == 0 || ld == 0 {
		return f
	}
	if q.Norm == d.Norm {
		f.Equal = 1
	}
	var common, miss float64
	f.Cosine, common, miss = meet(q.units, d.units)
	f.CoverQ, f.CoverD = share(common, q.units.sum), share(common, d.units.sum)
	f.RarestMiss = share(miss, s.highest())
	_, _, more := meet(d.units, q.units)
	f.RarestMore = share(more, s.highest())
	var pairs float64
	f.Pairs, pairs, _ = meet(q.pairs, d.pairs)
	f.Match = share((2*common+pairs)*dampen(ld), (2*q.units.sum+q.pairs.sum)*dampen(lq))
	sequence, run := commonRuns(q.Units, d.Units)
	f.Order = float64(sequence) / float64(max(lq, ld))
	f.Run = float64(run) / float64(min(lq, ld))
	f.Length = float64(min(lq, ld)) / float64(max(lq, ld))
	f.Concepts = overlap(q.Concepts, d.Concepts)
	if q.Aspects != 0 && d.Aspects != 0 {
		f.Aspect = -1
		if both := bits.OnesCount32(q.Aspects & d.Aspects); both > 0 {
			f.Aspect = 1
		}
	}
	if len(q.Numbers) > 0 && len(d.Numbers) > 0 {
		f.Number = !slices.Equal(q.Numbers, d.Numbers)
	}
	f.NumberIn = len(q.Numbers) > 0 && len(d.Numbers) == 0
	f.Negation = q.Negative != d.Negative
	f.Opposed, f.Shared = against(q.Values, d.Values)
	f.Lacks = lacking(q.Values, d.Values) + lacking(d.Values, q.Values)
	return f
}

// dampen is the length normalisation of BM25 for a text of n units, against a usual length of 15.
func dampen(n int) float64 { return 2.2 / (1 + 1.2*(0.65+0.35*float64(n)/15)) }

func share(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return min(1, part/whole)
}

// overlap is the Dice share of two sorted sets.
func overlap[T uint16](a, b []T) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	n, j := 0, 0
	for _, x := range a {
		for j < len(b) && b[j] < x {
			j++
		}
		if j < len(b) && b[j] == x {
			n++
		}
	}
	return 2 * float64(n) / float64(len(a)+len(b))
}

// against compares alternatives: opposed when some group of them has members in both texts but none in common, shared when some
// member is in both.
func against(a, b []value) (opposed, shared bool) {
	for _, x := range a {
		other, same := false, false
		for _, y := range b {
			if y.group != x.group {
				continue
			}
			other = true
			// the question may name several members; one in common is enough
			same = same || slices.Contains(a, y)
		}
		opposed = opposed || other && !same
		shared = shared || same
	}
	return
}

// lacking counts the groups that a speaks of and b does not.
func lacking(a, b []value) (n int) {
	for i, x := range a {
		of := func(y value) bool { return y.group == x.group }
		if !x.neutral && !slices.ContainsFunc(b, of) && !slices.ContainsFunc(a[:i], of) {
			n++
		}
	}
	return n
}

// commonRuns gives the lengths of the longest common subsequence and the longest common run.
func commonRuns(a, b []uint32) (sequence, run int) {
	var space [4 * (longestText + 1)]uint16
	n := len(b) + 1
	seq, con := space[:n], space[n:2*n]
	for _, x := range a {
		var diagonalSeq, diagonalCon uint16
		for j, y := range b {
			upSeq, upCon := seq[j+1], con[j+1]
			if x == y {
				seq[j+1] = diagonalSeq + 1
				con[j+1] = diagonalCon + 1
				run = max(run, int(con[j+1]))
			} else {
				seq[j+1] = max(upSeq, seq[j])
				con[j+1] = 0
			}
			diagonalSeq, diagonalCon = upSeq, upCon
		}
	}
	return int(seq[len(b)]), run
}
