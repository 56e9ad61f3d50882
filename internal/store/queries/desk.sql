-- name: hot_questions
-- Articles given as answers since an instant, most asked first.
select u.article_id, v.body->>'question' as question, split_part(v.body->>'category', '/', 1) as scene, count(*)::int as n
from utterance u join article a on a.id = u.article_id and a.status = 'published'
join article_version v on v.article_id = a.id and v.version = a.version
where u.decision = 'answer' and u.at >= $1
group by 1, 2, 3 order by n desc, question limit 60

-- name: some_articles
select a.id as article_id, v.body->>'question' as question, split_part(v.body->>'category', '/', 1) as scene, 0 as n
from article a join article_version v on v.article_id = a.id and v.version = a.version
where a.status = 'published' order by a.id limit 200

-- name: article_use
-- How an article did since an instant.
select count(*)::int as shown, count(*) filter (where vote = 'up')::int as up, count(*) filter (where vote = 'down')::int as down
from utterance where article_id = $1 and at >= $2 and decision = 'answer'

-- name: article_versions
select version, published_at, published_by from article_version where article_id = $1 order by version desc limit 50

-- name: article_categories
select category, count(*)::int as n from article where status <> 'withdrawn' group by category order by category

-- name: board_queue
select count(*)::int as waiting, min(waits_from) as since,
  (select count(*) from conversation where stage = 'human')::int as talking,
  (select count(*) from staff where presence = 'online' and capacity > 0 and disabled_at is null)::int as agents,
  (select count(*) from conversation where stage = 'bot')::int as with_bot,
  (select count(*) from message where stage in ('submitted','assigned'))::int as messages_open,
  (select count(*) from message where overdue and stage <> 'closed')::int as messages_late,
  (select count(*) from cases where registered_at >= $1)::int as cases_today,
  (select count(*) from cases where stage = 'replied')::int as to_review,
  (select count(*) from cases where stage = 'surveying')::int as to_survey,
  (select count(*) from cases where stage = 'accepted')::int as to_dispatch,
  (select count(*) from cases where overdue and stage not in ('closed','declined','merged','archived','transferred','withdrawn'))::int as late,
  (select count(*) from cases where next_due_at between $2 and $2::timestamptz + interval '2 hours'
    and stage not in ('closed','declined','merged','archived','transferred','withdrawn'))::int as due_soon
from conversation where stage = 'queued'

-- name: board_units
-- Open cases of each department by light: late, due within two hours, due today, later.
select c.department, d.short_name as name, d.path,
  count(*) filter (where c.overdue)::int as late,
  count(*) filter (where not c.overdue and c.next_due_at <= $1::timestamptz + interval '2 hours')::int as red,
  count(*) filter (where not c.overdue and c.next_due_at > $1::timestamptz + interval '2 hours' and c.next_due_at < $2)::int as yellow,
  count(*) filter (where not c.overdue and (c.next_due_at >= $2 or c.next_due_at is null))::int as green,
  count(*) filter (where c.stage = 'dispatched')::int as to_sign
from cases c join department d on d.id = c.department
where c.department <> '' and c.stage not in ('closed','declined','merged','archived','transferred','withdrawn')
group by 1, 2, 3 order by late desc, red desc, yellow desc, green desc, name

-- name: board_agents
select s.id, s.name, s.presence, s.capacity, count(c.id)::int as talking from staff s
left join conversation c on c.assignee_id = s.id and c.stage = 'human'
where s.capacity > 0 and s.disabled_at is null group by 1, 2, 3, 4 order by s.presence desc, s.name

-- name: statistics_talks
-- Consultations between two instants, with what became of them.
select
  count(*) filter (where decision in ('answer','confirm','refuse'))::int as questions,
  count(*) filter (where decision = 'answer')::int as answered,
  count(*) filter (where decision = 'confirm')::int as confirmed,
  count(*) filter (where decision = 'refuse')::int as missed,
  count(*) filter (where vote = 'up')::int as up,
  count(*) filter (where vote = 'down')::int as down
from utterance where speaker = 'bot' and at >= $1 and at < $2

-- name: statistics_people
select count(distinct owner_id)::int as people, coalesce(sum(visits), 0)::int as visits from visit where day >= $1::date and day < $2::date

-- name: statistics_conversations
select count(*)::int as talks, count(*) filter (where queued_at is not null)::int as handed_over,
  count(*) filter (where taken_at is not null)::int as taken,
  coalesce(avg(extract(epoch from taken_at - queued_at)) filter (where taken_at is not null), 0)::float8 as wait_seconds,
  count(*) filter (where satisfied is not null)::int as rated,
  count(*) filter (where satisfied >= 4)::int as pleased
