// Package evidence keeps the files that people hand in: what is allowed (data/limits.csv), what the bytes really are, what a file
// may be called, and the sealed bytes on disk.
package evidence

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"sync"
)

//go:embed data/limits.csv
var data embed.FS

// Limit is one row of data/limits.csv. MaxBytes is of one file, MaxCount of the files of one family in one matter.
type Limit struct {
	Media    string `json:"media"`
	Family   string `json:"family"` // image, video, audio, document
	Ext      string `json:"ext"`
	MaxBytes int64  `json:"max_bytes"`
	MaxCount int    `json:"max_count"`
}

// MaxFiles is how many files one matter may hold in all.
const MaxFiles = 12

// Limits returns the table. It panics on bad data: the data are part of the program and a test reads all of it.
var Limits = sync.OnceValue(func() []Limit {
	f, err := data.Open("data/limits.csv")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	rows, err := readLimits(f)
	if err != nil {
		panic(err)
	}
	return rows
})

func readLimits(f io.Reader) ([]Limit, error) {
	r := csv.NewReader(f)
	r.Comment, r.FieldsPerRecord = '#', 5
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	var out []Limit
	for i, row := range rows {
		if i == 0 {
			continue
		}
		bytes, err1 := strconv.ParseInt(row[3], 10, 64)
		count, err2 := strconv.Atoi(row[4])
		if err1 != nil || err2 != nil || bytes < 1 || count < 1 || count > MaxFiles || row[0] == "" || row[1] == "" || row[2] == "" {
			return nil, fmt.Errorf("limits.csv row %d: %v", i+1, row)
		}
		out = append(out, Limit{row[0], row[1], row[2], bytes, count})
	}
	return out, nil
}

// LimitOf finds the row of a media type.
func LimitOf(media string) (Limit, bool) {
	for _, l := range Limits() {
		if l.Media == media {
			return l, true
		}
	}
	return Limit{}, false
}

// Crowded says in Chinese which limit of number the files of a matter break together; "" when none.
func Crowded(media []string) string {
	if len(media) > MaxFiles {
		return fmt.Sprintf("最多 %d 个附件", MaxFiles)
	}
	n := map[string]int{}
	for _, m := range media {
		l, ok := LimitOf(m)
		if !ok {
			return "有附件的类型不受支持"
		}
		if n[l.Family]++; n[l.Family] > l.MaxCount {
			return fmt.Sprintf("%s最多 %d 个", familyZH[l.Family], l.MaxCount)
		}
	}
	return ""
}

var familyZH = map[string]string{"image": "图片", "video": "视频", "audio": "录音", "document": "文档"}
