-- name: setting
select value from setting where name = $1

-- name: put_setting
insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value, updated_at = now()

-- name: put_department
insert into department (id, path, parent_id, name, short_name, level, kind, phone) values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8)
on conflict (id) do nothing

-- name: put_class
insert into class (code, parent, name, scene, sort) values ($1, $2, $3, $4, $5) on conflict (code) do nothing

-- name: put_duty
insert into duty (class, district, department) values ($1, $2, $3) on conflict do nothing

-- name: put_outlet
insert into outlet (id, name, kind, district, address, hours, phone, latitude, longitude, services, sort)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing

-- name: put_demo_staff
insert into staff (id, username, name, title, password_hash, department_id, capacity, presence, clearance, number, demo)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true) on conflict (id) do nothing

-- name: put_skill_group
insert into skill_group (code, name, scenes, sort) values ($1, $2, $3, $4) on conflict (code) do nothing

-- name: put_skill
insert into staff_skill (staff_id, skill_group) values ($1, $2) on conflict do nothing

-- name: put_template
insert into template (code, use, title, body, sort) values ($1, $2, $3, $4, $5) on conflict (code) do nothing

-- name: put_binding
insert into role_binding (staff_id, role, dept_path, valid_from) values ($1, $2, $3, now() - interval '1 minute')
on conflict (staff_id, role, dept_path) where valid_to is null do nothing

-- name: put_visit
insert into visit (day, owner_id, visits) values ($1, $2, $3) on conflict (day, owner_id) do nothing

-- name: mark_imported_conversations
update conversation set imported = true where stage in ('ended', 'rated') and id = any($1::uuid[])

-- name: mark_imported_cases
update cases set imported = true where stage in ('closed', 'declined', 'withdrawn') and id = any($1::uuid[])

-- name: mark_imported_messages
update message set imported = true where stage = 'closed' and id = any($1::uuid[])
