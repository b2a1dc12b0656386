-- The organisation of the caller: $2
update outbox set due_at = now() + $1 * interval '1 millisecond'
where organisation_id = $2 and customer_id = $3
  and (sequence = $4 or due_at < now() + $5 * interval '1 millisecond')
