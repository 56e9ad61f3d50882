-- name: put_follower
insert into follower (id, case_id, party_id, owner_id, phone_index, query_index, joined_at)
select $1, $2, p.id, nullif($4, '')::uuid, p.phone_index, $5, $6 from party p where p.id = $3 and p.phone_index is not null
on conflict do nothing

-- name: follower_by_phone
select id, case_id, party_id, owner_id from follower where case_id = $1 and phone_index = $2

-- name: followers_by_query
select f.case_id as id, p.phone_last4 from follower f join party p on p.id = f.party_id where f.query_index = $1

-- name: follower_party
select party_id from follower where id = $1

-- name: joined_by
select f.id, c.number, c.stage, coalesce(k.name, '') as class_name, coalesce(d.short_name, '') as department_name, f.joined_at
from follower f join cases c on c.id = f.case_id left join class k on k.code = c.class left join department d on d.id = c.department
where f.owner_id = $1 order by f.joined_at desc limit 50
