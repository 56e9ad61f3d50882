package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"minhu/internal/supervise"
)

// lookHome checks that the home can be written and that secrets are not readable by others.
func lookHome(_ context.Context, o Options, _ supervise.State) []Finding {
	home := o.Config.Home
	info, err := os.Stat(home)
	if os.IsNotExist(err) {
		return []Finding{{Part: "home", Level: Idle, ZH: "文件夹 " + home + " 还没有，首次启动时建立。", EN: "The folder " + home + " is made at the first start."}}
	}
	if err != nil || !info.IsDir() || unix.Access(home, unix.W_OK|unix.X_OK) != nil {
		return []Finding{{Part: "home", Level: Broken, ZH: "写不了文件夹 " + home + "。", EN: "The folder " + home + " cannot be written.",
			MendZH: "改它的权限或所有者，或用 MINHU_HOME 另选一个。", MendEN: "Change its permissions or owner, or choose another by MINHU_HOME."}}
	}
	found := []Finding{{Part: "home", Level: Good, ZH: "文件夹 " + home + " 可写。", EN: "The folder " + home + " can be written."}}
	secrets := filepath.Join(home, "secrets")
	if info, err := os.Stat(secrets); err == nil && info.Mode().Perm()&0o077 != 0 {
		found = append(found, Finding{Part: "secrets", Level: Broken, ZH: "密钥文件夹 " + secrets + " 可被他人读取。", EN: "Others can read the secrets in " + secrets + ".",
			MendZH: "运行 chmod 700 " + secrets + "。", MendEN: "Run chmod 700 " + secrets + "."})
	}
	return found
}

// A day of a busy city writes some gigabytes; below these much is left for hours only.
const (
	weakDisk   = 5 << 30
	brokenDisk = 500 << 20
)

// lookDisk measures the room where home, and the data when they lie elsewhere, are kept.
func lookDisk(_ context.Context, o Options, s supervise.State) []Finding {
	places := []string{existing(o.Config.Home)}
	if s.Postgres != nil && s.Postgres.Data != "" {
		places = append(places, existing(s.Postgres.Data))
	}
	var found []Finding
	seen := map[[2]uint64]bool{}
	for _, p := range places {
		var st unix.Statfs_t
		if unix.Statfs(p, &st) != nil {
			continue
		}
		key := [2]uint64{uint64(st.Blocks), uint64(st.Bavail) / 1024}
		if seen[key] {
			continue
		}
		seen[key] = true
		free := uint64(st.Bavail) * uint64(st.Bsize)
		f := Finding{Part: "disk", Level: Good, ZH: fmt.Sprintf("%s 所在磁盘剩余 %.1f GB。", p, float64(free)/1e9), EN: fmt.Sprintf("%.1f GB free at %s.", float64(free)/1e9, p)}
		if free < weakDisk {
			f.Level, f.MendZH, f.MendEN = Weak, "腾出空间，或换一块磁盘。", "Make room or move to a larger disk."
		}
		if free < brokenDisk {
			f.Level = Broken
		}
		found = append(found, f)
	}
	return found
}

// existing is path or the nearest parent that exists.
func existing(path string) string {
	for {
		if _, err := os.Stat(path); err == nil || path == filepath.Dir(path) {
			return path
		}
		path = filepath.Dir(path)
	}
}

func lookEngineProgram(_ context.Context, o Options, _ supervise.State) []Finding {
	if o.Config.TemporalAddress != "" {
		return nil
	}
	path := o.Config.EnginePath()
	if info, err := os.Stat(path); err != nil || info.Mode()&0o111 == 0 {
		return []Finding{{Part: "engine_program", Level: Broken, ZH: "没有引擎程序 " + path + "。", EN: "The engine program " + path + " is missing.",
			MendZH: "运行 make build，或用 TEMPORAL_ADDRESS 指定一个 Temporal。", MendEN: "Run make build or name a Temporal by TEMPORAL_ADDRESS."}}
	}
	return []Finding{{Part: "engine_program", Level: Good, ZH: "引擎程序在。", EN: "The engine program is there."}}
}

func lookPages(_ context.Context, o Options, _ supervise.State) []Finding {
	if o.PagesBuilt {
		return []Finding{{Part: "pages", Level: Good, ZH: "网页已构建在程序里。", EN: "The web pages are in the program."}}
	}
	return []Finding{{Part: "pages", Level: Weak, ZH: "程序里没有网页，只有接口。", EN: "The program carries no web pages, only the API.",
		MendZH: "运行 make build。", MendEN: "Run make build."}}
}
