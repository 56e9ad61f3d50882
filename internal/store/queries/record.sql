-- name: find_event
select subject_id, seq, aggregate, act, actor_kind, actor_id, actor_name, actor_role, actor_dept, at, from_stage, to_stage,
       department, kind, urgency, citizen, clocks, data, data_sealed, update_id, digest
from event where subject_id = $1 and update_id = $2

-- name: events_after
select subject_id, seq, aggregate, act, actor_kind, actor_id, actor_name, actor_role, actor_dept, at, from_stage, to_stage,
       department, kind, urgency, citizen, clocks, data, data_sealed, update_id, digest
from event where subject_id = $1 and seq > $2 order by seq

-- part: given
-- What is to be recorded; parameters 1 to 26 are the same in every recording statement.
given as (
  select $1::uuid as id, $2::bigint as seq, $3::text as aggregate, $4::text as act, $5::text as actor_kind, $6::text as actor_id,
    $7::text as actor_name, $8::text as actor_role, $9::text as actor_dept, $10::timestamptz as at, $11::text as from_stage,
    $12::text as to_stage, $13::text as department, $14::text as kind, $15::text as urgency, $16::text as citizen,
    $17::jsonb as clocks, $18::jsonb as data, $19::bytea as data_sealed, $20::text as update_id, $21::text as digest,
    $22::text as line, $23::text as policy, $24::text as request_id, $25::text[] as topics, $26::jsonb as feed
)

-- part: fresh
not exists (select 1 from event e where e.subject_id = g.id and e.update_id = g.update_id)

-- part: tail
ev as (
  insert into event (subject_id, seq, aggregate, act, actor_kind, actor_id, actor_name, actor_role, actor_dept, at, from_stage,
    to_stage, department, kind, urgency, citizen, clocks, data, data_sealed, update_id, digest)
  select g.id, g.seq, g.aggregate, g.act, g.actor_kind, g.actor_id, g.actor_name, g.actor_role, g.actor_dept, g.at, g.from_stage,
    g.to_stage, g.department, g.kind, g.urgency, g.citizen, g.clocks, g.data, g.data_sealed, g.update_id, g.digest
  from given g where exists (select 1 from guard)
), led as (
  insert into ledger (at, actor_kind, actor_id, actor_name, act, subject_kind, subject_id, outcome, policy_line, policy_version,
    request_id, data)
  select g.at, g.actor_kind, g.actor_id, g.actor_name, g.act, g.aggregate, g.id, 'applied', g.line, g.policy, g.request_id,
    jsonb_build_object('seq', g.seq)
  from given g where exists (select 1 from guard)
), box as (
  insert into outbox (topics, subject_kind, subject_id, rev, name, at, data)
  select g.topics, g.aggregate, g.id, g.seq, g.act, g.at, g.feed from given g where exists (select 1 from guard)
)
select pg_notify('minhu', g.id::text)::text from given g where exists (select 1 from guard)

-- part: told
-- Notices born with the event. Who must not know of the matter is not told: the party complained of, and, of a confidential one, whoever
-- may not read such; nobody is told of his own act.
told as (
  insert into notice (subject_kind, subject_id, seq, template, recipient_kind, recipient_id, number, urgent, alone, params, at, state, next_at)
  select g.aggregate, g.id, g.seq, n.template, t.kind, t.id, r.number, n.urgent, n.alone, n.params, g.at,
    case when not n.send then 'page' when t.kind = 'citizen' and coalesce((r.facts->>'muted')::boolean, false) then 'muted' else 'waiting' end, g.at
  from given g, guard r, news w, jsonb_to_recordset(w.list)
    as n(template text, kind text, unit text, person uuid, urgent boolean, alone boolean, send boolean, params jsonb), lateral (
    select 'citizen' as kind, p.id from party p where n.kind = 'citizen' and p.id = r.party_id and p.phone_index is not null
    union all
    select 'follower', f.id from follower f where n.kind = 'followers' and f.case_id = g.id
    union all
    select 'staff', s.id from staff s where s.disabled_at is null and (s.clearance > 0 or not r.confidential)
      and s.id = case n.kind when 'person' then n.person when 'holder' then r.assignee_id end
    union all
    select 'staff', s.id from department d join role_binding b on b.dept_path = d.path join staff s on s.id = b.staff_id
    where d.id = n.unit and (n.kind = 'unit' or n.kind = 'holder' and r.assignee_id is null or n.kind = 'head' and b.role = 'dept_lead')
      and b.role in ('dept_staff', 'dept_lead') and b.valid_from <= greatest(g.at, now()) and (b.valid_to is null or b.valid_to > g.at)
      and s.disabled_at is null and (s.clearance > 0 or not r.confidential)
  ) t
  where t.kind <> 'staff' or t.id::text <> g.actor_id and not exists (select 1 from role_binding a where a.staff_id = t.id
    and r.accused_path <> '' and (a.dept_path = r.accused_path or starts_with(a.dept_path, r.accused_path || '/')))
  on conflict do nothing
  returning recipient_kind, recipient_id
), bell as (
  insert into outbox (topics, subject_kind, subject_id, rev, name, at)
  select array_agg(distinct 'staff:' || t.recipient_id), 'notice', g.id, g.seq, 'told', g.at
  from given g, told t where t.recipient_kind = 'staff' group by g.id, g.seq, g.at
)

