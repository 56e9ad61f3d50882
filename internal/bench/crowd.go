package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"minhu/activities"
	"minhu/internal/hotline"
	"minhu/internal/imports"
)

// crowdLate is how many of a crowd's clocks run out while we watch.
const crowdLate = 500

// Crowd opens many cases that then wait, and measures what one costs in private memory of engine and program while it waits,
// and how late clocks ring when many run out within seconds. The cases start from rows and clocks, as imported ones do.
func (b *Bed) Crowd(ctx context.Context, n int) (Figures, error) {
	f := Figures{Name: fmt.Sprintf("%d open cases that wait", n), Pairs: n, Bars: map[string]float64{"kib_each": 60, "late_p99_ms": 1500}}
	before, err := b.private()
	if err != nil {
		return f, err
	}
	ids := make([]string, n)
	due := time.Now().UTC().Add(time.Duration(n)*12*time.Millisecond + 20*time.Second)
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	acts := b.house.Activities()
	acts.Telling = activities.Telling{}
	for i := range n {
		g.Go(func() error {
			at := time.Now().UTC().Add(48 * time.Hour)
			if i < crowdLate {
				at = due.Add(time.Duration(i) * 20 * time.Millisecond)
			}
			var err error
			ids[i], err = b.waiting(gctx, acts, at)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return f, err
	}
	if time.Now().After(due) {
		return f, errors.New("the cases took longer to open than their clocks had: this machine is too slow for the measurement")
	}
	late, err := b.lateness(ctx, ids[:min(crowdLate, n)], due)
	if err != nil {
		return f, err
	}
	after, err := b.private()
	if err != nil {
		return f, err
	}
	slices.Sort(late)
	f.LateP99 = round(float64(late[len(late)*99/100].Microseconds()) / 1000)
	f.KiBEach = round((after.self - before.self + after.engine - before.engine) * 1024 / float64(n))
	f.Note = fmt.Sprintf("private memory, MiB: engine %.0f → %.0f, program %.0f → %.0f; %d clocks ran out within %s", before.engine, after.engine, before.self, after.self, len(late),
		time.Duration(crowdLate)*20*time.Millisecond)
	within(&f)
	return f, nil
}

// waiting opens one registered case whose one clock runs out at a time.
func (b *Bed) waiting(ctx context.Context, acts *activities.Hotline, due time.Time) (string, error) {
	id := uuid.NewString()
	if _, err := b.house.Store.PutContentKey(ctx, id, b.house.Ring.NewKey(id)); err != nil {
		return "", err
	}
	st := hotline.State{Aggregate: hotline.Case, ID: id, Table: hotline.TableVersion}
	act := hotline.Act{Name: "register", Actor: citizen, Fields: hotline.Fields{"kind": "complaint", "title": "基准测试", "content": "路灯不亮，请修理。"}, Digest: id}
	out, err := acts.Record(ctx, activities.RecordInput{State: st, Act: act, UpdateID: "crowd", At: time.Now().UTC()})
	if err != nil {
		return "", err
	}
	if st, err = st.Apply(out.Event); err != nil {
		return "", err
	}
	for i := range st.Clocks {
		st.Clocks[i].DueAt = due
	}
	return id, imports.Adopt(ctx, b.house, st)
}

// lateness waits until all of these clocks rang and tells by how much each was late.
func (b *Bed) lateness(ctx context.Context, ids []string, due time.Time) ([]time.Duration, error) {
	deadline := due.Add(2 * time.Minute)
	for {
		late := make([]time.Duration, 0, len(ids))
		for _, id := range ids {
			rows, err := b.house.Store.EventsAfter(ctx, id, 1)
			if err != nil {
				return nil, err
			}
			if len(rows) == 0 {
				break
			}
			var clocks []hotline.Clock
			if err := json.Unmarshal(rows[0].Clocks, &clocks); err != nil {
				return nil, err
			}
			late = append(late, rows[0].At.Sub(clocks[0].DueAt))
		}
		if len(late) == len(ids) {
			return late, nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("only %d of %d clocks rang", len(late), len(ids))
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// memory is private memory in MiB.
type memory struct{ self, engine float64 }

// private is the anonymous memory of this process and of the engine, in MiB, after this process gave back what it could.
func (b *Bed) private() (memory, error) {
	runtime.GC()
	debug.FreeOSMemory()
	var m memory
	for _, pid := range []int{os.Getpid(), b.procs.engine} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			return m, err
		}
		for _, line := range strings.Split(string(text), "\n") {
			if v, ok := strings.CutPrefix(line, "RssAnon:"); ok {
				kb, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "kB")), 64)
				if err != nil {
					return m, err
				}
				if pid == b.procs.engine {
					m.engine = kb / 1024
				} else {
					m.self = kb / 1024
				}
			}
		}
	}
	return m, nil
}
