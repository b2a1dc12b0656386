-- No parameter is the organisation of a caller
select
where current_setting('transaction_read_only') = 'on'
