-- The organisation of the caller: $1
insert into "program" ("organisation_id", "program_id", "name", "active", "members_only")
values ($1, $2, $3, $4, $5)
on conflict do nothing
returning "program_id"
