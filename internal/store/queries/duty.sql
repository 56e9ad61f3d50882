-- name: propose_duty
-- Only where the list itself sent it there: a dispatcher who chose against the list was wrong, not the list. Confidential grounds stay with the case.
insert into duty_proposal (class, district, hour, from_unit, to_unit, case_id, number, ground, proposed_at)
select c.class, c.district, $2, $3, $4, c.id, c.number, case when c.confidential then '' else $5 end, $6
from cases c where c.id = $1 and c.class <> '' and $3 <> $4 and coalesce((
  select d.department from duty d
  where d.class = c.class and d.district in (c.district, '') and (d.from_hour is null
    or case when d.from_hour < d.to_hour then $2 >= d.from_hour and $2 < d.to_hour else $2 >= d.from_hour or $2 < d.to_hour end)
  order by (d.from_hour is null), d.district desc limit 1), $3) = $3
on conflict (class, district, from_unit, to_unit) where state = 'open'
do update set count = duty_proposal.count + 1, case_id = excluded.case_id, number = excluded.number, ground = excluded.ground

-- part: duty_proposal_columns
p.id, p.class, coalesce(k.name, p.class) as class_name, p.district, p.hour, p.from_unit, f.short_name as from_name, p.to_unit, t.short_name as to_name,
  p.case_id, p.number, p.ground, p.count, p.proposed_at, p.state, p.decided_at, p.decided_name, p.reason, p.version
from duty_proposal p join department f on f.id = p.from_unit join department t on t.id = p.to_unit left join class k on k.code = p.class

-- name: duty_proposals
select
-- include: duty_proposal_columns
where p.state = $1 and ($2 = 0 or p.id < $2) order by p.id desc limit $3

-- name: duty_proposal_by_id
select
-- include: duty_proposal_columns
where p.id = $1

-- name: decide_duty_proposal
update duty_proposal set state = $2, decided_at = $3, decided_by = $4, decided_name = $5, reason = $6, version = $7 where id = $1 and state = 'open'
