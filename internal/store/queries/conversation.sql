-- name: conversation_by_id
select id, rev, stage, stage as state, owner_id, assignee_id, assignee_name, channel, opened_at, last_at, last_speaker, queued_at, taken_at,
  first_reply_at, ended_at, ended_by, turns, questions, answered, confirmed, missed, upvotes, downvotes, queue_reason, satisfied,
  solved, scene, escalated_kind, escalated_id, imported, waits_from, rank_at, unanswered_at, skill_group, asked_ids, warned
from conversation where id = $1

-- name: utterances_after
select seq, speaker, kind, body, article_id, article_version, decision, confidence, candidates, scene, vote, vote_reason, speaker_id,
  speaker_name, at
from utterance where conversation_id = $1 and seq > $2 order by seq limit 500

-- name: last_utterances
-- The newest line of several conversations, for lists.
select distinct on (u.conversation_id) u.conversation_id, u.seq, u.speaker, u.kind, u.body, u.at
from utterance u where u.conversation_id = any($1::uuid[]) and u.kind <> 'notice'
order by u.conversation_id, u.seq desc

-- name: queue_place
-- Place in the queue (1 = next) and how fast agents have taken talks lately.
select
  (select count(*) from conversation q where q.stage = 'queued' and (q.rank_at, q.id) <= (c.rank_at, c.id))::int as place,
  (select count(*) from conversation t where t.taken_at > $2::timestamptz - interval '30 minutes')::int as taken_lately,
  (select count(*) from staff s where s.presence = 'online' and s.capacity > 0 and s.disabled_at is null)::int as agents
from conversation c where c.id = $1

-- name: current_conversation
select id from conversation where owner_id = $1 and stage in ('bot','queued','human','ended') and last_at > $2
order by opened_at desc, id desc limit 1

-- name: conversations_of_owner
select id, stage, opened_at, last_at, scene, escalated_kind, escalated_id from conversation where owner_id = $1
order by opened_at desc, id desc limit 20

-- name: count_visit
insert into visit (day, owner_id) values ($1, $2)
on conflict (day, owner_id) do update set visits = visit.visits + 1
