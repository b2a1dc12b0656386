-- The organisation of the caller: $1
update import_line l set code = 'IDENTIFIER_TAKEN',
  message = 'Another customer has the ' || replace(lower(array_to_string(f.names, ' and the ')), '_', ' ') || ' under ' || l.source,
  accepted = $2::boolean,
  mobile = case when f.names @> '{MOBILE}' then null else l.mobile end,
  email = case when f.names @> '{EMAIL}' then null else l.email end,
  external_id = case when f.names @> '{EXTERNAL_ID}' then null else l.external_id end
from (
  select l.line, array_agg(i.name order by i.name) as names
  from import_line l 
  cross join lateral (
    values ('MOBILE', l.mobile), ('EMAIL', l.email), ('EXTERNAL_ID', l.external_id)
  ) as i(name, value)
  cross join lateral (
    select customer_id from customer_identifier
    where organisation_id = $1 and identifier_name = i.name and identifier_value = i.value and source = l.source
  ) as owner
  where l.organisation_id = $1 and l.line between $3 and $4 and l.accepted and i.value is not null
    and owner.customer_id <> l.customer_id
  group by l.line
) as f
where l.organisation_id = $1 and l.line = f.line
