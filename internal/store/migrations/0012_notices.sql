-- Notices: who is told of what, born in the transaction of the event that causes them. A row of staff is also what the page shows
-- (read_at); a row of a citizen waits to be sent. Rows hold ids, codes and instants; numbers of telephones stand with the party alone.

create table notice (
  id             bigint generated always as identity primary key,
  subject_kind   text not null,
  subject_id     uuid not null,
  seq            bigint not null,
  template       text not null,
  recipient_kind text not null check (recipient_kind in ('citizen', 'staff', 'callback')),
  recipient_id   uuid not null,
  number         text not null default '',
  urgent         boolean not null default false,
  alone          boolean not null default false,
  params         jsonb not null default '{}',
  at             timestamptz not null,
  read_at        timestamptz,
  -- page: in the page only; waiting; sent; grouped: sent together with another; muted: the citizen wants none; off: the text is switched
  -- off; refused: the gateway will never take it; parked: tried often enough, or nobody knows whether it went out.
  state          text not null check (state in ('page', 'waiting', 'sent', 'grouped', 'muted', 'off', 'refused', 'parked')),
  attempts       int not null default 0,
  next_at        timestamptz,
  trying_at      timestamptz, -- an attempt began and its outcome is not known
  done_at        timestamptz,
  code           text not null default '',
  sender         text not null default '',
  receipt        text not null default '', -- what the gateway calls it
  version        int not null default 0,   -- of the catalogue of templates the text was taken from
  with_id        bigint references notice (id),
  phone_index    bytea,
  unique (subject_id, seq, template, recipient_kind, recipient_id)
);
create index notice_due on notice (next_at, id) where state = 'waiting';
create index notice_bell on notice (recipient_id, id desc) where recipient_kind = 'staff';
create index notice_unread on notice (recipient_id) where recipient_kind = 'staff' and read_at is null;
create index notice_state on notice (state, id desc) where state <> 'page';
create index notice_phone on notice (phone_index, done_at) where phone_index is not null;
create index notice_party on notice (recipient_id) where state = 'waiting';
create index notice_with on notice (with_id) where with_id is not null;

create function notice_waits() returns trigger language plpgsql as $$
begin
  perform pg_notify('minhu_notice', '');
  return null;
end $$;
create trigger notice_waits after insert on notice for each row when (new.state = 'waiting') execute function notice_waits();

create index role_binding_path on role_binding (dept_path);
create index party_of_phone on party (phone_index, id) where phone_index is not null;

-- The earliest mark of a clock that somebody is to be reminded of.
alter table cases add column next_mark_at timestamptz;
alter table message add column next_mark_at timestamptz;
create index cases_mark on cases (next_mark_at) where next_mark_at is not null;
create index message_mark on message (next_mark_at) where next_mark_at is not null;
update cases c set next_mark_at = (
  select min(v.m) from jsonb_array_elements(c.clocks) k, lateral (values ((k->>'warn_at')::timestamptz), ((k->>'danger_at')::timestamptz)) v(m)
  where k->>'stopped_at' is null and k->>'overdue_at' is null and k->>'paused_at' is null and not coalesce((k->>'quiet')::boolean, false)
    and k->>'name' in ('sign', 'first_contact', 'reply', 'redo', 'supervision', 'assist') and v.m > now())
where c.next_due_at is not null and not c.imported;

-- What a workflow owed another and was refused for good, newest first.
create index effect_parked on effect (id desc) where done_at is not null and last_code <> '';
