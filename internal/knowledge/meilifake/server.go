// Package meilifake is a Meilisearch server for tests: the routes that this product uses, as strict as the real one. Bodies with an unknown
// field are refused; writes are tasks of one queue, done one after the other; a bad document fails its task; a swap changes names. It
// ranks as the real one does for the settings used here: rule words, strategy last. It holds everything in memory.
package meilifake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// Server is the fake. Its fields may be set before it is used.
type Server struct {
	*httptest.Server
	Key string // bearer; empty: none asked for

	mu      sync.Mutex
	indexes map[string]*index
	tasks   []*task
	queue   chan *task
	down    bool
	// Searches counts queries; Seen keeps the bodies of multi-searches.
	searches int
	seen     [][]byte
	// Mixed makes the next multi-search answer its second half from the index of before the swap.
	before map[string]*index
}

type index struct {
	primary  string
	settings settingsBody
	docs     map[string]map[string]any
	order    []string
}

type task struct {
	UID      int64      `json:"uid"`
	Index    string     `json:"indexUid"`
	Status   string     `json:"status"`
	Type     string     `json:"type"`
	Error    *taskError `json:"error"`
	Enqueued time.Time  `json:"enqueuedAt"`
	run      func() *taskError
}

type taskError struct {
	Message string `json:"message"`
	Code    string `json:"code"`
	Type    string `json:"type"`
	Link    string `json:"link"`
}

// New starts a fake that asks for key. Close it.
func New(key string) *Server {
	s := &Server{Key: key, indexes: map[string]*index{}, before: map[string]*index{}, queue: make(chan *task, 1000)}
	go func() {
		for t := range s.queue {
			s.mu.Lock()
			t.Status = "processing"
			if t.Error = t.run(); t.Error != nil {
				t.Status = "failed"
			} else {
				t.Status = "succeeded"
			}
			s.mu.Unlock()
		}
	}()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, map[string]string{"status": "available"}) })
	for pattern, h := range map[string]func(http.ResponseWriter, *http.Request){
		"POST /indexes": s.createIndex, "DELETE /indexes/{uid}": s.deleteIndex, "PATCH /indexes/{uid}/settings": s.patchSettings,
		"POST /indexes/{uid}/documents": s.addDocuments, "POST /indexes/{uid}/documents/delete": s.deleteDocuments,
		"GET /indexes/{uid}/documents": s.getDocuments, "POST /indexes/{uid}/documents/fetch": s.fetchDocuments,
		"POST /indexes/{uid}/search": s.search, "POST /multi-search": s.multiSearch, "POST /swap-indexes": s.swap, "GET /tasks/{uid}": s.getTask,
	} {
		mux.HandleFunc(pattern, s.guarded(h))
	}
	s.Server = httptest.NewServer(mux)
	return s
}

// Down makes every answer 503, or takes that back.
func (s *Server) Down(yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = yes
}

// Searches says how many queries were answered.
func (s *Server) Searches() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.searches
}

// LastSearch is the body of the last multi-search.
func (s *Server) LastSearch() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.seen) == 0 {
		return ""
	}
	return string(s.seen[len(s.seen)-1])
}

// Documents counts what an index holds; -1 when there is none.
func (s *Server) Documents(uid string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.indexes[uid]; x != nil {
		return len(x.docs)
	}
	return -1
}

// Forget takes documents out behind everybody's back, as a server restored from an older copy has.
func (s *Server) Forget(uid string, drop func(doc map[string]any) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.indexes[uid]
	for id, d := range x.docs {
		if drop(d) {
			delete(x.docs, id)
		}
	}
}

func (s *Server) guarded(h func(http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		down, key := s.down, s.Key
		s.mu.Unlock()
		switch {
		case down:
			w.Header().Set("Retry-After", "10")
			refuse(w, 503, "unavailable", "down")
		case key != "" && r.Header.Get("Authorization") != "Bearer "+key:
			refuse(w, 403, "invalid_api_key", "the key is wrong")
		case r.Header.Get("Content-Encoding") != "":
			refuse(w, 415, "invalid_content_type", "this client mixes up encoded answers")
		case r.Header.Get("Accept-Encoding") != "":
			refuse(w, 400, "slow", "compression costs 40 ms")
		default:
			h(w, r)
		}
	}
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	answer(w, status, taskError{Message: message, Code: code, Type: "invalid_request"})
}

// read takes a body strictly; false when it was refused.
func read(w http.ResponseWriter, r *http.Request, v any) bool {
	var b bytes.Buffer
	if _, err := b.ReadFrom(r.Body); err != nil || b.Len() == 0 {
		refuse(w, 400, "missing_payload", "no body")
		return false
	}
	d := json.NewDecoder(&b)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		refuse(w, 400, "bad_request", err.Error())
		return false
	}
	return true
}

func (s *Server) enqueue(w http.ResponseWriter, kind, uid string, run func() *taskError) {
	s.mu.Lock()
	t := &task{UID: int64(len(s.tasks)), Index: uid, Status: "enqueued", Type: kind, Enqueued: time.Now().UTC(), run: run}
	s.tasks = append(s.tasks, t)
	s.mu.Unlock()
	answer(w, 202, map[string]any{"taskUid": t.UID, "indexUid": uid, "status": "enqueued", "type": kind, "enqueuedAt": t.Enqueued})
	s.queue <- t
}

func (s *Server) getTask(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tasks {
		if fmt.Sprint(t.UID) == r.PathValue("uid") {
			answer(w, 200, t)
			return
		}
	}
	refuse(w, 404, "task_not_found", "no such task")
}

