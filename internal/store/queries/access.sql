-- name: staff_by_username
select id, username, name, title, password_hash, disabled_at
from staff where lower(username) = lower($1)

-- name: staff_by_session
select s.id, s.username, s.name, s.title, s.clearance, s.department_id, d.name as department_name, d.path as department_path,
       ss.created_at, ss.last_seen, ss.expires_at,
       coalesce(array_agg(b.role order by b.role, b.dept_path) filter (where b.role is not null), '{}') as roles,
       coalesce(array_agg(b.dept_path order by b.role, b.dept_path) filter (where b.role is not null), '{}') as paths
from staff_session ss
join staff s on s.id = ss.staff_id and s.disabled_at is null
join department d on d.id = s.department_id
left join role_binding b on b.staff_id = s.id and b.valid_from <= $2 and (b.valid_to is null or b.valid_to > $2)
where ss.token_sha = $1
group by s.id, d.name, d.path, ss.token_sha

-- name: insert_staff_session
insert into staff_session (token_sha, staff_id, created_at, last_seen, expires_at) values ($1, $2, $3, $3, $4)

-- name: touch_staff_session
update staff_session set last_seen = $2 where token_sha = $1 and last_seen < $2

-- name: delete_staff_session
delete from staff_session where token_sha = $1

-- name: delete_staff_sessions_of
delete from staff_session where staff_id = $1

-- name: delete_staff_sessions_expired
delete from staff_session where expires_at < $1 or last_seen < $2

-- name: disable_staff
update staff set disabled_at = $2, presence = 'offline', rev = rev + 1 where id = $1 and disabled_at is null

-- name: set_staff_password
update staff set password_hash = $2, rev = rev + 1 where id = $1

-- name: demo_accounts
select s.username, s.name, s.title, d.short_name as department,
       coalesce((select array_agg(distinct b.role order by b.role) from role_binding b where b.staff_id = s.id), '{}') as roles
from staff s join department d on d.id = s.department_id
where s.demo and s.disabled_at is null
order by s.username

-- name: insert_staff
insert into staff (id, username, name, title, password_hash, department_id, clearance, capacity, demo)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: insert_role_binding
insert into role_binding (staff_id, role, dept_path, valid_from, valid_to) values ($1, $2, $3, $4, $5)

-- name: citizen_by_token
select id from citizen where token_sha = $1

-- name: insert_citizen
insert into citizen (id, token_sha, created_at) values ($1, $2, $3)

-- name: insert_department
insert into department (id, path, parent_id, name, short_name, level, kind, phone)
values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8)

-- name: claim_idempotency
insert into idempotency (actor, route, key_hash, digest, status, body, created_at) values ($1, $2, $3, $4, 0, '', $5)
on conflict (actor, route, key_hash) do nothing

-- name: get_idempotency
select digest, status, body from idempotency where actor = $1 and route = $2 and key_hash = $3

-- name: finish_idempotency
update idempotency set status = $4, body = $5 where actor = $1 and route = $2 and key_hash = $3

-- name: delete_idempotency_before
delete from idempotency where created_at < $1

-- name: take_login_bucket
insert into login_bucket as b (key, level, at) values ($1, 1, $2)
on conflict (key) do update
set level = greatest(0, b.level - $3 * greatest(0, extract(epoch from ($2::timestamptz - b.at)))) + 1, at = greatest(b.at, $2)
where greatest(0, b.level - $3 * greatest(0, extract(epoch from ($2::timestamptz - b.at)))) + 1 <= $4
returning level

-- name: level_login_bucket
select greatest(0, level - $3 * greatest(0, extract(epoch from ($2::timestamptz - at))))::double precision from login_bucket where key = $1

-- name: give_login_bucket
update login_bucket set level = greatest(0, level - 1) where key = $1

-- name: clear_login_bucket
delete from login_bucket where key = $1

-- name: remember_login
insert into login_bucket (key, level, at) values ($1, 0, $2) on conflict (key) do update set at = excluded.at

-- name: remembers_login
select exists (select 1 from login_bucket where key = $1 and at > $2)

-- name: delete_login_buckets_before
delete from login_bucket where at < $1 and (key not like 'known %' or at < $2)

-- name: staff_paths
-- Where a member of staff may act, by the bindings in force.
select b.dept_path from role_binding b join staff s on s.id = b.staff_id
where s.id = $1::uuid and s.disabled_at is null and b.valid_from <= now() and (b.valid_to is null or b.valid_to > now())
