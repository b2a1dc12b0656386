-- The organisation of the caller: $1
select "organisation_id" as "organisationId", "name", "time_zone" as "timeZone"
from "organisation"
where "organisation_id" = $1