-- part: utterances
said as (
  insert into utterance (conversation_id, seq, speaker, kind, body, article_id, article_version, decision, confidence, candidates,
    scene, speaker_id, speaker_name, at)
  select g.id, u.seq, u.speaker, u.kind, u.body, u.article_id, u.article_version, u.decision, u.confidence, u.candidates::jsonb,
    u.scene, u.speaker_id, u.speaker_name, g.at
  from given g, unnest($27::int[], $28::text[], $29::text[], $30::bytea[], $31::text[], $32::int[], $33::text[], $34::real[],
    $35::text[], $36::text[], $37::text[], $38::text[])
    as u(seq, speaker, kind, body, article_id, article_version, decision, confidence, candidates, scene, speaker_id, speaker_name)
  where exists (select 1 from guard)
)

-- name: open_conversation
with
-- include: given
, guard as (
  insert into conversation (id, rev, stage, owner_id, channel, opened_at, last_at, last_speaker, turns, questions, answered,
    confirmed, missed, scene)
  select g.id, 1, g.to_stage, nullif(g.citizen, '')::uuid, $39, g.at, g.at, $40, $41, $42, $43, $44, $45, $46
  from given g where g.seq = 1
  on conflict (id) do nothing
  returning id
),
-- include: utterances
,
-- include: tail

-- name: record_conversation
with
-- include: given
, guard as (
  update conversation c set
    rev = g.seq, stage = g.to_stage, last_at = case when $46::jsonb ? 'aside' then c.last_at else g.at end,
    unanswered_at = case $39 when '' then c.unanswered_at when 'citizen' then coalesce(c.unanswered_at, g.at) end,
    last_speaker = case when $39 = '' then c.last_speaker else $39 end,
    turns = c.turns + $40, questions = c.questions + $41, answered = c.answered + $42, confirmed = c.confirmed + $43,
    missed = c.missed + $44, scene = case when c.scene = '' then $45 else c.scene end,
    (upvotes, downvotes, assignee_id, assignee_name, queued_at, taken_at, first_reply_at, ended_at, ended_by, queue_reason,
     satisfied, solved, escalated_kind, escalated_id, waits_from, rank_at, skill_group, asked_ids, warned) =
    (select c.upvotes + coalesce(($46::jsonb->>'up')::int, 0), c.downvotes + coalesce(($46::jsonb->>'down')::int, 0),
       p.assignee_id, p.assignee_name, p.queued_at, coalesce(c.taken_at, p.taken_at), coalesce(c.first_reply_at, p.first_reply_at), p.ended_at, p.ended_by,
       p.queue_reason, p.satisfied, p.solved, p.escalated_kind, p.escalated_id, p.waits_from, p.rank_at, p.skill_group, p.asked_ids, p.warned
     from jsonb_populate_record(c, $46::jsonb) p)
  from given g
  where c.id = g.id and c.rev = g.seq - 1 and
-- include: fresh
  returning c.id
),
-- include: utterances
, vote as (
  update utterance u set vote = $46::jsonb->>'vote', vote_reason = coalesce($46::jsonb->>'vote_reason', '')
  from given g
  where $46::jsonb ? 'vote' and u.conversation_id = g.id and u.seq = ($46::jsonb->>'utterance')::int and exists (select 1 from guard)
), owed as (
  insert into effect (source_id, source_seq, name, target_kind, target_id, sealed, created_at, next_at)
  select g.id, g.seq, 'open', $47, nullif($48, '')::uuid, $49, g.at, g.at from given g where $47 <> '' and exists (select 1 from guard)
),
-- include: tail

-- part: owed
owed as (
  insert into effect (source_id, source_seq, name, target_kind, target_id, sealed, created_at, next_at)
  select g.id, g.seq, o.name, o.kind, o.target, o.sealed, g.at, g.at
  from given g, unnest($30::text[], $31::text[], $32::uuid[], $33::bytea[]) as o(name, kind, target, sealed)
  where exists (select 1 from guard)
)

-- name: open_case
with
-- include: given
, news as (select $32::jsonb as list)
, guard as (
  insert into cases (id, number, rev, stage, kind, class, title, content, content_sealed, place, district, urgency, confidential,
    wants_reply, owner_id, party_id, conversation_id, channel, query_index, registered_by, accused, accused_path, clocks,
    next_due_at, next_clock, registered_at, table_version, facts, next_mark_at)
  select g.id, $27 || lpad(nextval('case_number')::text, 6, '0'), 1, g.to_stage, p.kind, p.class, p.title, p.content, $29, p.place,
    p.district, p.urgency, p.confidential, p.wants_reply, p.owner_id, p.party_id, p.conversation_id, p.channel, p.query_index,
    p.registered_by, p.accused, coalesce((select d.path from department d where d.id = p.accused), ''), g.clocks, $30, $31, g.at,
    p.table_version, p.facts, p.next_mark_at
  from given g, jsonb_populate_record(null::cases, $28::jsonb) p where g.seq = 1
  on conflict (id) do nothing
  returning id, number, party_id, confidential, accused_path, assignee_id, facts
),
-- include: told
,
-- include: tail

