package pgserver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"minhu/internal/explain"
)

// Place is where a private server lives and under whose account. PostgreSQL refuses to run as root; then UID and GID name
// an unprivileged account, else they are -1 and nothing changes.
type Place struct {
	Data  string // the data folder; its parent belongs to the account
	Cache string // where fetched programs are kept
	UID   int
	GID   int
	Note  *explain.Error // set when the data lie outside home, and says where
}

// System folders used when root starts the program and the unprivileged account cannot reach root's own folders.
var (
	stateFolder = "/var/lib/minhu"
	cacheFolder = "/var/cache/minhu"
)

// accounts are tried in this order when root starts the first time; afterwards the owner of the data decides.
var accounts = []string{"minhu", "postgres", "nobody"}

// Locate decides where the server of home lives and makes its folder. home must exist.
func Locate(home string) (Place, error) {
	home, err := filepath.Abs(home)
	if err != nil {
		return Place{}, err
	}
	if real, err := filepath.EvalSymlinks(home); err == nil {
		home = real
	}
	if os.Geteuid() != 0 {
		p := Place{Data: filepath.Join(home, "postgres", "data"), UID: -1, GID: -1}
		if cache, err := os.UserCacheDir(); err == nil && os.MkdirAll(filepath.Join(cache, "minhu", "postgres"), 0o755) == nil {
			p.Cache = filepath.Join(cache, "minhu", "postgres")
		} else {
			p.Cache = filepath.Join(home, "cache", "postgres")
		}
		return p, os.MkdirAll(filepath.Dir(p.Data), 0o700)
	}
	p := Place{Cache: filepath.Join(cacheFolder, "postgres")}
	inside, outside := folders(home)
	folder := inside
	if _, err := os.Stat(filepath.Join(outside, "data")); err == nil {
		folder = outside
	}
	p.UID, p.GID, err = account(folder)
	if err != nil {
		return Place{}, err
	}
	if folder == inside && !reachable(home, p.UID, p.GID) {
		folder = outside
	}
	if folder == outside {
		p.Note = explain.New("postgres_outside_home",
			"数据库账户进不了 "+home+"，数据放在 "+folder+"。",
			"The database account cannot reach "+home+"; the data lie in "+folder+".")
	}
	p.Data = filepath.Join(folder, "data")
	// the parents are root's; only the last folder is the account's
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return Place{}, err
	}
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return Place{}, err
	}
	return p, os.Chown(folder, p.UID, p.GID)
}

// account is the owner of existing data, else the first known unprivileged account of the machine.
func account(folder string) (uid, gid int, err error) {
	if info, err := os.Stat(filepath.Join(folder, "data")); err == nil {
		if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 {
			return int(st.Uid), int(st.Gid), nil
		}
	}
	for _, name := range accounts {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil && uid != 0 {
			return uid, gid, nil
		}
	}
	return 0, 0, explain.New("postgres_account",
		"PostgreSQL 不能以 root 运行，而本机没有 minhu、postgres、nobody 任一账户；请建一个名为 minhu 的账户。",
		"PostgreSQL refuses to run as root and this machine has none of the accounts minhu, postgres, nobody; create one named minhu.")
}

// reachable tells whether the account may pass through every folder down to path.
func reachable(path string, uid, gid int) bool {
	for dir := path; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return false
		}
		st, ok := info.Sys().(*syscall.Stat_t)
		if !ok {
			return false
		}
		bit := fs.FileMode(0o001)
		if int(st.Uid) == uid {
			bit = 0o100
		} else if int(st.Gid) == gid {
			bit = 0o010
		}
		if info.Mode().Perm()&bit == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

// folders are where the server of home may live: inside it, and the system folder for root.
func folders(home string) (inside, outside string) {
	sum := sha256.Sum256([]byte(home))
	return filepath.Join(home, "postgres"), filepath.Join(stateFolder, hex.EncodeToString(sum[:6]), "postgres")
}

// DataRelease tells which PostgreSQL release last ran on the data of home and where they lie; empty when there are none.
// It changes nothing.
func DataRelease(home string) (data, release string, err error) {
	if real, err := filepath.EvalSymlinks(home); err == nil {
		home = real
	}
	inside, outside := folders(home)
	for _, folder := range []string{outside, inside} {
		data = filepath.Join(folder, "data")
		if _, err := os.Stat(data); err != nil {
			continue
		}
		b, err := os.ReadFile(filepath.Join(folder, releaseFile))
		return data, strings.TrimSpace(string(b)), err
	}
	return "", "", nil
}
