-- The organisation of the caller: $2
delete from outbox where sequence = any($1::bigint[])
and organisation_id = any($2::bigint[])
