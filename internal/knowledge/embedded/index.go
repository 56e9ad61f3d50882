package embedded

import (
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"minhu/internal/knowledge"
)

// BM25 constants. The usual length is fixed and not measured, so that an index that grew by changes and one built at once give the
// same scores.
const (
	k1          = 1.2
	b           = 0.35
	usualLength = 30 // tokens of a form of 15 characters
)

type posting struct {
	form   int32
	weight float32 // of the token in the form, without the rarity
}

type form struct {
	article int32
	n       int32 // 0 the question, else the variant
	norm    string
}

// index is one immutable state. A new state shares with the old one all arrays that only grew: readers of the old one never look beyond
// the lengths they know.
type index struct {
	dictionary map[knowledge.Token]int32 // shared between states until grown
	fresh      map[knowledge.Token]int32 // tokens since then, copied with each state
	postings   [][]posting
	frequency  []int32 // forms that hold the token and live
	forms      []form
	articles   []*knowledge.Article // nil when gone
	dead       []uint64             // bit per form
	live       int
	byID       map[string]int32
}

func newIndex() *index {
	return &index{dictionary: map[knowledge.Token]int32{}, fresh: map[knowledge.Token]int32{}, byID: map[string]int32{}}
}

func (x *index) token(t knowledge.Token) (int32, bool) {
	if id, ok := x.dictionary[t]; ok {
		return id, true
	}
	id, ok := x.fresh[t]
	return id, ok
}

func (x *index) isDead(f int32) bool { return x.dead[f>>6]&(1<<(f&63)) != 0 }

// Article implements knowledge.View.
func (x *index) Article(id string) (*knowledge.Article, bool) {
	at, ok := x.byID[id]
	if !ok {
		return nil, false
	}
	return x.articles[at], true
}

// Frequency implements knowledge.View.
func (x *index) Frequency(t knowledge.Token) int {
	if id, ok := x.token(t); ok {
		return int(x.frequency[id])
	}
	return 0
}

// Forms implements knowledge.View.
func (x *index) Forms() int { return x.live }

// fork makes a state that may be changed while readers use x.
func (x *index) fork() *index {
	c := *x
	if len(x.fresh) > 4000 {
		c.dictionary = make(map[knowledge.Token]int32, len(x.dictionary)+len(x.fresh))
		for t, id := range x.dictionary {
			c.dictionary[t] = id
		}
		for t, id := range x.fresh {
			c.dictionary[t] = id
		}
		c.fresh = map[knowledge.Token]int32{}
	} else {
		c.fresh = make(map[knowledge.Token]int32, len(x.fresh)+64)
		for t, id := range x.fresh {
			c.fresh[t] = id
		}
	}
	c.postings = slices.Clone(x.postings)
	c.frequency = slices.Clone(x.frequency)
	c.dead = slices.Clone(x.dead)
	c.articles = slices.Clone(x.articles)
	c.byID = make(map[string]int32, len(x.byID)+1)
	for id, at := range x.byID {
		c.byID[id] = at
	}
	return &c
}

// add indexes all forms of an article. The index must be a fork.
func (x *index) add(a *knowledge.Article) {
	at := int32(len(x.articles))
	x.articles = append(x.articles, a)
	x.byID[a.ID] = at
	x.addForm(at, 0, a.Question)
	for i, v := range a.Variants {
		x.addForm(at, int32(i+1), v)
	}
}

func (x *index) addForm(article, n int32, text string) {
	t := knowledge.Analyse(text)
	f := int32(len(x.forms))
	x.forms = append(x.forms, form{article, n, t.Norm})
	if int(f)>>6 >= len(x.dead) {
		x.dead = append(x.dead, 0)
	}
	x.live++
	tokens := t.Tokens()
	length := float64(len(tokens))
	slices.Sort(tokens)
	for i := 0; i < len(tokens); {
		j := i
		for j < len(tokens) && tokens[j] == tokens[i] {
			j++
		}
		id, ok := x.token(tokens[i])
		if !ok {
			id = int32(len(x.postings))
			x.fresh[tokens[i]] = id
			x.postings = append(x.postings, nil)
			x.frequency = append(x.frequency, 0)
		}
		tf := float64(j - i)
		w := tf * (k1 + 1) / (tf + k1*(1-b+b*length/usualLength))
		x.postings[id] = append(x.postings[id], posting{f, float32(w)})
		x.frequency[id]++
		i = j
	}
}

// remove marks the forms of an article dead. Their postings stay until compaction.
func (x *index) remove(id string) {
	at, ok := x.byID[id]
	if !ok {
		return
	}
	delete(x.byID, id)
	x.articles[at] = nil
	for f := range x.forms {
		if x.forms[f].article != at || x.isDead(int32(f)) {
			continue
		}
		x.dead[f>>6] |= 1 << (f & 63)
		x.live--
		tokens := knowledge.Analyse(x.forms[f].norm).Tokens()
		slices.Sort(tokens)
		for _, t := range slices.Compact(tokens) {
			if id, ok := x.token(t); ok {
				x.frequency[id]--
			}
		}
	}
}

