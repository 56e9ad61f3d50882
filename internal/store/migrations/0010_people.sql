-- People and their roles: every change is proposed by one person and decided by another, and what was in force when stays readable.

-- A binding that ended stays, so that who might do what at an instant can be told later: of one role at one department there is one
-- binding in force and any number of past ones.
alter table role_binding drop constraint role_binding_pkey;
alter table role_binding add column id bigint generated always as identity primary key;
create unique index role_binding_open on role_binding (staff_id, role, dept_path) where valid_to is null;
create index role_binding_staff on role_binding (staff_id);

-- One proposal about one person: what was, what shall be, why, who says so and who agreed.
create table access_change (
    id           uuid primary key,
    version      bigint generated always as identity unique,
    staff_id     uuid not null,
    username     text not null,
    before       jsonb,                       -- null: a new person
    after        jsonb not null,
    reason       text not null check (reason <> ''),
    proposed_by  uuid not null,
    proposed_name text not null,
    proposed_at  timestamptz not null,
    decision     text not null default 'open' check (decision in ('open', 'approved', 'rejected', 'withdrawn')),
    decided_by   uuid,
    decided_name text not null default '',
    decided_at   timestamptz,
    note         text not null default '',
    check ((decision = 'open') = (decided_at is null)),
    check (decided_by is null or decision = 'withdrawn' or decided_by <> proposed_by)
);
create unique index access_change_open on access_change (staff_id) where decision = 'open';
create unique index access_change_username on access_change (lower(username)) where decision = 'open' and before is null;
create index access_change_staff on access_change (staff_id, version desc);

-- A way in for somebody without a password: sent once, used once.
create table staff_invitation (
    token_sha   bytea primary key check (octet_length(token_sha) = 32),
    staff_id    uuid not null references staff (id),
    made_by     uuid not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    used_at     timestamptz
);
create index staff_invitation_staff on staff_invitation (staff_id);
