package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"

	"minhu/internal/store"
)

// List measures a page of 30 cases over HTTP as a supervisor reads it, against the same page as one keyset query by
// database/sql with its rows scanned. rows is how many cases the table is filled up to.
func (b *Bed) List(ctx context.Context, rows, blocks, n int, username, password string) (Figures, error) {
	if err := b.fill(ctx, rows); err != nil {
		return Figures{}, err
	}
	w := b.browser()
	if err := w.send(ctx, http.MethodPost, "/api/v1/session", map[string]string{"username": username, "password": password}, nil); err != nil {
		return Figures{}, err
	}
	query, args := store.CaseListQuery(func(func(any) string) string { return "true" }, store.CaseFilter{}, nil, 31)
	st, err := b.house.Store.DB.PrepareContext(ctx, query)
	if err != nil {
		return Figures{}, err
	}
	defer st.Close()
	f, err := pairs(ctx, fmt.Sprintf("list of 30 at %d cases", rows), b.procs, blocks, n,
		func(ctx context.Context, _ int) error {
			return w.send(ctx, http.MethodGet, "/api/v1/cases?limit=30", nil, nil)
		},
		func(ctx context.Context, _ int) error { return scanAll(ctx, st, args) })
	if err != nil {
		return f, err
	}
	f.Bars = map[string]float64{"cpu_ms": 3}
	within(&f)
	return f, nil
}

func scanAll(ctx context.Context, st *sql.Stmt, args []any) error {
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return err
	}
	dest := make([]any, len(cols))
	for i := range dest {
		dest[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// fill adds archive cases until the table holds rows, spread over departments, stages and two years.
func (b *Bed) fill(ctx context.Context, rows int) error {
	_, err := b.house.Store.DB.ExecContext(ctx, `
with want as (select greatest(0, $1 - (select count(*) from cases))::int as n),
     units as (select array_agg(id order by id) as ids, array_agg(path order by id) as paths from department)
insert into cases (id, number, rev, stage, kind, class, title, content, department, dept_path, clocks, registered_at, dispatched_at, closed_at, imported, next_due_at, overdue)
select gen_random_uuid(), 'BENCH' || lpad(g::text, 9, '0') || left(gen_random_uuid()::text, 4), 7,
  case when g % 10 = 0 then (array['handling','handling','dispatched','surveying','replied'])[1 + g / 10 % 5] else 'archived' end, (array['complaint','help','consultation','report','suggestion'])[1 + g % 5],
  '', '基准数据第 ' || g || ' 件', '基准测试用的归档件。', u.ids[1 + g % cardinality(u.ids)], u.paths[1 + g % cardinality(u.ids)], '[]',
  now() - (g % 17520) * interval '1 hour' - (g % 3600) * interval '1 second', now() - (g % 17000) * interval '1 hour', null, true,
  case when g % 10 = 0 then now() + (g % 400 - 100) * interval '1 hour' end, g % 10 = 0 and g % 400 < 100
from want, units u, generate_series(1, want.n) g`, rows)
	if err != nil {
		return err
	}
	_, err = b.house.Store.DB.ExecContext(ctx, `analyze cases`)
	return err
}
