-- 我也遇到: people who told of the same matter. A link, not a case: they never see each other, and each is told the result.
create table follower (
  id          uuid primary key,
  case_id     uuid not null references cases (id),
  party_id    uuid not null references party (id),
  owner_id    uuid,
  phone_index bytea not null,
  query_index text not null,
  joined_at   timestamptz not null,
  unique (case_id, phone_index)
);
create index follower_owner on follower (owner_id, joined_at desc) where owner_id is not null;
create index follower_query on follower (query_index);
alter table notice drop constraint notice_recipient_kind_check;
alter table notice add constraint notice_recipient_kind_check check (recipient_kind in ('citizen', 'staff', 'callback', 'follower'));

-- What an upheld return says about the duty list: this class at this place and hour belongs to another unit.
create table duty_proposal (
  id           bigint generated always as identity primary key,
  class        text not null,
  district     text not null default '',
  hour         smallint not null check (hour between 0 and 23),
  from_unit    text not null references department (id),
  to_unit      text not null references department (id),
  case_id      uuid not null,
  number       text not null,
  ground       text not null default '',
  count        int not null default 1,
  proposed_at  timestamptz not null,
  state        text not null default 'open' check (state in ('open', 'adopted', 'dismissed')),
  decided_at   timestamptz,
  decided_by   text not null default '',
  decided_name text not null default '',
  reason       text not null default '',
  version      int
);
create unique index duty_proposal_open on duty_proposal (class, district, from_unit, to_unit) where state = 'open';
create index duty_proposal_state on duty_proposal (state, id desc);
