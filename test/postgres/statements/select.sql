-- No parameter is the organisation of a caller
select 1
