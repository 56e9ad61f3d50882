-- Figures of the hotline as bookings. Each event of a case that counts for an indicator books +1; what changes a figure afterwards (an
-- appeal upheld, a late survey, a redo) books the difference under the period it belongs to, with its reason. A figure of any
-- period as it was known at any instant is one sum; what changed since then is another. Bookings are made in the event's transaction.

create table rate_entry (
  id         bigint generated always as identity primary key,
  case_id    uuid not null,
  seq        bigint not null,
  measure    text collate "C" not null,
  department text collate "C" not null default '',
  period_at  timestamptz not null,   -- the period it belongs to
  at         timestamptz not null,   -- when it was known
  n          smallint not null check (n in (-1, 1)),
  reason     text collate "C" not null,
  imported   boolean not null default false
);
create index rate_entry_period on rate_entry (period_at) include (at, measure, department, n, imported);
create index rate_entry_case on rate_entry (case_id, measure);

-- What the bookings of a case stand at; nothing but the booking function reads or writes it.
create table rate_case (
  case_id         uuid primary key,
  department      text not null default '',
  accepted        boolean not null default false,
  direct_at       timestamptz,
  first_at        timestamptz,
  first_dept      text not null default '',
  first_right     boolean not null default false,
  sign_decided    boolean not null default false,
  due_at          timestamptz,
  due_dept        text not null default '',
  late            boolean not null default false,
  extended        boolean not null default false,
  handled_at      timestamptz,
  handled_dept    text not null default '',
  redone          boolean not null default false,
  again           boolean not null default false,
  excepted        text not null default '',
  appeal_on       text not null default '',
  contacted       text not null default '',
  solved          text not null default '',
  satisfied       text not null default '',
  first_satisfied text not null default '',
  outcome_at      timestamptz,
  outcome_dept    text not null default '',
  outcome         text[] not null default '{}'
);

create function rate_put(e event, measure text, department text, period timestamptz, n int, reason text) returns void language sql as $$
  insert into rate_entry (case_id, seq, measure, department, period_at, at, n, reason) values ($1.subject_id, $1.seq, $2, $3, $4, $1.at, $5, $6)
$$;

-- What the outcome of a case counts as.
create function rate_outcome(r rate_case) returns text[] language plpgsql immutable as $$
declare out text[] := '{}'; rate text;
begin
  if r.excepted in ('unreachable', 'early_end', 'merged', 'withdrawn') then
    return array['out_' || r.excepted];
  end if;
  if r.contacted = '' then
    return array['out_unanswered'];
  end if;
  foreach rate in array array['contacted', 'solved', 'satisfied'] loop
    if r.excepted = 'appeal' and r.appeal_on in (rate, 'all') then
      out := out || ('out_appeal_' || rate);
    elsif rate = 'contacted' then
      out := out || 'contacted_asked'::text || ('contacted_' || r.contacted);
    elsif rate = 'solved' then
      out := out || 'solved_asked'::text || ('solved_' || r.solved);
    else
      out := out || 'satisfied_asked'::text || ('satisfied_' || r.satisfied) || ('first_satisfied_' || r.first_satisfied);
    end if;
  end loop;
  return out;
end $$;

-- Whether the named clock was stopped by this event after its time.
create function rate_stopped_late(e event, names text[]) returns boolean language sql as $$
  select coalesce(bool_or(k->>'overdue_at' is not null or (k->>'due_at')::timestamptz < $1.at), false)
  from jsonb_array_elements($1.clocks) k where k->>'name' = any($2) and (k->>'stopped_at')::timestamptz = $1.at
$$;

create function rate_book(e event) returns void language plpgsql as $$
declare
  r rate_case;
  fresh text[];
  m text;
  why text := 'first';
  settle boolean := false;
  word text;
  kept text;
  led text;
  clock text := e.data->'fields'->>'clock';
