package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"time"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
	"golang.org/x/sys/unix"

	"minhu/internal/explain"
)

// Binaries is a folder with postgres and initdb. Note is set when they are not the pinned ones and says so.
type Binaries struct {
	Dir     string
	Version Version
	Note    *explain.Error
}

// ownFolders lists where Linux distributions and macOS packages keep a machine's own PostgreSQL.
var ownFolders = []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"}

// FindBinaries returns programs fit for the data folder: the pinned release, fetched once into cache; where it cannot be
// fetched, or the data were made by another major release, a machine's own PostgreSQL of at least OldestOwn. Progress is
// told when a download begins.
func FindBinaries(ctx context.Context, cache, data string, progress func(zh, en string)) (Binaries, error) {
	pinned, err := ParseVersion(Pinned)
	if err != nil {
		return Binaries{}, err
	}
	major, err := dataMajor(data)
	if err != nil {
		return Binaries{}, err
	}
	if major != 0 && major != pinned.Major {
		own := ownBinaries(ctx, major)
		if own.Dir == "" {
			return Binaries{}, refuse(data, strconv.Itoa(major), pinned)
		}
		own.Note = explain.New("postgres_own",
			fmt.Sprintf("数据由本机的 PostgreSQL %d 建立，继续使用本机的 %s。", major, own.Version),
			fmt.Sprintf("The data were made by this machine's PostgreSQL %d; its %s is used again.", major, own.Version))
		return own, nil
	}
	dir, err := fetch(ctx, cache, progress)
	if err == nil {
		return Binaries{Dir: dir, Version: pinned}, nil
	}
	if ctx.Err() != nil {
		return Binaries{}, ctx.Err()
	}
	own := ownBinaries(ctx, major)
	if own.Dir == "" {
		return Binaries{}, explain.Wrap(err, "postgres_missing",
			"取不到 PostgreSQL "+Pinned+"（"+reason(err)+"），本机也没有安装；请联网重试，或安装 PostgreSQL，或用 DATABASE_URL 指定一个。",
			"PostgreSQL "+Pinned+" cannot be fetched ("+reason(err)+") and none is installed; try again with a network, install PostgreSQL, or name one by DATABASE_URL.")
	}
	own.Note = explain.Wrap(err, "postgres_own",
		fmt.Sprintf("取不到 PostgreSQL %s（%s），改用本机的 %s。", Pinned, reason(err), own.Version),
		fmt.Sprintf("PostgreSQL %s cannot be fetched (%s); this machine's %s stands in.", Pinned, reason(err), own.Version))
	return own, nil
}

// ownBinaries is the newest installed PostgreSQL of the given major release (0: any from OldestOwn on).
func ownBinaries(ctx context.Context, major int) Binaries {
	var best Binaries
	for _, pattern := range ownFolders {
		dirs, _ := filepath.Glob(pattern)
		sort.Strings(dirs)
		for _, d := range dirs {
			v, err := binaryVersion(ctx, d)
			if err != nil || v.Major < OldestOwn || (major != 0 && v.Major != major) {
				continue
			}
			if v.Major > best.Version.Major {
				best = Binaries{Dir: d, Version: v}
			}
		}
	}
	return best
}

// fetch returns the bin folder of the pinned release under cache, downloading it when it is not there.
//
// The package that knows where the binaries are has no call that only fetches: Start goes on to initdb and pg_ctl, deletes
// a data folder whose version it does not like, and has no way to run as another user. It is therefore given a data folder
// of its own that looks initialised and is not; its last step fails there at once, after the part that is wanted.
func fetch(ctx context.Context, cache string, progress func(zh, en string)) (string, error) {
	name := fmt.Sprintf("%s-%s-%s", Pinned, runtime.GOOS, runtime.GOARCH)
	root := filepath.Join(cache, name)
	bin := filepath.Join(root, "bin")
	if fits(ctx, bin) {
		return bin, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	unlock, err := lockFile(filepath.Join(cache, "lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if fits(ctx, bin) {
		return bin, nil
	}
	progress("正在下载 PostgreSQL "+Pinned+"（约 15 MB，只需一次）", "downloading PostgreSQL "+Pinned+" (about 15 MB, once)")
	work, err := os.MkdirTemp(cache, "fetch-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	unusable := filepath.Join(work, "data")
	if err := os.Mkdir(unusable, 0o700); err != nil {
		return "", err
	}
	major, _, _ := strings.Cut(Pinned, ".")
	if err := os.WriteFile(filepath.Join(unusable, "PG_VERSION"), []byte(major+"\n"), 0o600); err != nil {
		return "", err
	}
	cfg := embeddedpostgres.DefaultConfig().Version(embeddedpostgres.PostgresVersion(Pinned + ".0")).
		CachePath(filepath.Join(work, "archive")).RuntimePath(filepath.Join(work, "run")).
		BinariesPath(filepath.Join(work, "tree")).DataPath(unusable).Port(freePort()).Logger(io.Discard)
	if base := os.Getenv("MINHU_POSTGRES_REPOSITORY"); base != "" {
		cfg = cfg.BinaryRepositoryURL(strings.TrimSuffix(base, "/"))
	}
	began := time.Now()
	defer removeFetchLogs(began)
	ended := make(chan error, 1)
	go func() { ended <- embeddedpostgres.NewDatabase(cfg).Start() }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if !fits(ctx, filepath.Join(work, "tree", "bin")) {
		if err == nil {
			err = errors.New("the archive holds no usable programs")
		}
		return "", err
	}
	if err := readableByAll(filepath.Join(work, "tree")); err != nil {
		return "", err
	}
	if err := os.RemoveAll(root); err != nil {
		return "", err
	}
	return bin, os.Rename(filepath.Join(work, "tree"), root)
}

// removeFetchLogs removes the log that the package leaves in the system's folder for temporary files.
func removeFetchLogs(since time.Time) {
	files, _ := filepath.Glob(filepath.Join(os.TempDir(), "embedded_postgres_log*"))
	for _, f := range files {
		if info, err := os.Stat(f); err == nil && !info.ModTime().Before(since.Truncate(time.Second)) {
			_ = os.Remove(f)
		}
	}
}

func fits(ctx context.Context, bin string) bool {
	v, err := binaryVersion(ctx, bin)
	return err == nil && v.String() == Pinned
}

// readableByAll lets the unprivileged account run what root unpacked, whatever root's umask is.
func readableByAll(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		mode := info.Mode().Perm() | 0o444
		if d.IsDir() || mode&0o100 != 0 {
			mode |= 0o111
		}
		return os.Chmod(path, mode)
	})
}

// lockFile waits for an exclusive lock that ends with the process at the latest.
func lockFile(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		_ = f.Close()
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}

// reason is the first line of err.
func reason(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return first
}
