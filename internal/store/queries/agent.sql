-- name: skill_group_name
select name from skill_group where code = $1 and active

-- name: skill_groups
-- Groups with who serves them now and who waits for them.
select g.code, g.name, g.scenes,
  (select count(*) from staff_skill k join staff s on s.id = k.staff_id where k.skill_group = g.code and s.presence = 'online' and s.disabled_at is null)::int as online,
  (select count(*) from conversation c where c.stage = 'queued' and talk_group(c.skill_group, c.scene) = g.code)::int as waiting,
  (select min(c.waits_from) from conversation c where c.stage = 'queued' and talk_group(c.skill_group, c.scene) = g.code) as waits_from
from skill_group g where g.active order by g.sort, g.code

-- name: desk_agents
-- Everybody who answers citizens or leads those who do, with what is in hand; $1 since when calls count, $2 the first instant of today, $3 now.
select s.id, s.name, s.title, s.number, s.presence, s.presence_reason as reason, s.presence_at, s.capacity, s.auto_assign, l.leader,
  coalesce((select array_agg(k.skill_group order by k.skill_group) from staff_skill k where k.staff_id = s.id), '{}') as groups,
  t.talking, t.unanswered_at,
  (select count(*) from call c where c.assignee_id = s.id and c.closed_at is null and c.first_at > $1)::int as calls,
  (select count(*) from conversation c where c.assignee_id = s.id and c.taken_at >= $2)::int as taken_today
from staff s
join lateral (select bool_or(b.role = 'supervisor') as leader from role_binding b where b.staff_id = s.id and b.role in ('agent', 'supervisor')
  and b.valid_from <= $3 and (b.valid_to is null or b.valid_to > $3)) l on l.leader is not null
left join lateral (select count(*)::int as talking, min(c.unanswered_at) as unanswered_at from conversation c where c.assignee_id = s.id and c.stage = 'human') t on true
where s.disabled_at is null and ($4 = '' or s.id = nullif($4, '')::uuid) order by l.leader, s.name

-- name: own_presence
select presence, presence_reason as reason, presence_at, capacity, number, auto_assign from staff where id = $1

-- name: set_presence
-- One change of state, with its place in the history; the same state for the same reason again is no change.
with now_so as (
  update staff set presence = $2, presence_reason = $3, presence_at = $4, seen_at = case when $6 then $4 else seen_at end, rev = rev + 1
  where id = $1 and disabled_at is null and (presence, presence_reason) is distinct from ($2, $3) returning id
), kept as (
  insert into presence_log (staff_id, presence, reason, by_id, at) select id, $2, $3, $5, $4 from now_so
), box as (
  insert into outbox (topics, subject_kind, subject_id, rev, name, at, data)
  select array['role:agent', 'role:supervisor', 'staff:' || id], 'agent', id, 0, $2, $4, '{}' from now_so
)
select count(*)::int from (select pg_notify('minhu', id::text) from now_so) x

-- name: seen_agent
-- The page of an agent is there. Who was marked as gone because of it is back.
update staff set seen_at = $2 where id = $1 and capacity > 0 returning presence = 'away' and presence_reason = 'page_gone' as back

-- name: gone_agents
-- Agents at their seat whose page has not been there since an instant. Who never had a page is not judged by it.
select id from staff where presence in ('online', 'busy') and capacity > 0 and disabled_at is null and seen_at < $1 order by id

-- name: presence_history
select l.presence, l.reason, l.at, lead(l.at) over (order by l.at, l.id) as until
from presence_log l where l.staff_id = $1 and l.at >= $2 order by l.at desc, l.id desc limit 500

-- name: presence_sums
-- Seconds of each state of each agent between two instants, from the history.
with spans as (
  select staff_id, presence, greatest(at, $1) as from_at, least(coalesce(lead(at) over (partition by staff_id order by at, id), $2), $2) as to_at
  from presence_log where at < $2 and at >= $1::timestamptz - interval '2 days'
)
select s.staff_id, s.presence, sum(extract(epoch from s.to_at - s.from_at))::float8 as seconds from spans s where s.to_at > s.from_at group by 1, 2

-- name: next_assignment
-- The talk that waits longest among those that an agent with room, who wants it so, serves; the one with the fewest talks gets it.
select c.id as talk, c.rev, a.id as agent from conversation c
join lateral (
  select s.id from staff s left join lateral (select count(*)::int as n from conversation x where x.assignee_id = s.id and x.stage = 'human') h on true
  where s.auto_assign and s.presence = 'online' and s.disabled_at is null and s.capacity > h.n
    and (talk_group(c.skill_group, c.scene) = '' or exists (select 1 from staff_skill k where k.staff_id = s.id and k.skill_group = talk_group(c.skill_group, c.scene)))
  order by h.n, s.presence_at nulls first, s.id limit 1
) a on true
where c.stage = 'queued' and c.id <> all($1::uuid[]) order by c.rank_at, c.id limit 1

-- name: asides
-- What happened beside a talk, in order.
select subject_id, seq, aggregate, act, actor_kind, actor_id, actor_name, actor_role, actor_dept, at, from_stage, to_stage,
  department, kind, urgency, citizen, clocks, data, data_sealed, update_id, digest
from event where subject_id = $1 and act in ('consult', 'consult_close', 'whisper', 'transfer', 'take_over', 'abuse_end') order by seq limit 500

-- name: open_handover
insert into handover (id, from_id, from_name, to_id, to_group, to_name, note, items, at) values ($1, $2, $3, nullif($4, '')::uuid, $5, $6, $7, $8, $9)
on conflict (id) do nothing

-- name: handover_by_id
select id, from_id, from_name, coalesce(to_id::text, '') as to_id, to_group, to_name, note, items, at, seen_at from handover where id = $1

-- name: settle_handover
with done as (update handover set items = $2 where id = $1 returning id, from_id, to_id, at),
box as (
  insert into outbox (topics, subject_kind, subject_id, rev, name, at, data)
  select array_remove(array['role:supervisor', case when to_id is null then 'role:agent' end, 'staff:' || to_id, 'staff:' || from_id], null), 'handover', id, 0, 'handover', at, '{}' from done
)
select count(*)::int from (select pg_notify('minhu', id::text) from done) x

-- name: handovers_to
-- What was handed to a person, to the groups served, or by the person, since an instant; newest first.
select id, from_id, from_name, coalesce(to_id::text, '') as to_id, to_group, to_name, note, items, at, seen_at from handover
where at >= $2 and ($1 = '' or to_id = nullif($1, '')::uuid or from_id = nullif($1, '')::uuid or to_id is null
  and (to_group = 'all' or to_group in (select skill_group from staff_skill where staff_id = nullif($1, '')::uuid)))
order by at desc, id desc limit 50

-- name: see_handover
update handover set seen_at = coalesce(seen_at, $3) where id = $1 and to_id = $2

-- name: calls_in_hand
select id from call where assignee_id = $1 and closed_at is null and first_at > $2 order by id

-- name: hand_call
update call set assignee_id = nullif($3, '')::uuid, rev = rev + 1 where id = $1 and assignee_id = $2 and closed_at is null returning rev

-- name: callbacks_in_hand
select id from callback where assignee_id = $1 and closed_at is null order by id

-- name: hand_callback
update callback set assignee_id = nullif($3, '')::uuid, stage = case when $3 = '' then 'waiting' else stage end, rev = rev + 1
where id = $1 and assignee_id = $2 and closed_at is null returning rev
