-- The organisation of the caller: $1
select program_id as "programId", customer_id as "customerId" from program_member
where organisation_id = $1
  and (customer_id, program_id) > ($2::bigint, $3::bigint)
order by customer_id, program_id limit $4
