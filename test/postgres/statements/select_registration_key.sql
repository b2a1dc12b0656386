-- The organisation of the caller: $1
select "fingerprint", "customer_id" as "customerId"
from "registration_key"
where "organisation_id" = $1
and "client_id" = $2
and "key" = $3
