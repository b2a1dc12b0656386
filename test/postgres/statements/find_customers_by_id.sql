-- The organisation of the caller: $1
select array_agg((
  select customer_id from customer where organisation_id = $1 and customer_id = wanted.id
) order by wanted.position)::text as customer_ids
from unnest($2::bigint[]) with ordinality as wanted(id, position)
