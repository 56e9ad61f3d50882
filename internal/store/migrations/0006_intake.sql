-- Intake: telephone calls, call-backs, evidence, and the model that suggests classes.

-- The telephone an agent sits at; the call centre names it when it hands a call out.
alter table staff add column extension text not null default '';
create unique index staff_extension on staff (extension) where extension <> '';

-- A telephone call. The number is sealed like a party's; the index finds what the same number did before.
create table call (
  id            uuid primary key,
  call_key      text not null unique,      -- the call centre's id; "typed/…" for a number an agent typed
  source        text not null check (source in ('centre', 'typed', 'callback')),
  direction     text not null check (direction in ('in', 'out')),
  number_sealed bytea,
  number_index  bytea,
  number_mask   text not null default '',
  extension     text not null default '',
  ringing_at    timestamptz,
  answered_at   timestamptz,
  ended_at      timestamptz,
  missed_at     timestamptz,
  recording_url text not null default '',
  assignee_id   uuid references staff (id),
  outcome       text not null default '',  -- case, message, answered, or why nothing came of it
  note          text not null default '',
  subject_kind  text not null default '',
  subject_id    uuid,
  closed_at     timestamptz,
  callback_id   uuid,
  rev           bigint not null default 1,
  first_at      timestamptz not null
);
create index call_number on call (number_index, first_at desc) where number_index is not null;
create index call_open on call (first_at desc, id desc) where closed_at is null;
create index call_mine on call (assignee_id, first_at desc, id desc);
create index call_recent on call (first_at desc, id desc);
create index call_subject on call (subject_id) where subject_id is not null;

-- What the call centre said, each state of a call once. The row of the call is a function of these.
create table call_event (
  call_id     uuid not null references call (id),
  state       text not null check (state in ('ringing', 'answered', 'ended', 'missed')),
  at          timestamptz not null,
  digest      bytea not null,
  received_at timestamptz not null,
  primary key (call_id, state)
);

alter table cases add column call_id uuid;
alter table message add column call_id uuid;

-- 请回电给我: somebody is to be called back, within service hours.
create table callback (
  id            uuid primary key,
  source        text not null check (source in ('citizen', 'missed', 'agent')),
  owner_id      uuid,
  name_sealed   bytea,
  name_mask     text not null default '',
  number_sealed bytea not null,
  number_index  bytea not null,
  number_mask   text not null,
  topic_sealed  bytea,
  call_id       uuid references call (id),
  stage         text not null check (stage in ('waiting', 'taken', 'done', 'unreachable', 'withdrawn')),
  assignee_id   uuid references staff (id),
  attempts      int not null default 0,
  clock         jsonb not null,
  due_at        timestamptz not null,
  created_at    timestamptz not null,
  taken_at      timestamptz,
  closed_at     timestamptz,
  rev           bigint not null default 1
);
create index callback_open on callback (due_at, id) where closed_at is null;
create index callback_closed on callback (closed_at desc, id desc) where closed_at is not null;
create index callback_owner on callback (owner_id, created_at desc) where owner_id is not null;
-- One open wish a number: who asks twice is called once.
create unique index callback_number on callback (number_index) where closed_at is null;

create table callback_attempt (
  callback_id uuid not null references callback (id),
  n           int not null,
  at          timestamptz not null,
  staff_id    uuid not null,
  staff_name  text not null,
  outcome     text not null check (outcome in ('reached', 'no_answer', 'busy', 'wrong_number')),
  note_sealed bytea,
  primary key (callback_id, n)
);

-- Evidence. The file lies sealed on disk under a key of its own; that key stands here sealed with the content key of the
-- subject, and before there is one with the root key. Whoever erases the subject's key erases its files.
create table attachment (
  id           uuid primary key,
  owner_kind   text not null check (owner_kind in ('citizen', 'staff')),
  owner_id     uuid not null,
  purpose      text not null check (purpose in ('evidence', 'contact', 'handling')),
  subject_kind text not null default '',
  subject_id   uuid,
  name         text not null,
  declared     text not null,
  media        text not null default '',
  size         bigint not null check (size > 0),
  received     bigint not null default 0,
  sha256       bytea,
  key_sealed   bytea not null,
  stage        text not null check (stage in ('uploading', 'ready', 'bound', 'removed')),
  created_at   timestamptz not null,
  ready_at     timestamptz,
  bound_at     timestamptz,
  check ((subject_id is null) = (stage <> 'bound') or stage = 'removed')
);
create index attachment_subject on attachment (subject_id, bound_at, id) where subject_id is not null;
create index attachment_owner on attachment (owner_id, created_at desc) where subject_id is null;
create index attachment_unfinished on attachment (created_at) where subject_id is null and stage <> 'removed';

-- Duplicates are looked for among the cases of a district in a time.
create index cases_district on cases (district, registered_at desc, id desc) where district <> '';
create index message_party on message (party_id) where party_id is not null;

-- The model of class suggestion; the newest row counts.
create table class_model (
  id         bigint generated always as identity primary key,
  trained_at timestamptz not null,
  examples   int not null,
  labels     int not null,
  macro_f1   real not null,
  routed     real not null,
  body       bytea not null
);

-- What was suggested for a case and what a person chose.
create table class_choice (
  subject_id uuid not null,
  at         timestamptz not null,
  step       text not null,
  suggested  text not null,
  score      real not null,
  chosen     text not null,
  staff_id   uuid not null,
  model_id   bigint not null references class_model (id),
  primary key (subject_id, step)
);
create index class_choice_at on class_choice (at);
