-- No parameter is the organisation of a caller
update outbox set attempts = least(attempts, 2147483646) + 1, due_at = now() + $1 * interval '1 millisecond', occurred_at = greatest('0001-01-01 00:00:00+00'::timestamptz, least('9999-12-31 23:59:59.999+00'::timestamptz, occurred_at))
where (organisation_id, sequence) in (
  select organisation_id, sequence from outbox as due
  where due_at <= now() and jsonb_typeof(due.data) = 'object' and due.type in ('promotion.enrolled', 'promotion.earned', 'promotion.enrolment.revoked', 'promotion.earning.revoked') and sequence = (
    select sequence from outbox as pending
    where pending.organisation_id = due.organisation_id and pending.customer_id = due.customer_id
      and jsonb_typeof(pending.data) = 'object' and pending.type in ('promotion.enrolled', 'promotion.earned', 'promotion.enrolment.revoked', 'promotion.earning.revoked')
    order by sequence limit 1)
  order by due_at, sequence limit $2 for update skip locked)
returning *
