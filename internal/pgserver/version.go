package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"minhu/internal/explain"
)

// Pinned is the PostgreSQL release that a private server runs; a newer minor release of the same major reads the same
// data, an older one or another major does not get to touch them.
const Pinned = "18.6"

// OldestOwn is the oldest major release of a machine's own PostgreSQL that may stand in for the pinned one.
const OldestOwn = 15

// Version is a PostgreSQL release: two numbers since release 10.
type Version struct{ Major, Minor int }

func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

var versionText = regexp.MustCompile(`(\d+)\.(\d+)`)

// ParseVersion reads "18.6" or "postgres (PostgreSQL) 18.6 (Debian …)".
func ParseVersion(s string) (Version, error) {
	m := versionText.FindStringSubmatch(s)
	if m == nil {
		return Version{}, fmt.Errorf("%q holds no PostgreSQL version", strings.TrimSpace(s))
	}
	major, _ := strconv.Atoi(m[1])
	minor, _ := strconv.Atoi(m[2])
	return Version{Major: major, Minor: minor}, nil
}

// binaryVersion asks the postgres program in dir.
func binaryVersion(ctx context.Context, dir string) (Version, error) {
	for _, name := range []string{"postgres", "initdb"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return Version{}, err
		}
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return Version{}, err
	}
	return ParseVersion(string(out))
}

// releaseFile stands beside the data folder and names the release that last ran on it; PG_VERSION has the major only.
const releaseFile = "release"

// dataMajor is the major release of a data folder, 0 when there are no data yet.
func dataMajor(data string) (int, error) {
	b, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err == nil {
		return strconv.Atoi(strings.TrimSpace(string(b)))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	entries, err := os.ReadDir(data)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && len(entries) == 0) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return 0, explain.New("postgres_data_foreign",
		"文件夹 "+data+" 里不是 PostgreSQL 数据，民呼没有动它；请移开它，或换一个 MINHU_HOME。",
		"The folder "+data+" does not hold PostgreSQL data and was left alone; move it away or choose another MINHU_HOME.")
}

// checkVersion refuses data that the binaries of v must not open.
func checkVersion(data string, v Version) error {
	major, err := dataMajor(data)
	if err != nil || major == 0 {
		return err
	}
	if major != v.Major {
		return refuse(data, strconv.Itoa(major), v)
	}
	b, err := os.ReadFile(filepath.Join(filepath.Dir(data), releaseFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	last, err := ParseVersion(string(b))
	if err != nil {
		return err
	}
	if last.Major == v.Major && last.Minor > v.Minor {
		return refuse(data, last.String(), v)
	}
	return nil
}

func refuse(data, of string, v Version) error {
	return explain.New("postgres_version",
		fmt.Sprintf("数据属于 PostgreSQL %s，而本程序带的是 %s，为免损坏没有打开（%s）；请用当初的版本导出后再导入。", of, v, data),
		fmt.Sprintf("The data belong to PostgreSQL %s but this program brings %s, so they were not opened (%s); export them with the former version and import them here.", of, v, data))
}
