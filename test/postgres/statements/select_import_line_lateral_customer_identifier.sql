-- The organisation of the caller: $1
select count(*)::int as lost from import_line l 
  cross join lateral (
    values ('MOBILE', l.mobile), ('EMAIL', l.email), ('EXTERNAL_ID', l.external_id)
  ) as i(name, value)
cross join lateral (
  select customer_id from customer_identifier
  where organisation_id = $1 and identifier_name = i.name and identifier_value = i.value and source = l.source
) as owner
where l.organisation_id = $1 and l.line between $2 and $3 and l.accepted and i.value is not null
  and owner.customer_id <> l.customer_id