func (s *Server) createIndex(w http.ResponseWriter, r *http.Request) {
	var b struct {
		UID        string `json:"uid"`
		PrimaryKey string `json:"primaryKey"`
	}
	if !read(w, r, &b) {
		return
	}
	s.enqueue(w, "indexCreation", b.UID, func() *taskError {
		if s.indexes[b.UID] != nil {
			return &taskError{Code: "index_already_exists", Message: "Index `" + b.UID + "` already exists."}
		}
		s.indexes[b.UID] = &index{primary: b.PrimaryKey, docs: map[string]map[string]any{}}
		return nil
	})
}

func (s *Server) deleteIndex(w http.ResponseWriter, r *http.Request) {
	uid := r.PathValue("uid")
	s.enqueue(w, "indexDeletion", uid, func() *taskError {
		if s.indexes[uid] == nil {
			return missing(uid)
		}
		delete(s.indexes, uid)
		return nil
	})
}

func missing(uid string) *taskError {
	return &taskError{Code: "index_not_found", Message: "Index `" + uid + "` not found."}
}

// settingsBody are the settings that may be sent; anything else is an unknown field.
type settingsBody struct {
	Ranking    []string `json:"rankingRules"`
	Searchable []string `json:"searchableAttributes"`
	Filterable []string `json:"filterableAttributes"`
	Proximity  string   `json:"proximityPrecision"`
	Prefix     string   `json:"prefixSearch"`
	Dictionary []string `json:"dictionary"`
	Localized  []struct {
		Locales  []string `json:"locales"`
		Patterns []string `json:"attributePatterns"`
	} `json:"localizedAttributes"`
	Typo *struct {
		Enabled bool `json:"enabled"`
		Min     struct {
			One int `json:"oneTypo"`
			Two int `json:"twoTypos"`
		} `json:"minWordSizeForTypos"`
		Words      []string `json:"disableOnWords"`
		Attributes []string `json:"disableOnAttributes"`
		Numbers    bool     `json:"disableOnNumbers"`
	} `json:"typoTolerance"`
}

func (s *Server) patchSettings(w http.ResponseWriter, r *http.Request) {
	var b settingsBody
	if !read(w, r, &b) {
		return
	}
	for _, l := range b.Localized {
		for _, name := range l.Locales {
			if name != "cmn" && name != "eng" {
				refuse(w, 400, "invalid_settings_localized_attributes", name+" is no locale")
				return
			}
		}
	}
	if b.Typo != nil && (b.Typo.Min.One == 0 || b.Typo.Min.Two < b.Typo.Min.One) {
		refuse(w, 400, "invalid_settings_typo_tolerance", "oneTypo must be at most twoTypos and neither 0")
		return
	}
	uid := r.PathValue("uid")
	s.enqueue(w, "settingsUpdate", uid, func() *taskError {
		x := s.indexes[uid]
		if x == nil {
			return missing(uid)
		}
		x.settings = b
		return nil
	})
}

func (s *Server) addDocuments(w http.ResponseWriter, r *http.Request) {
	var docs []map[string]any
	if !read(w, r, &docs) {
		return
	}
	uid := r.PathValue("uid")
	s.enqueue(w, "documentAdditionOrUpdate", uid, func() *taskError {
		x := s.indexes[uid]
		if x == nil {
			return missing(uid)
		}
		for _, d := range docs {
			id, _ := d[x.primary].(string)
			if id == "" || strings.ContainsFunc(id, func(c rune) bool {
				return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')
			}) {
				return &taskError{Code: "invalid_document_id", Message: "bad id " + id}
			}
		}
		for _, d := range docs {
			id := d[x.primary].(string)
			if x.docs[id] == nil {
				x.order = append(x.order, id)
			}
			x.docs[id] = d
		}
		return nil
	})
}

func (s *Server) deleteDocuments(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Filter string `json:"filter"`
	}
	if !read(w, r, &b) {
		return
	}
	f, err := parse(b.Filter)
	if err != nil {
		refuse(w, 400, "invalid_document_filter", err.Error())
		return
	}
	uid := r.PathValue("uid")
	s.enqueue(w, "documentDeletion", uid, func() *taskError {
		x := s.indexes[uid]
		if x == nil {
			return missing(uid)
		}
		if name := f.unknown(x.settings.Filterable); name != "" {
			return &taskError{Code: "invalid_document_filter", Message: name + " is not filterable"}
		}
		for id, d := range x.docs {
			if f.holds(d) {
				delete(x.docs, id)
			}
		}
		return nil
	})
}

func (s *Server) swap(w http.ResponseWriter, r *http.Request) {
	var b []struct {
		Indexes []string `json:"indexes"`
		Rename  bool     `json:"rename"`
	}
	if !read(w, r, &b) {
		return
	}
	s.enqueue(w, "indexSwap", "", func() *taskError {
		for _, p := range b {
			if len(p.Indexes) != 2 || s.indexes[p.Indexes[0]] == nil || s.indexes[p.Indexes[1]] == nil {
				return &taskError{Code: "index_not_found", Message: "an index of the swap is missing"}
			}
			s.before[p.Indexes[1]] = s.indexes[p.Indexes[1]]
			s.indexes[p.Indexes[0]], s.indexes[p.Indexes[1]] = s.indexes[p.Indexes[1]], s.indexes[p.Indexes[0]]
		}
		return nil
	})
}
