package bench

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/api/enums/v1"

	"minhu/internal/hotline"
)

var (
	citizen = hotline.Actor{Kind: hotline.ByCitizen, ID: "00000000-0000-4000-8000-00000000be4c", Role: "citizen"}
	staff   = hotline.Actor{Kind: hotline.ByStaff, ID: "00000000-0000-4000-8000-00000000be5c", Name: "基准", Role: "agent"}
)

// sixActs is the life of a complaint after its registration.
func sixActs(department string) []hotline.Act {
	f := func(kv ...string) hotline.Fields {
		out := hotline.Fields{}
		for i := 0; i < len(kv); i += 2 {
			out[kv[i]] = kv[i+1]
		}
		return out
	}
	return []hotline.Act{
		{Name: "accept", Actor: staff, Fields: f("note", "情况属实，予以受理。")},
		{Name: "dispatch", Actor: staff, Fields: f("department", department, "note", "请于时限内办理并答复。")},
		{Name: "sign", Actor: staff},
		{Name: "reply", Actor: staff, Fields: f("record", strings.Repeat("已到现场核查并处置。", 8), "public_reply", strings.Repeat("您反映的问题已处理完毕。", 5))},
		{Name: "review_pass", Actor: staff},
		{Name: "survey", Actor: citizen, Fields: f("contacted", "yes", "solved", "yes", "satisfied", "5")},
	}
}

// Case measures a complaint with six acts against a bare start with six bare Updates of the same size. Each operation is a
// whole complaint. Acts go to the workflow as the edge sends them; the edge itself is measured by Chat.
func (b *Bed) Case(ctx context.Context, blocks, n int) (Figures, error) {
	paths, err := b.house.Store.DepartmentPlaces(ctx)
	if err != nil {
		return Figures{}, err
	}
	department := ""
	for id := range paths {
		if department == "" || id < department {
			department = id
		}
	}
	last := ""
	complaint := func(ctx context.Context, _ int) error {
		id := uuid.NewString()
		last = id
		register := hotline.Act{Name: "register", Actor: citizen, Fields: hotline.Fields{"kind": "complaint", "title": "基准测试", "content": strings.Repeat("路灯不亮，请修理。", 10)}}
		if _, err := b.house.Sender.Open(ctx, hotline.Case, id, "open-"+id, register); err != nil {
			return err
		}
		for i, a := range sixActs(department) {
			if _, err := b.house.Sender.Do(ctx, hotline.Case, id, fmt.Sprintf("%s-%d", id, i), a); err != nil {
				return fmt.Errorf("%s: %w", a.Name, err)
			}
		}
		return nil
	}
	bare := func(ctx context.Context, _ int) error {
		id, err := b.floor.start(ctx)
		if err != nil {
			return err
		}
		for i := range 6 {
			if err := b.floor.put(ctx, id, fmt.Sprintf("k%d", i), payload); err != nil {
				return err
			}
		}
		return nil
	}
	f, err := pairs(ctx, "complaint, registration and six acts", b.procs, blocks, n, complaint, bare)
	if err != nil {
		return f, err
	}
	it := b.house.Temporal.GetWorkflowHistory(ctx, hotline.WorkflowID(hotline.Case, last), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext() {
		if _, err := it.Next(); err != nil {
			return f, err
		}
		f.Events++
	}
	f.Bars = map[string]float64{"cpu_ratio": 1.5, "events": 50}
	f.Note = "ours opens by Update-With-Start (seven Updates in all); the floor starts bare and takes six"
	within(&f)
	return f, nil
}

// Memory reads the resident memory of this process: API, worker, knowledge base.
func (b *Bed) Memory(self int) (Figures, error) {
	mb, err := residentMB(self)
	f := Figures{Name: "memory, api + worker", Resident: round(mb), Bars: map[string]float64{"resident_mb": 150}}
	within(&f)
	return f, err
}

// Idle counts transactions a second on our database while nothing happens.
func (b *Bed) Idle(ctx context.Context, d time.Duration) (Figures, error) {
	f := Figures{Name: "idle", Bars: map[string]float64{"commits_per_second": 5}, Note: fmt.Sprintf("xact_commit of our database over %s", d)}
	var before, after int64
	read := func(to *int64) error {
		return b.house.Store.DB.GetContext(ctx, to, `select xact_commit from pg_stat_database where datname = current_database()`)
	}
	if err := read(&before); err != nil {
		return f, err
	}
	select {
	case <-ctx.Done():
		return f, ctx.Err()
	case <-time.After(d):
	}
	if err := read(&after); err != nil {
		return f, err
	}
	f.Commits = round(float64(after-before) / d.Seconds())
	within(&f)
	return f, nil
}
