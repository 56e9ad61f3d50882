package supervise

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"minhu/internal/pgserver"
	"minhu/internal/ports"
)

// Database is the application's database on a private server.
const Database = "minhu"

// postgresUnit prepares the private PostgreSQL and the URL of the application's database on it.
func postgresUnit(ctx context.Context, o Options, state *stateFile, say *progress) (*unit, string, error) {
	home := o.Config.Home
	place, err := pgserver.Locate(home)
	if err != nil {
		return nil, "", err
	}
	if place.Note != nil {
		say.line(place.Note.ZH, place.Note.EN)
	}
	bin, err := pgserver.FindBinaries(ctx, place.Cache, place.Data, say.line)
	if err != nil {
		return nil, "", err
	}
	if bin.Note != nil {
		say.line(bin.Note.ZH, bin.Note.EN)
	}
	password, err := pgserver.Password(filepath.Join(home, "secrets", "postgres_password"))
	if err != nil {
		return nil, "", homeError(home, err)
	}
	earlier := state.last().Postgres
	if earlier == nil {
		earlier = &Service{}
	}
	awaitFormerServer(ctx, earlier)
	port, err := ports.Pick(1, earlier.Port)
	if err != nil {
		return nil, "", err
	}
	po := pgserver.Options{
		Data: place.Data, Bin: bin.Dir, Version: bin.Version, Port: port[0], Password: password, Database: Database,
		UID: place.UID, GID: place.GID, Scratch: o.Scratch,
	}
	state.change(func(s *State) {
		s.Postgres = &Service{Port: port[0], Version: bin.Version.String(), Data: place.Data}
	})
	began := time.Now()
	say.line("正在启动数据库……", "starting PostgreSQL "+bin.Version.String()+" …")
	u := &unit{
		zh: "数据库", en: "PostgreSQL", limit: 3 * time.Minute, grace: pgserver.StopLimit,
		logFile: filepath.Join(home, "log", "postgres.log"), say: say,
		command: func() (*exec.Cmd, error) { return pgserver.Command(o.Self, po) },
		gone: func(restarts int) {
			state.change(func(s *State) { s.Postgres.PID, s.Postgres.ServerPID, s.Postgres.Restarts = 0, 0, restarts })
		},
	}
	told := false
	u.line = func(pid int, text string) (bool, error) {
		r, err := pgserver.ParseLine(text)
		if err != nil || r == nil {
			return false, err
		}
		state.change(func(s *State) { s.Postgres.PID, s.Postgres.ServerPID = pid, r.PID })
		if !told {
			told = true
			say.line(fmt.Sprintf("数据库已就绪（PostgreSQL %s，端口 %d，%s 秒）。", r.Version, r.Port, seconds(time.Since(began))), "PostgreSQL is ready.")
		}
		return true, nil
	}
	return u, po.DSN(Database), nil
}

// awaitFormerServer gives the server of a crashed predecessor, which is shutting down, some seconds to leave its port. One
// that stays is ended by the nurse; the new one then takes another port.
func awaitFormerServer(ctx context.Context, earlier *Service) {
	limit := time.NewTimer(5 * time.Second)
	defer limit.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for isServer(earlier.ServerPID, earlier.Data) && !ports.Free(earlier.Port) {
		select {
		case <-ctx.Done():
			return
		case <-limit.C:
			return
		case <-tick.C:
		}
	}
}

func isServer(pid int, data string) bool {
	if pid <= 1 || data == "" {
		return false
	}
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	return err == nil && strings.Contains(string(b), data)
}
