-- The organisation of the caller: $1
select array_agg((
  select min(customer_id) from customer_identifier
  where organisation_id = $1 and identifier_name = $2 and identifier_value = wanted.value
    and source = coalesce(nullif(wanted.source, 'ALL'), source)
) order by wanted.position)::text as customer_ids
from unnest($3::text[], $4::text[]) with ordinality as wanted(value, source, position)