begin
  select * into r from rate_case where case_id = e.subject_id;
  if not found then
    insert into rate_case (case_id) values (e.subject_id) returning * into r;
  end if;
  led := r.department;
  if e.department = '-' then
    r.department := '';
  elsif e.department <> '' then
    r.department := e.department;
  end if;
  if e.data ? 'facts' and e.data->'facts' <> 'null'::jsonb then
    r.excepted := coalesce(e.data->'facts'->>'excepted', '');
    r.appeal_on := coalesce(e.data->'facts'->>'appeal_on', '');
  end if;

  if e.act in ('accept', 'answer_directly') and not r.accepted then
    r.accepted := true;
    perform rate_put(e, 'accepted', '', e.at, 1, 'first');
  end if;
  if e.act = 'answer_directly' and r.direct_at is null and r.first_at is null then
    r.direct_at := e.at;
    perform rate_put(e, 'direct', '', e.at, 1, 'first');
  end if;

  -- A return: applied for, ruled upon.
  if e.act = 'return_apply' then
    perform rate_put(e, 'returned', led, e.at, 1, 'first');
  elsif e.act in ('return_uphold', 'return_reject') then
    perform rate_put(e, 'return_ruled', led, e.at, 1, 'first');
    if e.act = 'return_reject' then
      perform rate_put(e, 'return_rejected', led, e.at, 1, 'first');
    elsif r.first_right then
      r.first_right := false;
      perform rate_put(e, 'first_right', r.first_dept, r.first_at, -1, 'return');
    end if;
  end if;

  -- It comes to a unit.
  if e.act in ('dispatch', 'dispatch_despite', 'send_down', 'escalate') or e.act = 'return_uphold' and e.to_stage = 'dispatched' then
    perform rate_put(e, 'arrived', r.department, e.at, 1, 'first');
    r.sign_decided := false;
    if e.act not in ('send_down', 'escalate') then
      r.due_at := null; r.late := false; r.extended := false; r.handled_at := null; r.redone := false;
    end if;
    if r.first_at is null then
      r.first_at := e.at; r.first_dept := r.department; r.first_right := true;
      perform rate_put(e, 'first_dispatched', r.department, e.at, 1, 'first');
      perform rate_put(e, 'first_right', r.department, e.at, 1, 'first');
      if r.direct_at is not null then
        perform rate_put(e, 'direct', '', r.direct_at, -1, 'redo');
        r.direct_at := null;
      end if;
    end if;
  end if;

  -- Signing: decided by the act or by the clock, whichever is first.
  if not r.sign_decided and (e.act = 'sign' or e.act = 'overdue' and clock = 'sign') then
    r.sign_decided := true;
    perform rate_put(e, 'sign_due', r.department, e.at, 1, 'first');
    if e.act = 'sign' and not rate_stopped_late(e, array['sign']) then
      perform rate_put(e, 'signed_in_time', r.department, e.at, 1, 'first');
    end if;
  end if;

  -- The answer: in time, late, extended.
  if e.act = 'extension_approve' and not r.extended then
    r.extended := true;
    if r.due_at is not null then
      perform rate_put(e, 'extended', r.due_dept, r.due_at, 1, 'redo');
    end if;
  end if;
  if e.act = 'reply' or e.act = 'overdue' and clock in ('reply', 'redo') then
    if r.due_at is null then
      r.due_at := e.at; r.due_dept := r.department;
      r.late := e.act = 'overdue' or rate_stopped_late(e, array['reply', 'redo']);
      perform rate_put(e, 'due', r.due_dept, e.at, 1, 'first');
      perform rate_put(e, case when r.late then 'late' else 'in_time' end, r.due_dept, e.at, 1, 'first');
      if r.extended then
        perform rate_put(e, 'extended', r.due_dept, e.at, 1, 'first');
      end if;
    elsif not r.late and (e.act = 'overdue' or rate_stopped_late(e, array['reply', 'redo'])) then
      r.late := true;
      perform rate_put(e, 'in_time', r.due_dept, r.due_at, -1, 'overdue');
      perform rate_put(e, 'late', r.due_dept, r.due_at, 1, 'overdue');
    end if;
  end if;
  if e.act = 'reply' and r.handled_at is null then
    r.handled_at := e.at; r.handled_dept := r.department;
    perform rate_put(e, 'handled', r.department, e.at, 1, 'first');
  end if;
  if e.act in ('redo', 'review_redo', 'reopen') and e.to_stage = 'handling' then
    r.again := true;
    if r.handled_at is not null and not r.redone then
      r.redone := true;
      perform rate_put(e, 'redone', r.handled_dept, r.handled_at, 1, 'redo');
    end if;
  end if;
  if e.act = 'redo' then
    r.again := true;
  end if;

  -- A new round: what was found before stays.
  if e.act in ('reopen', 'recur', 'contest_uphold') and e.to_stage = 'accepted' then
    r.outcome_at := null; r.outcome := '{}'; r.again := false;
    r.contacted := ''; r.solved := ''; r.satisfied := ''; r.first_satisfied := '';
  end if;

  -- What came of it.
  word := r.excepted;
  if e.act = 'survey' then
    why := case when e.from_stage = 'closed' then 'late_survey' when r.outcome_at is null then 'first' when r.again then 'redo' else 'survey' end;
    r.contacted := e.data->'fields'->>'contacted'; r.solved := e.data->'fields'->>'solved'; r.satisfied := e.data->'fields'->>'satisfied';
    if r.first_satisfied = '' then
      r.first_satisfied := r.satisfied;
    end if;
    if word = 'unreachable' then
      word := ''; -- reached after all
    end if;
    settle := true;
  elsif e.act = 'survey_unreachable' then
    why := case when r.outcome_at is null then 'first' else 'excluded' end;
    settle := true;
  elsif e.act = 'close' and e.from_stage = 'surveying' then
    settle := r.outcome_at is null;
  elsif e.act = 'conclude' then
    word := 'merged';
    settle := true;
  elsif e.act = 'withdraw' then
    word := 'withdrawn';
    settle := true;
  elsif e.act = 'appeal_uphold' then
    why := 'appeal';
    settle := r.outcome_at is not null;
  end if;
  if settle then
    kept := r.excepted;
    r.excepted := word;
    fresh := rate_outcome(r);
    r.excepted := kept;
    r.outcome_at := coalesce(r.outcome_at, e.at);
    for m in select unnest(r.outcome) loop
      if r.outcome_dept <> r.department or not m = any(fresh) then
        perform rate_put(e, m, r.outcome_dept, r.outcome_at, -1, why);
      end if;
    end loop;
    for m in select unnest(fresh) loop
      if r.outcome_dept <> r.department or not m = any(r.outcome) then
        perform rate_put(e, m, r.department, r.outcome_at, 1, why);
      end if;
    end loop;
    r.outcome := fresh; r.outcome_dept := r.department;
  end if;
  update rate_case set (
    department, accepted, direct_at, first_at, first_dept, first_right, sign_decided, due_at, due_dept, late, extended, handled_at,
    handled_dept, redone, again, excepted, appeal_on, contacted, solved, satisfied, first_satisfied, outcome_at, outcome_dept, outcome) = (
    r.department, r.accepted, r.direct_at, r.first_at, r.first_dept, r.first_right, r.sign_decided, r.due_at, r.due_dept, r.late,
    r.extended, r.handled_at, r.handled_dept, r.redone, r.again, r.excepted, r.appeal_on, r.contacted, r.solved, r.satisfied,
    r.first_satisfied, r.outcome_at, r.outcome_dept, r.outcome)
  where case_id = e.subject_id;
