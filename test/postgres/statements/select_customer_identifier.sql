-- The organisation of the caller: $4
select i.customer_id, bool_or(i.source = wanted.source) as same_source
from unnest($1::text[], $2::text[],
  $3::text[]) as wanted(name, value, source)
join customer_identifier i on i.organisation_id = $4 and i.identifier_name = wanted.name
  and i.identifier_value = wanted.value
group by i.customer_id