-- name: record_case
with
-- include: given
, news as (select $34::jsonb as list)
, guard as (
  update cases c set
    rev = g.seq, stage = g.to_stage, clocks = g.clocks, next_due_at = $28, next_clock = $29,
    (class, urgency, department, dept_path, assignee_id, decline_code, public_reply, contacted, solved, satisfied, first_satisfied,
     overdue, supervised, redos, reminders, accepted_at, dispatched_at, signed_at, replied_at, closed_at, reply_due_at,
     kind, place, district, accused, accused_path, assist_paths, table_version, facts, pending, record, excepted, appeal_on, master_id,
     deferred_until, first_contact_at, published, line, returns, extensions, attempts, reopens, comment, surveyed_at, archived_at,
     next_mark_at) =
    (select p.class, p.urgency, p.department,
       case when p.department = c.department then c.dept_path else coalesce((select d.path from department d where d.id = p.department), '') end,
       p.assignee_id, p.decline_code, p.public_reply, p.contacted, p.solved, p.satisfied, coalesce(c.first_satisfied, p.satisfied),
       p.overdue, p.supervised, p.redos, p.reminders, p.accepted_at, p.dispatched_at, p.signed_at, p.replied_at, p.closed_at,
       p.reply_due_at, p.kind, p.place, p.district, p.accused,
       case when p.accused = c.accused then c.accused_path else coalesce((select d.path from department d where d.id = p.accused), '') end,
       p.assist_paths, p.table_version, p.facts, p.pending, p.record, p.excepted, p.appeal_on, p.master_id,
       p.deferred_until, p.first_contact_at, p.published, p.line, p.returns, p.extensions, p.attempts, p.reopens, p.comment,
       p.surveyed_at, p.archived_at, p.next_mark_at
     from jsonb_populate_record(c, $27::jsonb) p)
  from given g
  where c.id = g.id and c.rev = g.seq - 1 and
-- include: fresh
  returning c.id, c.number, c.party_id, c.confidential, c.accused_path, c.assignee_id, c.facts
),
-- include: owed
,
-- include: told
,
-- include: tail

-- name: open_message
with
-- include: given
, news as (select $31::jsonb as list)
, guard as (
  insert into message (id, number, rev, stage, title, content, class, district, owner_id, party_id, conversation_id, channel,
    query_index, clocks, next_due_at, next_clock, submitted_at, table_version, may_publish, next_mark_at)
  select g.id, $27 || lpad(nextval('message_number')::text, 6, '0'), 1, g.to_stage, p.title, p.content, p.class, p.district,
    p.owner_id, p.party_id, p.conversation_id, p.channel, p.query_index, g.clocks, $29, $30, g.at, p.table_version, p.may_publish, p.next_mark_at
  from given g, jsonb_populate_record(null::message, $28::jsonb) p where g.seq = 1
  on conflict (id) do nothing
  returning id, number, party_id, confidential, accused_path, assignee_id, facts
),
-- include: told
,
-- include: tail

-- name: record_message
with
-- include: given
, news as (select $34::jsonb as list)
, guard as (
  update message c set
    rev = g.seq, stage = g.to_stage, clocks = g.clocks, next_due_at = $28, next_clock = $29,
    (department, dept_path, assignee_id, public_reply, satisfied, solved, overdue, assigned_at, replied_at, closed_at, table_version,
     facts, published, converted_id, next_mark_at) =
    (select p.department,
       case when p.department = c.department then c.dept_path else coalesce((select d.path from department d where d.id = p.department), '') end,
       p.assignee_id, p.public_reply, p.satisfied, p.solved, p.overdue, p.assigned_at, p.replied_at, p.closed_at, p.table_version,
       p.facts, p.published, p.converted_id, p.next_mark_at
     from jsonb_populate_record(c, $27::jsonb) p)
  from given g
  where c.id = g.id and c.rev = g.seq - 1 and
-- include: fresh
  returning c.id, c.number, c.party_id, c.confidential, c.accused_path, c.assignee_id, c.facts
),
-- include: owed
,
-- include: told
,
-- include: tail

-- name: put_content_key
insert into content_key (subject_id, wrapped) values ($1, $2)
on conflict (subject_id) do update set subject_id = excluded.subject_id
returning wrapped

-- name: wrapped_key
select wrapped, erased_at from content_key where subject_id = $1

-- name: agent_room
-- Locks the agent's row and tells how many more conversations fit.
select s.capacity - (select count(*) from conversation c where c.assignee_id = s.id and c.stage = 'human')::int as room
from staff s where s.id = $1 and s.disabled_at is null for update of s

-- name: department_places
select id, path, short_name, case when kind in ('district', 'street', 'community') then kind when level <= 2 then 'city' when level = 3 then 'district'
  else 'street' end as level
from department where active
