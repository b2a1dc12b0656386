-- The organisation of the caller: $1
with act as materialized (
  select act.*, nextval('issual_id') as id
  from unnest($3::bigint[], $4::bigint[], $5::int[], $6::timestamptz[], $7::int[]) with ordinality
    as act(promotion_id, customer_id, ordinal, expires_at, call, position)
),
recorded as (
  insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, issual_id,
    enrolled_at, expires_at, client_id, request_id)
  select $1::bigint, promotion_id, customer_id, ordinal, id, $2::timestamptz, expires_at,
    ($8::bigint[])[act.call + 1], ($9::text[])[act.call + 1]
  from act order by customer_id, promotion_id, ordinal
  on conflict (organisation_id, customer_id, promotion_id, ordinal) do nothing
  returning promotion_id, customer_id, ordinal, issual_id as id, request_id
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
select array_agg(act.id order by position)::text as ids, (select count(*) from notified) as notified
from act where (select count(*) from recorded) = (select count(*) from act)
