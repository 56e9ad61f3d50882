package rates

import (
	"fmt"
	"slices"
	"strings"
)

// Difference is a case whose bookings are not what its events say.
type Difference struct {
	CaseID string   `json:"case_id"`
	Says   []string `json:"says"` // what the events say and is not booked, and the other way (with a minus)
}

// Compare lists what the recount has and the bookings lack (+) or have in excess (-), in a fixed order.
func Compare(counted, booked Book) []string {
	var out []string
	for p, n := range counted {
		if d := n - booked[p]; d != 0 {
			out = append(out, place(p, d))
		}
	}
	for p, n := range booked {
		if _, known := counted[p]; !known {
			out = append(out, place(p, -n))
		}
	}
	slices.Sort(out)
	return out
}

func place(p Place, n int) string {
	return strings.TrimSpace(fmt.Sprintf("%s %+d %s %s", p.Measure, n, p.Period.Format("2006-01-02T15:04:05Z07:00"), p.Department))
}
