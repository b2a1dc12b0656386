-- The organisation of the caller: $1
select customer_id, program_id from program_member
where organisation_id = $1 and customer_id = any($2::bigint[])
