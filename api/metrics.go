package api

import (
	"fmt"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// buckets of request durations in seconds.
var durationBuckets = []float64{.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 15}

type requestKey struct {
	method, route string
	status        int
}

type durations struct {
	counts []uint64 // one for each bucket, and one above
	sum    float64
	n      uint64
}

// metrics counts requests by route, durations by route, and refusals by code. Labels come from the route table and the
// catalogue alone, so that their number is bounded.
type metrics struct {
	mu       sync.Mutex
	requests map[requestKey]uint64
	took     map[string]*durations
	refusals map[string]uint64
}

func newMetrics() *metrics {
	return &metrics{requests: map[requestKey]uint64{}, took: map[string]*durations{}, refusals: map[string]uint64{}}
}

func (m *metrics) request(method, route string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		method = "other"
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests[requestKey{method, route, status}]++
	d := m.took[route]
	if d == nil {
		d = &durations{counts: make([]uint64, len(durationBuckets)+1)}
		m.took[route] = d
	}
	sec := took.Seconds()
	d.counts[sort.SearchFloat64s(durationBuckets, sec)]++
	d.sum += sec
	d.n++
}

func (m *metrics) refusal(code string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refusals[code]++
}

// text writes the counters in the Prometheus text format, in a fixed order.
func (m *metrics) text(b *strings.Builder) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var lines []string
	for k, n := range m.requests {
		lines = append(lines, fmt.Sprintf("minhu_http_requests_total{method=%q,route=%q,status=\"%d\"} %d\n", k.method, k.route, k.status, n))
	}
	family(b, "minhu_http_requests_total", "counter", "Requests by method, route and status.", lines)
	lines = nil
	for route, d := range m.took {
		var sb strings.Builder
		var sum uint64
		for i, le := range durationBuckets {
			sum += d.counts[i]
			fmt.Fprintf(&sb, "minhu_http_request_seconds_bucket{route=%q,le=\"%s\"} %d\n", route, strconv.FormatFloat(le, 'g', -1, 64), sum)
		}
		fmt.Fprintf(&sb, "minhu_http_request_seconds_bucket{route=%q,le=\"+Inf\"} %d\n", route, d.n)
		fmt.Fprintf(&sb, "minhu_http_request_seconds_sum{route=%q} %g\n", route, d.sum)
		fmt.Fprintf(&sb, "minhu_http_request_seconds_count{route=%q} %d\n", route, d.n)
		lines = append(lines, sb.String())
	}
	family(b, "minhu_http_request_seconds", "histogram", "Duration of requests by route.", lines)
	lines = nil
	for code, n := range m.refusals {
		lines = append(lines, fmt.Sprintf("minhu_http_refusals_total{code=%q} %d\n", code, n))
	}
	family(b, "minhu_http_refusals_total", "counter", "Refused or failed requests by code.", lines)
}

func family(b *strings.Builder, name, kind, help string, lines []string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
	sort.Strings(lines)
	for _, l := range lines {
		b.WriteString(l)
	}
}

// serveMetrics answers GET /metrics. It holds counts only.
func (s *Server) serveMetrics(c *gin.Context) error {
	var b strings.Builder
	s.metrics.text(&b)
	family(&b, "minhu_event_streams", "gauge", "Open event streams.", []string{fmt.Sprintf("minhu_event_streams %d\n", s.streams.total())})
	if s.Store != nil {
		st := s.Store.DB.Stats()
		family(&b, "minhu_database_connections", "gauge", "Connections to the database.", []string{
			fmt.Sprintf("minhu_database_connections{state=\"in_use\"} %d\n", st.InUse),
			fmt.Sprintf("minhu_database_connections{state=\"idle\"} %d\n", st.Idle)})
		family(&b, "minhu_database_waits_total", "counter", "Times a request waited for a connection.", []string{
			fmt.Sprintf("minhu_database_waits_total %d\n", st.WaitCount)})
		if n, err := s.Store.CountEffects(c.Request.Context(), s.Clock()); err == nil {
			family(&b, "minhu_effects", "gauge", "What one workflow owes another: waiting, late by more than a minute, parked after a refusal.", []string{
				fmt.Sprintf("minhu_effects{state=\"waiting\"} %d\n", n.Waiting),
				fmt.Sprintf("minhu_effects{state=\"late\"} %d\n", n.Late),
				fmt.Sprintf("minhu_effects{state=\"parked\"} %d\n", n.Parked)})
		}
		if n, err := s.Store.CountNotices(c.Request.Context(), s.Clock()); err == nil {
			family(&b, "minhu_notices", "gauge", "Notices: waiting, of those late (tried and older than 15 minutes), parked, refused by the gateway.", []string{
				fmt.Sprintf("minhu_notices{state=\"waiting\"} %d\n", n.Waiting),
				fmt.Sprintf("minhu_notices{state=\"late\"} %d\n", n.Late),
				fmt.Sprintf("minhu_notices{state=\"parked\"} %d\n", n.Parked),
				fmt.Sprintf("minhu_notices{state=\"refused\"} %d\n", n.Refused)})
		}
	}
	c.Data(http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", []byte(b.String()))
	return nil
}
