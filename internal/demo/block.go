package demo

import (
	"bytes"
	"encoding/json"

	"minhu/internal/knowledge"
)

// blockOf reads an answer block with the names its JSON has; an unknown name is an error.
func blockOf(m map[string]any) (knowledge.Block, error) {
	var b knowledge.Block
	j, err := json.Marshal(m)
	if err != nil {
		return b, err
	}
	d := json.NewDecoder(bytes.NewReader(j))
	d.DisallowUnknownFields()
	return b, d.Decode(&b)
}
