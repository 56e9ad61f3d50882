package proof

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"minhu/internal/assembly"
	"minhu/internal/housetest"
	"minhu/internal/store"
	"minhu/internal/testbed"
)

// seeds are the seeds of the kill test: one, or those of MINHU_PROOF_SEEDS (`make proof` gives five).
func seeds(t *testing.T) []uint64 {
	v := os.Getenv("MINHU_PROOF_SEEDS")
	if v == "" {
		return []uint64{1}
	}
	var out []uint64
	for _, s := range strings.Split(v, ",") {
		n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
		require.NoError(t, err)
		out = append(out, n)
	}
	return out
}

// storm is one run: how long, how the parts are killed, which bug is in the binary.
type storm struct {
	seed uint64
	last time.Duration
	bug  string
	// window is the share of acts, in percent, that wait between their row and the end of their workflow task.
	window int
	kills  func(rng *rand.Rand) []string // the parts that one stroke kills, nearly at once
}

// everything strikes any part; pairs of worker and engine leave rows whose workflow task was lost with its Update.
func everything(rng *rand.Rand) []string {
	return [][]string{{"worker"}, {"api"}, {"engine"}, {"postgres"}, {"worker", "engine"}, {"worker", "engine", "api"}}[rng.IntN(6)]
}

// nobodyRemembers kills the three that could deliver an Update again: the row stays, its event does not.
func nobodyRemembers(*rand.Rand) []string { return []string{"worker", "engine", "api"} }

func engineAndWorker(rng *rand.Rand) []string {
	return [][]string{{"engine"}, {"worker", "engine"}, {"postgres"}}[rng.IntN(3)]
}

// Nothing acknowledged is ever lost, whichever of the four processes dies.
func TestKill(t *testing.T) {
	for _, seed := range seeds(t) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			faults, rec := rage(t, storm{seed: seed, last: 40 * time.Second, window: 25, kills: everything})
			require.Empty(t, faults, strings.Join(faults, "\n"))
			require.Greater(t, len(rec.promises), 100, "too little was done to prove anything")
			require.Positive(t, rec.given, "no key was abandoned: the storm was too weak")
			t.Logf("%d promises kept, %d retries, %d keys abandoned", len(rec.promises), rec.retries, rec.given)
		})
	}
}

// A fault test that cannot see a bug proves nothing: each seeded bug must be found.
func TestKillSeesSeededBugs(t *testing.T) {
	for bug, kills := range map[string]func(*rand.Rand) []string{"ack_early": engineAndWorker, "drop_behind": nobodyRemembers} {
		t.Run(bug, func(t *testing.T) {
			for seed := range uint64(3) {
				faults, _ := rage(t, storm{seed: 11 + seed, last: 30 * time.Second, bug: bug, window: 80, kills: kills})
				if len(faults) > 0 {
					t.Logf("found after %d runs: %s", seed+1, faults[0])
					return
				}
			}
			t.Fatalf("the seeded bug %s was not seen", bug)
		})
	}
}

// rage starts a plant, works on it while killing it, lets it settle and checks every promise.
func rage(t *testing.T, s storm) ([]string, *record) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o755))
	binary, err := build(ctx, root, dir)
	require.NoError(t, err)
	engine, err := testbed.EnginePath()
	require.NoError(t, err)
	addr, err := freeAddr()
	require.NoError(t, err)
	var log io.Writer = io.Discard
	if os.Getenv("MINHU_TEST_LOG") != "" {
		log = os.Stderr
	}
	p := &plant{binary: binary, home: filepath.Join(dir, "home"), addr: addr, log: log,
		env: []string{"MINHU_ENGINE=" + engine, "MINHU_SEEDED_BUG=" + s.bug, "MINHU_WIDE_WINDOW=" + strconv.Itoa(s.window), "MINHU_DEMO=off"}}
	// Whatever becomes of the run, a 500 is explained by the line that the process wrote about it.
	defer func() {
		for _, line := range p.faults.lines() {
			t.Logf("seed %d, internal error: %s", s.seed, line)
		}
	}()
	require.NoError(t, p.start(ctx))
	defer p.stop()
	_, err = store.Migrate(ctx, p.dsn)
	require.NoError(t, err)
	options := assembly.Options{DatabaseURL: p.dsn, TemporalAddress: p.engine, Namespace: p.space, RootKeyFile: filepath.Join(p.home, "keys", "root.key"), MaxConns: 4}
	h, err := assembly.Open(ctx, options)
	require.NoError(t, err)
	housetest.Seed(t, h)
	everyRole(t, h)
	h.Close()
	p.run(ctx, "worker")
	p.run(ctx, "api")
	require.NoError(t, p.ready(ctx))

	rec := &record{}
	work, done := context.WithTimeout(ctx, s.last)
	defer done()
	var wg sync.WaitGroup
	problems := make(chan error, 16)
	for k := range uint64(3) {
		wg.Go(func() { problems <- newCaller("http://"+addr, s.seed*100+k, rec).talk(ctx, work) })
		signed := func(user string, seed uint64) *caller {
			who := newCaller("http://"+addr, seed, rec)
			status, _, err := who.persist(ctx, http.MethodPost, "/api/v1/session", "sign-in-"+user, map[string]string{"username": user, "password": housetest.Password}, nil, false)
			require.NoError(t, err)
			require.Equal(t, http.StatusOK, status)
			return who
		}
		staff, assistant := signed("proof", s.seed*100+50+k), signed("clerk2", s.seed*100+70+k)
		citizen := newCaller("http://"+addr, s.seed*100+80+k, rec)
		wg.Go(func() { problems <- staff.casework(ctx, work, citizen, assistant) })
	}
	rng := rand.New(rand.NewPCG(s.seed, 99))
	pause(work, 3*time.Second)
	for work.Err() == nil {
		for _, part := range s.kills(rng) {
			p.kill(part)
			pause(work, time.Duration(rng.IntN(80))*time.Millisecond)
		}
		pause(work, time.Duration(2500+rng.IntN(2500))*time.Millisecond)
	}
	wg.Wait()
	close(problems)
	for err := range problems {
		require.NoError(t, err)
	}
	require.NoError(t, p.ready(ctx))
	h, err = assembly.Open(ctx, options)
	require.NoError(t, err)
	defer h.Close()
	c := &check{house: h}
	require.NoError(t, c.all(ctx, rec.promises))
	return append(rec.broken, c.faults...), rec
}

// everyRole adds a member of staff who may take every act, so that any act can follow any other.
func everyRole(t *testing.T, h *assembly.House) {
	ctx := t.Context()
	const id = "00000000-0000-4000-8000-0000000000ff"
	_, err := h.Store.DB.ExecContext(ctx, `insert into staff (id, username, name, password_hash, department_id, capacity, presence)
		select $1, 'proof', '证明', password_hash, department_id, 50, 'online' from staff limit 1`, id)
	require.NoError(t, err)
	for _, role := range []string{"agent", "dispatcher", "supervisor", "surveyor", "dept_staff"} {
		_, err := h.Store.DB.ExecContext(ctx, `insert into role_binding (staff_id, role, dept_path, valid_from) values ($1, $2, '/city', now() - interval '1 day')`, id, role)
		require.NoError(t, err)
	}
}
