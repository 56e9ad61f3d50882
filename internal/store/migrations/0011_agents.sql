-- The agents' desk: talks that change hands, who was asked beside them, presence with its history, skill groups, hand-over of a shift.

-- waits_from is since when a talk stands in the queue now; rank_at is what the queue is ordered by: a talk that comes back from an
-- agent stands before everybody who waits for the first time. unanswered_at is the citizen's first line that nobody has answered.
alter table conversation add column waits_from timestamptz, add column rank_at timestamptz, add column unanswered_at timestamptz,
  add column skill_group text not null default '', add column asked_ids uuid[] not null default '{}', add column warned boolean not null default false;
update conversation set waits_from = queued_at, rank_at = queued_at where stage = 'queued';
update conversation set unanswered_at = last_at where stage = 'human' and last_speaker = 'citizen';
create index conversation_rank on conversation (rank_at, id) where stage = 'queued';
drop index conversation_queue;
create index conversation_hands on conversation (assignee_id) where stage = 'human';

-- What was "away" was a short break; away is now who left the seat.
alter table staff drop constraint staff_presence_check;
update staff set presence = 'break' where presence = 'away';
alter table staff add constraint staff_presence_check check (presence in ('offline', 'online', 'busy', 'break', 'away')),
  add column presence_reason text not null default '', add column seen_at timestamptz, add column number text not null default '',
  add column auto_assign boolean not null default false;
create table presence_log (
  id        bigint generated always as identity primary key,
  staff_id  uuid not null references staff (id),
  presence  text not null,
  reason    text not null default '',
  by_id     text not null default '',
  at        timestamptz not null
);
create index presence_log_staff on presence_log (staff_id, at desc);
create index presence_log_at on presence_log (at);

create table skill_group (
  code   text primary key,
  name   text not null,
  scenes text[] not null default '{}',
  active boolean not null default true,
  sort   int not null default 0
);
create table staff_skill (
  staff_id    uuid not null references staff (id),
  skill_group text not null references skill_group (code),
  primary key (staff_id, skill_group)
);
alter table catalogue_version drop constraint catalogue_version_kind_check;
alter table catalogue_version add constraint catalogue_version_kind_check check (kind in ('class', 'duty', 'department', 'template', 'skill_group', 'seat'));

-- The group a talk waits for: the one it was transferred to, else the one that serves its scene; '' is everybody.
create function talk_group(transferred text, scene text) returns text language sql stable parallel safe as $$
  select coalesce(nullif(transferred, ''), (select g.code from skill_group g where g.active and scene <> '' and scene = any(g.scenes) order by g.sort, g.code limit 1), '')
$$;

create table handover (
  id         uuid primary key,
  from_id    uuid not null references staff (id),
  from_name  text not null,
  to_id      uuid references staff (id),
  to_group   text not null default '',
  to_name    text not null,
  note       text not null,
  items      jsonb not null default '[]',
  at         timestamptz not null,
  seen_at    timestamptz
);
create index handover_to on handover (to_id, at desc);
create index handover_from on handover (from_id, at desc);
create index handover_at on handover (at desc);
