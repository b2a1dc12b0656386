-- The organisation of the caller: $1
with lines as (
  select customer_id, source, mobile, email, external_id from import_line
  where organisation_id = $1 and line between $2 and $3 and accepted
), new_customer as (
  insert into customer (organisation_id, customer_id)
  select $1::bigint, customer_id from lines group by customer_id order by customer_id
  on conflict do nothing returning customer_id
), wanted as (
  select i.name, i.value, l.source, l.customer_id from lines l 
  cross join lateral (
    values ('MOBILE', l.mobile), ('EMAIL', l.email), ('EXTERNAL_ID', l.external_id)
  ) as i(name, value)
  where i.value is not null
  group by i.name, i.value, l.source, l.customer_id
), new_identifier as (
  insert into customer_identifier (organisation_id, identifier_name, identifier_value, source, customer_id)
  select $1::bigint, name, value, source, customer_id from wanted order by name, value, source
  on conflict do nothing returning customer_id
)
select (select count(*) from new_customer)::int as customers, (select count(*) from wanted)::int as wanted,
  (select count(*) from new_identifier)::int as inserted
