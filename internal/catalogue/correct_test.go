package catalogue

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A correction changes the one answer it speaks of, and the list stays one that is taken.
func TestCorrect(t *testing.T) {
	list := []Row{{"class": "noise", "department": "hbj"}, {"class": "noise", "from": "22", "to": "6", "department": "cgj"}, {"class": "noise", "district": "east", "department": "east-hbj"}}
	for _, c := range []struct {
		district string
		hour     int
		want     []Row
	}{
		{"", 10, []Row{{"class": "noise", "department": "gaj"}, list[1], list[2]}},
		{"", 23, []Row{list[0], {"class": "noise", "from": "22", "to": "6", "department": "gaj"}, list[2]}},
		{"east", 10, []Row{list[0], list[1], {"class": "noise", "district": "east", "department": "gaj"}}},
		{"west", 10, append(append([]Row{}, list...), Row{"class": "noise", "district": "west", "department": "gaj"})},
		{"west", 3, append(append([]Row{}, list...), Row{"class": "noise", "district": "west", "from": "22", "to": "6", "department": "gaj"})},
	} {
		got := Correct(list, "noise", c.district, c.hour, "gaj")
		require.Equal(t, c.want, got)
		_, faults := Find("duty").Check(got, map[string]map[string]bool{"class": {"noise": true}, "department": {"hbj": true, "cgj": true, "east": true, "west": true, "east-hbj": true, "gaj": true}})
		require.Empty(t, faults)
	}
	require.Equal(t, []Row{{"class": "road", "department": "zjj"}}, Correct(nil, "road", "", 9, "zjj"))
	require.Equal(t, "hbj", list[0]["department"], "the list that was given stays")
}
