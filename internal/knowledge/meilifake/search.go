package meilifake

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) getDocuments(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	number := func(name string, none int) int {
		if n, err := strconv.Atoi(q.Get(name)); err == nil {
			return n
		}
		return none
	}
	var fields []string
	if f := q.Get("fields"); f != "" {
		fields = strings.Split(f, ",")
	}
	s.documents(w, r.PathValue("uid"), number("offset", 0), number("limit", 20), fields)
}

func (s *Server) fetchDocuments(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Offset int      `json:"offset"`
		Limit  int      `json:"limit"`
		Fields []string `json:"fields"`
	}
	if read(w, r, &b) {
		s.documents(w, r.PathValue("uid"), b.Offset, b.Limit, b.Fields)
	}
}

func (s *Server) documents(w http.ResponseWriter, uid string, offset, limit int, fields []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.indexes[uid]
	if x == nil {
		refuse(w, 404, "index_not_found", "no index "+uid)
		return
	}
	all := x.all()
	out := []map[string]any{}
	for i := offset; i < len(all) && len(out) < limit; i++ {
		out = append(out, only(all[i], fields))
	}
	answer(w, 200, map[string]any{"results": out, "offset": offset, "limit": limit, "total": len(all)})
}

// all lists the documents in the order in which they came.
func (x *index) all() []map[string]any {
	var out []map[string]any
	for _, id := range x.order {
		if d := x.docs[id]; d != nil {
			out = append(out, d)
		}
	}
	return out
}

func only(d map[string]any, fields []string) map[string]any {
	if len(fields) == 0 {
		return d
	}
	out := map[string]any{}
	for _, f := range fields {
		if v, ok := d[f]; ok {
			out[f] = v
		}
	}
	return out
}

type query struct {
	Index    string   `json:"indexUid"`
	Q        string   `json:"q"`
	Limit    int      `json:"limit"`
	On       []string `json:"attributesToSearchOn"`
	Retrieve []string `json:"attributesToRetrieve"`
	Strategy string   `json:"matchingStrategy"`
	Filter   string   `json:"filter"`
	Locales  []string `json:"locales"`
	Hybrid   any      `json:"hybrid"`
}

func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	var q query
	if !read(w, r, &q) {
		return
	}
	q.Index = r.PathValue("uid")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answerOne(w, q)
}

func (s *Server) answerOne(w http.ResponseWriter, q query) {
	hits, code, message := s.find(q, s.indexes[q.Index])
	if code != "" {
		refuse(w, map[bool]int{true: 404, false: 400}[code == "index_not_found"], code, message)
		return
	}
	answer(w, 200, result(q, hits))
}

func result(q query, hits []map[string]any) map[string]any {
	return map[string]any{"indexUid": q.Index, "hits": hits, "query": q.Q, "processingTimeMs": 1, "limit": q.Limit, "offset": 0, "estimatedTotalHits": len(hits)}
}

func (s *Server) multiSearch(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var b struct {
		Queries []query `json:"queries"`
	}
	if !read(w, r, &b) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, body)
	out := []map[string]any{}
	for i, q := range b.Queries {
		x := s.indexes[q.Index]
		if old := s.before[q.Index]; old != nil && i%2 == 1 {
			// Right after a swap some queries of one request are answered by the index of before.
			x = old
		}
		hits, code, message := s.find(q, x)
		if code != "" {
			refuse(w, 400, code, message) // one bad query fails all
			return
		}
		out = append(out, result(q, hits))
	}
	clear(s.before)
	answer(w, 200, map[string]any{"results": out})
}

// find ranks as the rule words with the strategy last does: a document counts for as many of the first words as it holds, all of them from
// the first on. An empty query finds everything. Ten words are looked at.
func (s *Server) find(q query, x *index) (hits []map[string]any, code, message string) {
	s.searches++
	if x == nil {
		return nil, "index_not_found", "no index " + q.Index
	}
	for _, l := range q.Locales {
		if l != "eng" && l != "cmn" {
			return nil, "invalid_search_locales", l + " is no locale"
		}
	}
	for _, f := range q.On {
		if !slices.Contains(x.settings.Searchable, f) {
			return nil, "invalid_search_attributes_to_search_on", f + " is not searchable"
		}
	}
	f, err := parse(q.Filter)
	if err != nil {
		return nil, "invalid_search_filter", err.Error()
	}
	if name := f.unknown(x.settings.Filterable); name != "" {
		return nil, "invalid_search_filter", name + " is not filterable"
	}
	words := strings.Fields(q.Q)
	words = words[:min(len(words), 10)]
	byCount := make([][]map[string]any, len(words)+1)
	for _, d := range x.all() {
		if !f.holds(d) {
			continue
		}
		have := map[string]bool{}
		for _, name := range q.On {
			text, _ := d[name].(string)
			for _, w := range strings.Fields(text) {
				have[w] = true
			}
		}
		n := 0
		for n < len(words) && have[words[n]] {
			n++
		}
		if n > 0 || len(words) == 0 {
			byCount[n] = append(byCount[n], d)
		}
	}
	limit := q.Limit
	if limit == 0 {
		limit = 20
	}
	hits = []map[string]any{}
	for n := len(words); n >= 0 && len(hits) < limit; n-- {
		for _, d := range byCount[n] {
			if len(hits) < limit {
				hits = append(hits, only(d, q.Retrieve))
			}
		}
	}
	return hits, "", ""
}

// number reads a JSON number however it was kept.
func number(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case json.Number:
		f, err := n.Float64()
		return f, err == nil
	}
	return 0, false
}
