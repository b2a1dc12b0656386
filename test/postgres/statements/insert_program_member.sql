-- The organisation of the caller: $1
insert into "program_member" ("organisation_id", "program_id", "customer_id")
values ($1, $2, $3)
