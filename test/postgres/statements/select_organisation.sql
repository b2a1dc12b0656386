-- No parameter is the organisation of a caller
select "o"."organisation_id" as "organisationId", "o"."name", "o"."time_zone" as "timeZone"
from "organisation" as "o"
order by "o"."organisation_id"
