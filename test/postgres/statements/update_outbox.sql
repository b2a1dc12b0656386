-- The organisation of the caller: $2
update outbox set due_at = now() + $1 * interval '1 millisecond', occurred_at = greatest('0001-01-01 00:00:00+00'::timestamptz, least('9999-12-31 23:59:59.999+00'::timestamptz, occurred_at))
where organisation_id = $2 and customer_id = $3
  and jsonb_typeof(outbox.data) = 'object' and outbox.type in ('promotion.enrolled', 'promotion.earned', 'promotion.enrolment.revoked', 'promotion.earning.revoked') and (sequence = $4 or due_at < now() + $5 * interval '1 millisecond')
