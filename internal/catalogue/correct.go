package catalogue

import "maps"

// Correct gives the duty list with one answer changed: who leads a class in a district at an hour of the day. The row that answers now is
// changed where it speaks of that district; a row of the whole city stays, and a row of the district is put beside it.
func Correct(rows []Row, class, district string, hour int, unit string) []Row {
	out := make([]Row, 0, len(rows)+1)
	at, best := -1, -1
	for i, r := range rows {
		out = append(out, maps.Clone(r))
		from, to := Hours(r)
		whole := r["from"] == "" && r["to"] == ""
		if r["class"] != class || r["district"] != "" && r["district"] != district || !whole && !covers(from, to, hour) {
			continue
		}
		// As the list is asked: the row of the hour first, then the district's.
		rank := 0
		if !whole {
			rank += 2
		}
		if r["district"] != "" {
			rank++
		}
		if rank > best {
			at, best = i, rank
		}
	}
	if at >= 0 && out[at]["district"] == district {
		out[at]["department"] = unit
		return out
	}
	row := Row{"class": class, "department": unit}
	if district != "" {
		row["district"] = district
	}
	if at >= 0 {
		for _, name := range []string{"from", "to"} {
			if v := out[at][name]; v != "" {
				row[name] = v
			}
		}
	}
	return append(out, row)
}
