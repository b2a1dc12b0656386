-- The organisation of the caller: $1
select c.version, c.changed_at as "changedAt", k.key as "changedBy", c.before, c.after
from promotion_change c
left join api_client k on k.organisation_id = c.organisation_id and k.client_id = c.client_id
where c.organisation_id = $1 and c.promotion_id = $2 order by c.version
