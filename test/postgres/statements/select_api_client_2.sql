-- No parameter is the organisation of a caller
select
from api_client
where active
limit 1
