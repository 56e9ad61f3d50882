-- Conversations, messages, cases and what is recorded about them.

-- One wrapped content key per conversation, message and case. Erasing sets wrapped to null and erased_at.
create table content_key (
  subject_id uuid primary key,
  wrapped    bytea,
  erased_at  timestamptz,
  created_at timestamptz not null default now(),
  check ((wrapped is null) = (erased_at is not null))
);

-- Who a citizen is, sealed. Workflows carry the id only. The masks are what lists show.
create table party (
  id             uuid primary key,
  owner_id       uuid,
  name_sealed    bytea,
  phone_sealed   bytea,
  address_sealed bytea,
  id_no_sealed   bytea,
  phone_index    bytea,
  phone_last4    bytea,
  name_mask      text not null default '',
  phone_mask     text not null default '',
  address_mask   text not null default '',
  created_at     timestamptz not null
);
create index party_phone on party (phone_index) where phone_index is not null;

-- Every act on a conversation, a message or a case; folding them in order gives the state.
create table event (
  subject_id   uuid not null,
  seq          bigint not null,
  aggregate    text not null,
  act          text not null,
  actor_kind   text not null,
  actor_id     text not null default '',
  actor_name   text not null default '',
  actor_role   text not null default '',
  actor_dept   text collate "C" not null default '',
  at           timestamptz not null,
  from_stage   text not null,
  to_stage     text not null,
  department   text not null default '',
  kind         text not null default '',
  urgency      text not null default '',
  citizen      text not null default '',
  clocks       jsonb not null default '[]',
  data         jsonb not null default '{}',
  data_sealed  bytea,
  update_id    text not null,
  digest       text not null default '',
  txid         xid8 not null default pg_current_xact_id(),
  primary key (subject_id, seq),
  unique (subject_id, update_id)
);
create index event_at on event (aggregate, act, at);

-- The record for auditors: acts, refusals of signed-in people, looks. Insert only; the sequencer chains it.
create table ledger (
  id             bigint generated always as identity primary key,
  txid           xid8 not null default pg_current_xact_id(),
  at             timestamptz not null,
  actor_kind     text not null,
  actor_id       text not null default '',
  actor_name     text not null default '',
  act            text not null,
  subject_kind   text not null default '',
  subject_id     uuid,
  outcome        text not null,
  policy_line    text not null default '',
  policy_version text not null default '',
  request_id     text not null default '',
  data           jsonb not null default '{}'
);
create index ledger_subject on ledger (subject_id, id desc) where subject_id is not null;
create index ledger_at on ledger (at desc, id desc);
create index ledger_look on ledger (subject_id, actor_id, act, at desc) where act in ('look','reveal');

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'this table only grows' using errcode = 'insufficient_privilege';
end $$;
create trigger ledger_grows before update or delete or truncate on ledger for each statement execute function refuse_change();
create trigger event_grows before delete or truncate on event for each statement execute function refuse_change();

-- The tail that live streams read. Rows older than a day are removed; a stream that is further behind starts over.
create table outbox (
  id           bigint generated always as identity primary key,
  txid         xid8 not null default pg_current_xact_id(),
  topics       text[] not null,
  subject_kind text not null,
  subject_id   uuid,
  rev          bigint not null default 0,
  name         text not null,
  at           timestamptz not null,
  data         jsonb not null default '{}'
);
create index outbox_tail on outbox (txid, id);

-- What one act owes another workflow. The relay delivers it as an Update whose id is derived from the event.
create table effect (
  id          bigint generated always as identity primary key,
  txid        xid8 not null default pg_current_xact_id(),
  source_id   uuid not null,
  source_seq  bigint not null,
  name        text not null,
  target_kind text not null,
  target_id   uuid not null,
  sealed      bytea not null,
  created_at  timestamptz not null,
  done_at     timestamptz,
  attempts    int not null default 0,
  next_at     timestamptz not null,
  last_code   text not null default '',
  unique (source_id, source_seq, name)
);
create index effect_open on effect (next_at) where done_at is null;

