-- The organisation of the caller: $1
select earned::int
from promotion_total
where organisation_id = $1
and promotion_id = $2 for update
