-- The organisation of the caller: $1
with act as materialized (
  select act.*, nextval('earned_id') as id
  from unnest($3::bigint[], $4::bigint[], $5::int[], $6::timestamptz[], $7::int[], $10::int[]) with ordinality
    as act(promotion_id, customer_id, ordinal, expires_at, call, enrolment_ordinal, position)
),
counted as (
  update promotion_total t set earned = earned + act.number, earn_limit = least(earn_limit, 2147483647)
  from (select promotion_id, count(*) as number from act group by promotion_id) as act
  where t.organisation_id = $1 and t.promotion_id = act.promotion_id
),
recorded as (
  insert into earning (organisation_id, promotion_id, customer_id, ordinal, earned_id, enrolment_ordinal,
    earned_at, expires_at, client_id, request_id)
  select $1::bigint, promotion_id, customer_id, ordinal, id, enrolment_ordinal, $2::timestamptz, expires_at,
    ($8::bigint[])[act.call + 1], ($9::text[])[act.call + 1]
  from act order by customer_id, promotion_id, ordinal
  on conflict (organisation_id, customer_id, promotion_id, ordinal) do nothing
  returning promotion_id, customer_id, ordinal, earned_id as id, enrolment_ordinal, request_id
),
published as (
  insert into outbox (organisation_id, customer_id, type, occurred_at, due_at, data)
  select $1::bigint, r.customer_id, 'promotion.earned', $2::timestamptz, now(), jsonb_build_object(
    'earnedId', r.id::text, 'issualId', (
      select issual_id::text from enrolment e where e.organisation_id = $1 and e.promotion_id = r.promotion_id
        and e.customer_id = r.customer_id and e.ordinal = r.enrolment_ordinal),
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
select array_agg(act.id order by position)::text as ids, (select count(*) from notified) as notified
from act where (select count(*) from recorded) = (select count(*) from act)
