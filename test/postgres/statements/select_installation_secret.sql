-- No parameter is the organisation of a caller
select "secret"
from "installation_secret"
where "purpose" = $1
