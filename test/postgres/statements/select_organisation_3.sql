-- No parameter is the organisation of a caller
select "organisation_id"
from "organisation"
