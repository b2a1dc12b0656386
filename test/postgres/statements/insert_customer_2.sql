-- The organisation of the caller: $1, $2
insert into customer (organisation_id, customer_id)
select $1::bigint, coalesce(max(customer_id), 0) + 1 from customer
where organisation_id = $2 and customer_id < $3
on conflict (organisation_id, customer_id) do nothing
returning customer_id
