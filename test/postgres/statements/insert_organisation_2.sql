-- The organisation of the caller: $1
insert into "organisation" ("organisation_id", "name", "time_zone")
values ($1, $2, $3)
on conflict ("organisation_id") do nothing
returning "organisation_id"