end $$;

create function rate_booked() returns trigger language plpgsql as $$
begin
  perform rate_book(new);
  return null;
end $$;
create trigger event_booked after insert on event for each row
when (new.aggregate = 'case' and new.act in ('accept', 'answer_directly', 'return_apply', 'return_uphold', 'return_reject', 'dispatch', 'dispatch_despite',
  'send_down', 'escalate', 'sign', 'overdue', 'extension_approve', 'reply', 'redo', 'review_redo', 'reopen', 'recur', 'contest_uphold', 'survey',
  'survey_unreachable', 'close', 'conclude', 'withdraw', 'early_end_approve', 'appeal_uphold'))
execute function rate_booked();
create trigger rate_entry_grows before delete or truncate on rate_entry for each statement execute function refuse_change();

-- What was brought in from an older system is told apart; it is marked after its acts were recorded.
create function rate_imported() returns trigger language plpgsql as $$
begin
  update rate_entry set imported = new.imported where case_id = new.id;
  return null;
end $$;
create trigger cases_imported after update of imported on cases for each row when (old.imported is distinct from new.imported)
execute function rate_imported();

-- What was recorded before there were bookings.
do $$
declare e event;
begin
  for e in select * from event where aggregate = 'case' order by subject_id, seq loop
    perform rate_book(e);
  end loop;
end $$;
update rate_entry t set imported = true from cases c where c.id = t.case_id and c.imported;

-- Editions: figures as they were published, with the cases that made them. They never change.
create table rate_edition (
  id           uuid primary key,
  title        text not null,
  period_from  timestamptz not null,
  period_to    timestamptz not null check (period_to > period_from),
  cutoff       timestamptz not null,
  imported     boolean not null,
  indicators   jsonb not null,
  units        jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  published_name text not null,
  note         text not null default ''
);
create index rate_edition_recent on rate_edition (published_at desc, id desc);
create table rate_edition_part (
  edition_id uuid not null references rate_edition (id),
  measure    text collate "C" not null,
  department text collate "C" not null,
  case_id    uuid not null,
  n          int not null,
  primary key (edition_id, measure, department, case_id)
);
create trigger rate_edition_grows before update or delete or truncate on rate_edition for each statement execute function refuse_change();
create trigger rate_edition_part_grows before update or delete or truncate on rate_edition_part for each statement execute function refuse_change();

-- Exports are jobs like the others; a runner of their own takes them, so that a long recount does not hold them up.
alter table time_job drop constraint time_job_kind_check;
alter table time_job add constraint time_job_kind_check check (kind in ('recount', 'rehearsal', 'sweep', 'export'));
create index time_job_mine on time_job (created_by, created_at desc) where kind = 'export';
