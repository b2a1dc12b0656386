-- The organisation of the caller: $1
select "program_id", "name" as "program_name", "active" as "program_active", "members_only" as "program_members_only"
from "program"
where "organisation_id" = $1
and "program_id" = any($2)
