-- The organisation of the caller: $1, $4
select c.customer_id as "customerId", i.source, i.identifier_name as name, i.identifier_value as value
from (
  select customer_id from customer where organisation_id = $1 and customer_id > $2
  order by customer_id limit $3
) as c
left join customer_identifier i on i.organisation_id = $4 and i.customer_id = c.customer_id
order by c.customer_id, i.source, i.identifier_name, i.identifier_value