// compact gives an equal index without dead forms, when they are many.
func (x *index) compact() *index {
	gone := 0
	for _, w := range x.dead {
		gone += bits.OnesCount64(w)
	}
	if gone < 512 || gone < x.live/2 {
		return x
	}
	c := newIndex()
	c.dictionary, c.fresh = x.dictionary, x.fresh
	c.frequency = x.frequency
	c.live = x.live
	newArticle := make([]int32, len(x.articles))
	for i, a := range x.articles {
		if a != nil {
			newArticle[i] = int32(len(c.articles))
			c.byID[a.ID] = newArticle[i]
			c.articles = append(c.articles, a)
		}
	}
	newForm := make([]int32, len(x.forms))
	for i, f := range x.forms {
		newForm[i] = -1
		if !x.isDead(int32(i)) {
			newForm[i] = int32(len(c.forms))
			c.forms = append(c.forms, form{newArticle[f.article], f.n, f.norm})
		}
	}
	c.dead = make([]uint64, len(c.forms)/64+1)
	c.postings = make([][]posting, len(x.postings))
	for i, list := range x.postings {
		if x.frequency[i] == 0 {
			continue
		}
		kept := make([]posting, 0, x.frequency[i])
		for _, p := range list {
			if to := newForm[p.form]; to >= 0 {
				kept = append(kept, posting{to, p.weight})
			}
		}
		c.postings[i] = kept
	}
	return c
}

// scratch is the working space of one search.
type scratch struct {
	sums    []float32
	touched []int32
	top     []scoredForm
}

type scoredForm struct {
	form  int32
	score float32
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// recall gives the forms with the highest BM25 sums, best first.
func (x *index) recall(q *knowledge.Text, f knowledge.Filter, limit int) []scoredForm {
	tokens := q.Tokens()
	slices.Sort(tokens)
	tokens = slices.Compact(tokens)
	type weighted struct {
		id int32
		w  float32
	}
	list := make([]weighted, 0, len(tokens))
	n := float64(x.live)
	for _, t := range tokens {
		if id, ok := x.token(t); ok && x.frequency[id] > 0 {
			df := float64(x.frequency[id])
			list = append(list, weighted{id, t.Weight() * float32(math.Log(1+(n-df+0.5)/(df+0.5)))})
		}
	}
	const most = 96 // a pasted letter is found by its rarest tokens
	if len(list) > most {
		slices.SortFunc(list, func(a, b weighted) int { return int(x.frequency[a.id] - x.frequency[b.id]) })
		list = list[:most]
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	if cap(s.sums) < len(x.forms) {
		s.sums = make([]float32, len(x.forms)+len(x.forms)/4+64)
	}
	sums := s.sums[:cap(s.sums)]
	s.touched, s.top = s.touched[:0], s.top[:0]
	for _, w := range list {
		for _, p := range x.postings[w.id] {
			if sums[p.form] == 0 {
				s.touched = append(s.touched, p.form)
			}
			sums[p.form] += w.w * p.weight
		}
	}
	all := f == knowledge.Filter{}
	for _, form := range s.touched {
		score := sums[form]
		sums[form] = 0
		if len(s.top) == limit && score < s.top[0].score {
			continue
		}
		if x.isDead(form) || !all && !f.Allows(x.articles[x.forms[form].article]) {
			continue
		}
		s.push(scoredForm{form, score}, limit, x)
	}
	out := slices.Clone(s.top)
	slices.SortFunc(out, func(a, b scoredForm) int {
		if x.before(a, b) {
			return -1
		}
		return 1
	})
	return out
}

// before orders by score, then by article and form, never by place in the index: two indexes with the same content agree.
func (x *index) before(a, b scoredForm) bool {
	if a.score != b.score {
		return a.score > b.score
	}
	fa, fb := x.forms[a.form], x.forms[b.form]
	if ia, ib := x.articles[fa.article].ID, x.articles[fb.article].ID; ia != ib {
		return ia < ib
	}
	return fa.n < fb.n
}

// push keeps the best `limit` forms in a heap with the worst on top.
func (s *scratch) push(f scoredForm, limit int, x *index) {
	h := s.top
	if len(h) < limit {
		h = append(h, f)
		for i := len(h) - 1; i > 0; {
			up := (i - 1) / 2
			if !x.before(h[up], h[i]) {
				break
			}
			h[up], h[i] = h[i], h[up]
			i = up
		}
		s.top = h
		return
	}
	if !x.before(f, h[0]) {
		return
	}
	h[0] = f
	for i := 0; ; {
		worst := i
		for _, c := range [2]int{2*i + 1, 2*i + 2} {
			if c < len(h) && x.before(h[worst], h[c]) {
				worst = c
			}
		}
		if worst == i {
			return
		}
		h[i], h[worst] = h[worst], h[i]
		i = worst
	}
}

// containing lists live forms whose text holds the needle, at most `limit` per kind of match: at the start, or inside.
func (x *index) containing(needle string, f knowledge.Filter, limit int) (prefix, inside []int32) {
	for i := range x.forms {
		at := strings.Index(x.forms[i].norm, needle)
		if at < 0 || at > 0 && len(inside) >= limit || x.isDead(int32(i)) {
			continue
		}
		if !f.Allows(x.articles[x.forms[i].article]) {
			continue
		}
		if at == 0 {
			prefix = append(prefix, int32(i))
		} else {
			inside = append(inside, int32(i))
		}
	}
	return prefix, inside
}
