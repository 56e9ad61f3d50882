-- part: public_case
select c.id, c.number, c.kind, coalesce(k.name, '') as class_name, coalesce(a.name, '') as district_name, coalesce(d.short_name, '') as department_name,
  case when (c.facts->>'agreed') is not distinct from 'true' then c.title else '' end as title,
  case when (c.facts->>'agreed') is not distinct from 'true' then c.content else '' end as content,
  c.public_reply, c.solved, coalesce(c.satisfied, 0) as satisfied, c.closed_at as at, 1 + coalesce((c.facts->>'followers')::int, 0) as people,
  c.stage = 'closed' as joinable
from cases c
left join department d on d.id = c.department
left join department a on a.id = c.district
left join class k on k.code = c.class
where c.published and not c.confidential and c.stage in ('closed', 'archived') and (c.closed_at, c.id) < ($1::timestamptz, $2::uuid)

-- name: public_cases
-- include: public_case
order by c.closed_at desc, c.id desc limit $3

-- name: search_public_cases
-- include: public_case
  and text_pairs(public_words((c.facts->>'agreed') is not distinct from 'true', c.title, c.content, c.public_reply)) @> text_pairs($4)
  and strpos(regexp_replace(lower(public_words((c.facts->>'agreed') is not distinct from 'true', c.title, c.content, c.public_reply)), '\s+', '', 'g'),
    regexp_replace(lower($4), '\s+', '', 'g')) > 0
order by c.closed_at desc, c.id desc limit $3

-- part: public_message
select m.id, m.number, '' as kind, coalesce(k.name, '') as class_name, coalesce(a.name, '') as district_name, coalesce(d.short_name, '') as department_name,
  case when m.may_publish then m.title else '' end as title, case when m.may_publish then m.content else '' end as content,
  m.public_reply, m.solved, coalesce(m.satisfied, 0) as satisfied, m.replied_at as at, 0 as people, false as joinable
from message m
left join department d on d.id = m.department
left join department a on a.id = m.district
left join class k on k.code = m.class
where m.published and m.stage in ('replied', 'closed') and (m.replied_at, m.id) < ($1::timestamptz, $2::uuid)

-- name: public_messages
-- include: public_message
order by m.replied_at desc, m.id desc limit $3

-- name: search_public_messages
-- include: public_message
  and text_pairs(public_words(m.may_publish, m.title, m.content, m.public_reply)) @> text_pairs($4)
  and strpos(regexp_replace(lower(public_words(m.may_publish, m.title, m.content, m.public_reply)), '\s+', '', 'g'), regexp_replace(lower($4), '\s+', '', 'g')) > 0
order by m.replied_at desc, m.id desc limit $3
