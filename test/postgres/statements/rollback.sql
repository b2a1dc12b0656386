-- No parameter is the organisation of a caller
rollback