from conversation where opened_at >= $1 and opened_at < $2

-- name: statistics_cases
select count(*)::int as cases,
  count(*) filter (where closed_at is not null)::int as closed,
  count(*) filter (where overdue)::int as late,
  count(*) filter (where solved <> '')::int as surveyed,
  count(*) filter (where solved = 'yes')::int as solved,
  count(*) filter (where contacted = 'yes')::int as contacted,
  count(*) filter (where satisfied >= $3)::int as satisfied
from cases where registered_at >= $1 and registered_at < $2

-- name: statistics_days
select to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as key,
  count(*) filter (where decision = 'answer')::int as answered, count(*) filter (where decision = 'confirm')::int as confirmed,
  count(*) filter (where decision = 'refuse')::int as missed
from utterance where speaker = 'bot' and decision in ('answer','confirm','refuse') and at >= $1 and at < $2 group by 1 order by 1

-- name: statistics_hours
select to_char(at at time zone 'Asia/Shanghai', 'HH24') as key,
  count(*) filter (where decision = 'answer')::int as answered, count(*) filter (where decision = 'confirm')::int as confirmed,
  count(*) filter (where decision = 'refuse')::int as missed
from utterance where speaker = 'bot' and decision in ('answer','confirm','refuse') and at >= $1 and at < $2 group by 1 order by 1

-- name: statistics_scenes
select scene as key, count(*)::int as n from utterance where speaker = 'bot' and scene <> '' and at >= $1 and at < $2
group by 1 order by n desc, key limit 20

-- name: statistics_classes
select coalesce(k.name, c.class) as key, count(*)::int as n from cases c left join class k on k.code = c.class
where c.registered_at >= $1 and c.registered_at < $2 group by 1 order by n desc, key limit 20

-- name: statistics_units
-- Departments by what they did with what was dispatched to them.
select d.short_name as name, count(*)::int as received,
  count(*) filter (where c.replied_at is not null and (c.reply_due_at is null or c.replied_at <= c.reply_due_at))::int as in_time,
  count(*) filter (where c.replied_at is not null or c.overdue)::int as due,
  count(*) filter (where c.redos > 0)::int as redone,
  count(*) filter (where c.satisfied is not null)::int as rated,
  count(*) filter (where c.satisfied >= $3)::int as satisfied
from cases c join department d on d.id = c.department
where c.dispatched_at >= $1 and c.dispatched_at < $2 group by 1 order by received desc, name limit 40

-- name: misses
-- Questions that were not answered, or whose answer was voted down, newest first.
select q.conversation_id, q.seq, q.body, b.decision, b.vote, b.vote_reason, b.confidence, b.article_id, q.at
from utterance b join utterance q on q.conversation_id = b.conversation_id and q.seq = b.seq - 1
where b.speaker = 'bot' and (b.decision = 'refuse' or b.vote = 'down') and b.at >= $1 and b.at < $2
order by b.at desc limit $3

-- name: ledger_page
select id, at, actor_kind, actor_id, actor_name, act, subject_kind, subject_id, outcome, policy_line, policy_version, request_id, data
from ledger
where id < $1 and ($2 = '' or subject_id = nullif($2, '')::uuid) and ($3 = '' or act = $3) and ($4 = '' or actor_id = $4)
  and (not $5 or outcome <> 'applied')
order by id desc limit $6

-- name: find_subject
-- What a human number belongs to.
select 'case' as kind, id::text as id from cases where number = $1
union all select 'message', id::text from message where number = $1 limit 1

-- name: story
-- Where the newest matter of this installation that was not imported stands.
select 'conversation' as kind, id::text as id, stage, last_at as at, rev from conversation where not imported
union all
select 'case', c.id::text, c.stage, (select max(e.at) from event e where e.subject_id = c.id), c.rev from cases c where not c.imported
order by at desc nulls last limit 12

-- name: demo_staff
select s.username, s.name, s.title, d.short_name as unit, b.role from staff s join department d on d.id = s.department_id
join role_binding b on b.staff_id = s.id where s.demo and s.disabled_at is null order by s.username

-- name: people_of
-- Who works in a department or below it; heads first.
select s.id, s.name, s.title, d.short_name as unit, s.presence,
  exists (select 1 from role_binding b where b.staff_id = s.id and b.role = 'dept_lead' and b.valid_from <= $3 and (b.valid_to is null or b.valid_to > $3)) as head
from staff s join department d on d.id = s.department_id
where (d.path = $1 or d.path like $2) and s.disabled_at is null
order by d.path, head desc, s.name limit 500

-- name: person_name
select name from staff where id = $1
