-- The organisation of the caller: $1
with f as materialized (
  select line, array_agg(name order by name) as names, min(first_line) as first_line
  from (
    select l.line, i.name, l.customer_id, first_value(l.customer_id) over earlier as owner,
      first_value(l.line) over earlier as first_line
    from import_line l 
  cross join lateral (
    values ('MOBILE', l.mobile), ('EMAIL', l.email), ('EXTERNAL_ID', l.external_id)
  ) as i(name, value)
    where l.organisation_id = $1 and l.accepted and i.value is not null
    window earlier as (partition by i.name, i.value, l.source order by l.line)
  ) as owned
  where owner <> customer_id group by line
)
update import_line l set code = 'DUPLICATE_IN_FILE',
  message = 'Line ' || f.first_line || ' has the ' || replace(lower(array_to_string(f.names, ' and the ')), '_', ' ') || ' for another customer',
  accepted = $2::boolean,
  mobile = case when f.names @> '{MOBILE}' then null else l.mobile end,
  email = case when f.names @> '{EMAIL}' then null else l.email end,
  external_id = case when f.names @> '{EXTERNAL_ID}' then null else l.external_id end
from f where l.organisation_id = $1 and l.line = f.line
