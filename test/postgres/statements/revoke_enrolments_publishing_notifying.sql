-- The organisation of the caller: $1
with act as materialized (
  select * from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
    as act(id, promotion_id, client_id, request_id)
),
recorded as (
  update enrolment e set revoked_at = greatest($2::timestamptz, greatest('0001-01-01 00:00:00+00'::timestamptz, least('9999-12-31 23:59:59.999+00'::timestamptz, e.enrolled_at))),
    enrolled_at = greatest('0001-01-01 00:00:00+00'::timestamptz, least('9999-12-31 23:59:59.999+00'::timestamptz, e.enrolled_at)), expires_at = case when e.expires_at > '9999-12-31 23:59:59.999999+00'::timestamptz then '9999-12-31 23:59:59.999999+00'::timestamptz else e.expires_at end,
    revoked_by_client_id = act.client_id, revoked_by_request_id = act.request_id
  from act where e.organisation_id = $1 and e.issual_id = act.id and e.revoked_at is null
  returning e.promotion_id, e.customer_id, e.ordinal, e.issual_id as id, act.request_id
),
published as (
  insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, data)
  select $1::bigint, r.customer_id, 'promotion.enrolment.revoked', $2::timestamptz, now(), jsonb_build_object(
    'issualId', r.id::text,
    'programId', p.program_id::text, 'promotionId', r.promotion_id::text, 'requestId', r.request_id)
  from recorded as r
  join promotion p on p.organisation_id = $1 and p.promotion_id = r.promotion_id
  order by r.customer_id, r.promotion_id, r.ordinal
),
notified as (
  select pg_notify('promotion_change',
    $1::bigint || ' ' || promotion_id || ' ' || string_agg(customer_id::text, ',' order by customer_id))
  from (
    select promotion_id, customer_id,
      (row_number() over (partition by promotion_id order by customer_id) - 1) / 300 as part
    from (select distinct promotion_id, customer_id from recorded) as wanted
  ) as wanted
  group by promotion_id, part
)
select count(*)::int as revoked, (select count(*) from notified) as notified
from recorded
