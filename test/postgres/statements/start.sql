-- No parameter is the organisation of a caller
start transaction isolation level repeatable read read only
