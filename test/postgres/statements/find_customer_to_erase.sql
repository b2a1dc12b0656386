-- The organisation of the caller: $1
select i.identifier_name as name, i.identifier_value as value
from customer c
left join customer_identifier i on i.organisation_id = c.organisation_id and i.customer_id = c.customer_id
where c.organisation_id = $1 and c.customer_id = $2