create table conversation (
  id            uuid primary key,
  rev           bigint not null,
  stage         text not null,
  owner_id      uuid,
  assignee_id   uuid,
  assignee_name text not null default '',
  dept_path     text collate "C" not null default '',
  assist_paths  text[] not null default '{}',
  confidential  boolean not null default false,
  accused_path  text collate "C" not null default '',
  channel       text not null default 'web',
  opened_at     timestamptz not null,
  last_at       timestamptz not null,
  last_speaker  text not null default '',
  queued_at     timestamptz,
  taken_at      timestamptz,
  first_reply_at timestamptz,
  ended_at      timestamptz,
  ended_by      text not null default '',
  turns         int not null default 0,
  questions     int not null default 0,
  answered      int not null default 0,
  confirmed     int not null default 0,
  missed        int not null default 0,
  upvotes       int not null default 0,
  downvotes     int not null default 0,
  queue_reason  text not null default '',
  satisfied     smallint,
  solved        text not null default '',
  scene         text not null default '',
  escalated_kind text not null default '',
  escalated_id  uuid,
  imported      boolean not null default false
);
create index conversation_owner on conversation (owner_id, opened_at desc, id desc);
create index conversation_queue on conversation (queued_at, id) where stage = 'queued';
create index conversation_agent on conversation (assignee_id, last_at desc, id desc);
create index conversation_opened on conversation (opened_at desc, id desc);
create index conversation_live on conversation (stage, last_at desc) where stage in ('bot','queued','human');

create table utterance (
  conversation_id uuid not null references conversation(id),
  seq             int not null,
  speaker         text not null,
  kind            text not null,
  body            bytea not null,
  article_id      text not null default '',
  article_version int not null default 0,
  decision        text not null default '',
  confidence      real,
  candidates      jsonb,
  scene           text not null default '',
  vote            text not null default '',
  vote_reason     text not null default '',
  speaker_id      text not null default '',
  speaker_name    text not null default '',
  at              timestamptz not null,
  primary key (conversation_id, seq)
);
create index utterance_article on utterance (article_id, at) where article_id <> '';
create index utterance_decision on utterance (decision, at desc) where decision <> '';
create index utterance_vote on utterance (vote, at desc) where vote <> '';

create sequence case_number;
create sequence message_number;

create table message (
  id             uuid primary key,
  number         text not null unique,
  rev            bigint not null,
  stage          text not null,
  title          text not null,
  content        text not null,
  class          text not null default '',
  district       text not null default '',
  owner_id       uuid,
  party_id       uuid references party(id),
  conversation_id uuid,
  channel        text not null default 'web',
  query_index    text not null default '',
  department     text not null default '',
  dept_path      text collate "C" not null default '',
  assignee_id    uuid,
  assist_paths   text[] not null default '{}',
  confidential   boolean not null default false,
  accused_path   text collate "C" not null default '',
  clocks         jsonb not null default '[]',
  next_due_at    timestamptz,
  next_clock     text not null default '',
  overdue        boolean not null default false,
  public_reply   text not null default '',
  satisfied      smallint,
  solved         text not null default '',
  submitted_at   timestamptz not null,
  assigned_at    timestamptz,
  replied_at     timestamptz,
  closed_at      timestamptz,
  imported       boolean not null default false
);
create index message_owner on message (owner_id, submitted_at desc, id desc);
create index message_query on message (query_index) where query_index <> '';
create index message_stage on message (stage, submitted_at desc, id desc);
create index message_dept on message (dept_path text_pattern_ops, submitted_at desc, id desc);
create index message_recent on message (submitted_at desc, id desc);
create index message_due on message (next_due_at) where next_due_at is not null;

