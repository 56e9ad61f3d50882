-- Who is who: departments, staff and their roles, sessions, citizens, and the keys of writes that have no workflow.

create table department (
    id          text primary key,
    path        text collate "C" not null unique check (path ~ '^(/[a-z0-9][a-z0-9_-]*)+$'),
    parent_id   text references department (id),
    name        text not null,
    short_name  text not null,
    level       int  not null check (level between 1 and 6),
    kind        text not null default 'department',
    phone       text not null default '',
    active      boolean not null default true,
    created_at  timestamptz not null default now()
);

create table staff (
    id             uuid primary key,
    username       text not null,
    name           text not null,
    title          text not null default '',
    password_hash  text not null default '',
    department_id  text not null references department (id),
    clearance      int  not null default 0,
    capacity       int  not null default 0 check (capacity between 0 and 50),
    presence       text not null default 'offline' check (presence in ('offline', 'online', 'away')),
    presence_at    timestamptz,
    demo           boolean not null default false,
    disabled_at    timestamptz,
    created_at     timestamptz not null default now(),
    rev            bigint not null default 1
);
create unique index staff_username on staff (lower(username));
create index staff_department on staff (department_id);

create table role_binding (
    staff_id    uuid not null references staff (id),
    role        text not null,
    dept_path   text collate "C" not null references department (path) on update cascade,
    valid_from  timestamptz not null default now(),
    valid_to    timestamptz,
    primary key (staff_id, role, dept_path),
    check (valid_to is null or valid_to > valid_from)
);

-- Only the SHA-256 of a session token is kept. last_seen is written at most once a minute.
create table staff_session (
    token_sha   bytea primary key check (octet_length(token_sha) = 32),
    staff_id    uuid not null references staff (id),
    created_at  timestamptz not null,
    last_seen   timestamptz not null,
    expires_at  timestamptz not null
);
create index staff_session_staff on staff_session (staff_id);
create index staff_session_expires on staff_session (expires_at);

-- A citizen is a random token in a browser until a phone number or a query code says more.
create table citizen (
    id          uuid primary key,
    token_sha   bytea not null unique check (octet_length(token_sha) = 32),
    created_at  timestamptz not null
);

-- First answers of writes without a workflow; kept 48 hours.
create table idempotency (
    actor       text not null,
    route       text not null,
    key_hash    bytea not null check (octet_length(key_hash) = 32),
    digest      bytea not null check (octet_length(digest) = 32),
    status      int not null,
    body        bytea not null,
    created_at  timestamptz not null,
    primary key (actor, route, key_hash)
);
create index idempotency_created on idempotency (created_at);

-- Failed sign-ins as leaky buckets: level drains with time, so that a lock ends by itself.
create table login_bucket (
    key      text primary key,
    level    double precision not null,
    at       timestamptz not null
);
