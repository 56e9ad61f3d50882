-- What the assessment leaves out by class, and matters that come back. A class of enforcement or mediation is named in the catalogue;
-- the event that settles an outcome says which class it was then, so that a later catalogue changes no figure of before. The event by which
-- a matter comes back says which case it comes back from. Both are recounted from the events alone.
alter table class add column exempt text not null default '' check (exempt in ('', 'enforcement', 'mediation'));
alter table rate_case add column exempt text not null default '', add column concluded_at timestamptz, add column repeat_of text not null default '',
  add column repeat_dept text not null default '', add column repeat_at timestamptz;

create or replace function rate_outcome(r rate_case) returns text[] language plpgsql immutable as $$
declare out text[] := '{}'; rate text;
begin
  if r.excepted in ('early_end', 'merged', 'withdrawn') then
    return array['out_' || r.excepted];
  end if;
  if r.exempt <> '' then
    return array['out_' || r.exempt];
  end if;
  if r.excepted = 'unreachable' then
    return array['out_unreachable'];
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

-- Closings, and what comes back after one. led is the unit before the event.
create function rate_return(e event, led text) returns void language plpgsql as $$
declare
  r rate_case;
  came jsonb := e.data->'repeat';
begin
  select * into r from rate_case where case_id = e.subject_id;
  if e.to_stage = 'closed' and e.from_stage <> 'closed' and e.act <> 'conclude' then
    perform rate_put(e, 'concluded', r.department, e.at, 1, 'first');
    update rate_case set concluded_at = e.at where case_id = e.subject_id;
  elsif e.act in ('reopen', 'recur') and r.concluded_at is not null then
    if e.at <= r.concluded_at + interval '720 hours' then
      perform rate_put(e, 'repeated', led, e.at, 1, 'first');
    end if;
    update rate_case set concluded_at = null where case_id = e.subject_id;
  elsif came is not null and r.repeat_of = '' then
    perform rate_put(e, 'repeated', coalesce(came->>'department', ''), e.at, 1, 'first');
    update rate_case set repeat_of = came->>'case', repeat_dept = coalesce(came->>'department', ''), repeat_at = e.at where case_id = e.subject_id;
  elsif e.act in ('unlink', 'unlinked') and r.repeat_of <> '' and r.repeat_of = e.data->'fields'->>'other' then
    perform rate_put(e, 'repeated', r.repeat_dept, r.repeat_at, -1, 'unlinked');
    update rate_case set repeat_of = '' where case_id = e.subject_id;
  end if;
end $$;

create or replace function rate_booked() returns trigger language plpgsql as $$
declare
  led text;
begin
  if new.act in ('survey', 'survey_unreachable', 'close', 'conclude', 'withdraw', 'appeal_uphold') then
    update rate_case set exempt = coalesce(new.data->>'exempt', '') where case_id = new.subject_id and exempt <> coalesce(new.data->>'exempt', '');
    if not found and new.data ? 'exempt' then
      insert into rate_case (case_id, exempt) values (new.subject_id, new.data->>'exempt') on conflict (case_id) do nothing;
    end if;
  end if;
  select department into led from rate_case where case_id = new.subject_id;
  perform rate_book(new);
  perform rate_return(new, coalesce(led, ''));
  return null;
end $$;
drop trigger event_booked on event;
create trigger event_booked after insert on event for each row
when (new.aggregate = 'case' and new.act in ('accept', 'answer_directly', 'return_apply', 'return_uphold', 'return_reject', 'dispatch', 'dispatch_despite',
  'send_down', 'escalate', 'sign', 'overdue', 'extension_approve', 'reply', 'redo', 'review_redo', 'reopen', 'recur', 'contest_uphold', 'survey',
  'survey_unreachable', 'close', 'conclude', 'withdraw', 'early_end_approve', 'appeal_uphold', 'link', 'linked', 'unlink', 'unlinked'))
execute function rate_booked();

-- What was closed and came back before this was booked. The unit is the last one named by an event up to then.
do $$
declare
  e event;
  now_at uuid;
  led text := '';
  own text := '';
  since timestamptz;
begin
  for e in select * from event where aggregate = 'case' order by subject_id, seq loop
    if now_at is distinct from e.subject_id then
      now_at := e.subject_id; own := ''; since := null;
    end if;
    led := own;
    own := case when e.department = '-' then '' when e.department <> '' then e.department else own end;
    if e.to_stage = 'closed' and e.from_stage <> 'closed' and e.act <> 'conclude' then
      since := e.at;
      perform rate_put(e, 'concluded', own, e.at, 1, 'first');
    elsif e.act in ('reopen', 'recur') and since is not null then
      if e.at <= since + interval '720 hours' then
        perform rate_put(e, 'repeated', led, e.at, 1, 'first');
      end if;
      since := null;
    else
      continue;
    end if;
    update rate_case set concluded_at = since where case_id = e.subject_id;
  end loop;
end $$;
update rate_entry t set imported = true from cases c where c.id = t.case_id and c.imported and t.measure in ('concluded', 'repeated');
