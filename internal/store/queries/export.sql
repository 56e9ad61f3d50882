-- name: staff_roles
select b.role, b.dept_path as path, s.clearance from staff s join role_binding b on b.staff_id = s.id
where s.id = $1 and s.disabled_at is null and b.valid_from <= $2 and (b.valid_to is null or b.valid_to > $2) order by b.role, b.dept_path

-- name: exports_of
select id, kind, state, params, cursor, done, total, progress, result, fault, created_at, created_by, created_name, started_at, finished_at, holder
from time_job where kind = 'export' and created_by = $1 order by created_at desc limit 20

-- name: exports_open
select count(*) from time_job where kind = 'export' and created_by = $1 and state in ('queued', 'running')

-- name: prune_exports
delete from time_job where kind = 'export' and created_at < $1
