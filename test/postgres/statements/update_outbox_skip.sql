-- No parameter is the organisation of a caller
update outbox set attempts = attempts + 1, due_at = now() + $1 * interval '1 millisecond', occurred_at = greatest('0001-01-01 00:00:00+00'::timestamptz, least('9999-12-31 23:59:59.999+00'::timestamptz, occurred_at))
where (organisation_id, sequence) in (
  select organisation_id, sequence from outbox as due
  where due_at <= now() and sequence = (
    select sequence from outbox as pending
    where pending.organisation_id = due.organisation_id and pending.customer_id = due.customer_id
    order by sequence limit 1)
  order by due_at, sequence limit $2 for update skip locked)
returning *
