-- The organisation of the caller: $1
with act as materialized (
  select * from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
    as act(id, promotion_id, client_id, request_id)
),
freed as (
  update promotion_total t set earned = earned - act.number, earn_limit = least(earn_limit, 2147483647)
  from (select promotion_id, count(*) as number from act group by promotion_id) as act
  where t.organisation_id = $1 and t.promotion_id = act.promotion_id
),
recorded as (
  update earning e set revoked_at = greatest($2::timestamptz, greatest('0001-01-01 00:00:00+00'::timestamptz, least('9999-12-31 23:59:59.999+00'::timestamptz, e.earned_at))),
    earned_at = greatest('0001-01-01 00:00:00+00'::timestamptz, least('9999-12-31 23:59:59.999+00'::timestamptz, e.earned_at)), expires_at = case when e.expires_at > '9999-12-31 23:59:59.999999+00'::timestamptz then '9999-12-31 23:59:59.999999+00'::timestamptz else e.expires_at end,
    revoked_by_client_id = act.client_id, revoked_by_request_id = act.request_id
  from act where e.organisation_id = $1 and e.earned_id = act.id and e.revoked_at is null
  returning e.promotion_id, e.customer_id, e.ordinal, e.earned_id as id, act.request_id
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
