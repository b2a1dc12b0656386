-- The organisation of the caller: $1
select count(*)::int as accepted, (count(*) filter (where
  exists (select from customer where organisation_id = $1 and customer_id = l.customer_id)
  and not exists (
    select from (values ('MOBILE', l.mobile), ('EMAIL', l.email), ('EXTERNAL_ID', l.external_id)) as i(name, value)
    where i.value is not null and not exists (
      select from customer_identifier where organisation_id = $1 and identifier_name = i.name
        and identifier_value = i.value and source = l.source and customer_id = l.customer_id))
))::int as known
from import_line l
where l.organisation_id = $1 and l.line between $2 and $3 and l.accepted
