-- name: newest_model
select id from class_model order by id desc limit 1

-- name: read_model
select body from class_model where id = $1

-- name: put_model
insert into class_model (trained_at, examples, labels, macro_f1, routed, body) values ($1, $2, $3, $4, $5, $6) returning id

-- name: labelled_cases
-- Cases with a class, newest first. Confidential ones are left out: their text stands nowhere in the open.
select title, content, class from cases where class <> '' and not confidential order by registered_at desc, id desc limit $1

-- name: put_choice
insert into class_choice (subject_id, at, step, suggested, score, chosen, staff_id, model_id) values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (subject_id, step) do nothing

-- name: choice_counts
select count(*)::int as choices, count(*) filter (where suggested = chosen)::int as kept from class_choice where at >= $1

-- part: candidate
c.id, c.number, c.stage, c.kind, c.title, c.content, c.place, c.district, c.class, coalesce(k.name, '') as class_name, c.registered_at, c.owner_id,
  c.public_reply, coalesce(p.phone_index = $3::bytea, false) as same_person, c.party_id,
  coalesce((c.facts->>'followers')::int, 0) as followers, coalesce(u.short_name, '') as department_name

-- name: duplicate_candidates
-- Open and recent cases that may be the same matter: of the class, of the district, or of the same telephone. Each arm walks an index of
-- its own; confidential cases are never compared.
with near as (
  (select id from cases where $1 <> '' and class = $1 and registered_at >= $4 order by registered_at desc, id desc limit 250)
  union (select id from cases where $2 <> '' and district = $2 and registered_at >= $4 order by registered_at desc, id desc limit 250)
  union (select c.id from party q join cases c on c.party_id = q.id where q.phone_index = $3::bytea and c.registered_at >= $4 limit 100)
  union (select id from cases where $1 = '' and $2 = '' and registered_at >= $4 order by registered_at desc, id desc limit 400)
)
select
-- include: candidate
from near n join cases c on c.id = n.id left join class k on k.code = c.class left join party p on p.id = c.party_id left join department u on u.id = c.department
where not c.confidential and c.stage not in ('declined', 'withdrawn') and c.id <> coalesce(nullif($5, '')::uuid, '00000000-0000-0000-0000-000000000000')

-- name: phone_index_of_party
select phone_index from party where id = $1
