-- The organisation of the caller: $1
delete
from promotion_total
where organisation_id = $1
and promotion_id = $2
