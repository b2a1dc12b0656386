-- The organisation of the caller: $1
select "program_id", "name", "active"
from "program"
where "organisation_id" = $1
and "program_id" = any($2)