-- "case" is a reserved word of SQL.
create table cases (
  id             uuid primary key,
  number         text not null unique,
  rev            bigint not null,
  stage          text not null,
  kind           text not null,
  class          text not null default '',
  title          text not null,
  content        text not null,
  content_sealed bytea,
  place          text not null default '',
  district       text not null default '',
  urgency        text not null default 'normal',
  confidential   boolean not null default false,
  wants_reply    boolean not null default true,
  owner_id       uuid,
  party_id       uuid references party(id),
  conversation_id uuid,
  channel        text not null default 'web',
  query_index    text not null default '',
  registered_by  text not null default '',
  department     text not null default '',
  dept_path      text collate "C" not null default '',
  assignee_id    uuid,
  assist_paths   text[] not null default '{}',
  accused        text not null default '',
  accused_path   text collate "C" not null default '',
  clocks         jsonb not null default '[]',
  next_due_at    timestamptz,
  next_clock     text not null default '',
  reply_due_at   timestamptz,
  overdue        boolean not null default false,
  supervised     boolean not null default false,
  redos          int not null default 0,
  reminders      int not null default 0,
  decline_code   text not null default '',
  public_reply   text not null default '',
  contacted      text not null default '',
  solved         text not null default '',
  satisfied      smallint,
  first_satisfied smallint,
  registered_at  timestamptz not null,
  accepted_at    timestamptz,
  dispatched_at  timestamptz,
  signed_at      timestamptz,
  replied_at     timestamptz,
  closed_at      timestamptz,
  imported       boolean not null default false
);
create index cases_owner on cases (owner_id, registered_at desc, id desc);
create index cases_query on cases (query_index) where query_index <> '';
create index cases_stage on cases (stage, registered_at desc, id desc);
create index cases_recent on cases (registered_at desc, id desc);
create index cases_dept on cases (dept_path text_pattern_ops, registered_at desc, id desc);
create index cases_dept_stage on cases (dept_path text_pattern_ops, stage, registered_at desc, id desc);
create index cases_due on cases (next_due_at, id) where next_due_at is not null;
create index cases_dept_due on cases (dept_path text_pattern_ops, next_due_at, id) where next_due_at is not null;
create index cases_class on cases (class, registered_at desc, id desc);
create index cases_party on cases (party_id);
create index cases_conversation on cases (conversation_id) where conversation_id is not null;

-- The knowledge base.
create table article (
  id          text primary key,
  rev         bigint not null default 1,
  version     int not null default 0,
  status      text not null,
  category    text not null default '',
  department  text not null default '',
  question    text not null,
  variants    text[] not null default '{}',
  blocks      jsonb not null,
  related     text[] not null default '{}',
  valid_from  timestamptz,
  valid_to    timestamptz,
  updated_at  timestamptz not null,
  updated_by  text not null default '',
  published_at timestamptz
);
create index article_category on article (category, updated_at desc, id desc);
create index article_status on article (status, updated_at desc, id desc);
create index article_recent on article (updated_at desc, id desc);

create table article_version (
  article_id   text not null references article(id),
  version      int not null,
  body         jsonb not null,
  published_at timestamptz not null,
  published_by text not null default '',
  primary key (article_id, version)
);

-- Catalogues: classes of matters, duty list, outlets.
create table class (
  code text primary key,
  parent text not null default '',
  name text not null,
  scene text not null default '',
  sort int not null default 0,
  active boolean not null default true
);
create table duty (
  class text not null references class(code),
  district text not null default '',
  department text not null references department(id),
  primary key (class, district)
);
create table outlet (
  id text primary key,
  name text not null,
  kind text not null default '',
  district text not null default '',
  address text not null,
  hours text not null,
  phone text not null,
  latitude double precision,
  longitude double precision,
  services text[] not null default '{}',
  sort int not null default 0
);
create table setting (
  name text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
-- People and visits: one row a visitor and day.
create table visit (
  day date not null,
  owner_id uuid not null,
  visits int not null default 1,
  primary key (day, owner_id)
);
