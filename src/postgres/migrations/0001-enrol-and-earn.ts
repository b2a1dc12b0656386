/** Migration: the tables of enrolling and earning. */

import { sql, type Kysely } from 'kysely';

/**
 * Every key begins with the organisation: it is the tenant wall and, on a distributed PostgreSQL, the
 * distribution column. The two exceptions: a client's key is what finds the organisation, and the secrets
 * belong to the installation.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table organisation (
    organisation_id bigint primary key check (organisation_id > 0),
    name text not null,
    time_zone text not null
  )`,

  `create table api_client (
    organisation_id bigint not null references organisation,
    client_id bigint not null generated always as identity,
    kind text not null check (kind in ('TILL', 'OAUTH')),
    key text not null check (char_length(key) between 1 and 255),
    secret_hash text not null,
    access text[] not null
      check (access <@ array['customer:read', 'customer:write', 'promotion:read', 'promotion:write']),
    active boolean not null default true,
    primary key (organisation_id, client_id),
    unique (kind, key)
  )`,

  `create table installation_secret (
    purpose text primary key,
    secret bytea not null check (octet_length(secret) >= 32)
  )`,

  `create table program (
    organisation_id bigint not null references organisation,
    program_id bigint not null check (program_id > 0),
    name text not null,
    active boolean not null default true,
    primary key (organisation_id, program_id)
  )`,

  `create table promotion (
    organisation_id bigint not null,
    promotion_id bigint not null check (promotion_id > 0),
    program_id bigint not null,
    promo_identifier text check (char_length(promo_identifier) between 1 and 255),
    name text not null,
    kind text not null check (kind in ('ENROL_AND_ISSUE', 'DIRECT_ISSUE', 'GENERIC')),
    active boolean not null default true,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    enrolment_limit integer default 1 check (enrolment_limit between 1 and 100),
    earn_limit integer default 1 check (earn_limit between 1 and 100),
    enrolment_expiry_days integer check (enrolment_expiry_days > 0),
    earning_expiry_days integer check (earning_expiry_days > 0),
    primary key (organisation_id, promotion_id),
    unique (organisation_id, program_id, promo_identifier),
    foreign key (organisation_id, program_id) references program,
    check (starts_at < ends_at)
  )`,
  `comment on column promotion.enrolment_limit is 'Per customer; null is unlimited'`,
  `comment on column promotion.earn_limit is 'Per customer; null is unlimited'`,
  `comment on column promotion.enrolment_expiry_days is 'Null expires with the promotion'`,
  `comment on column promotion.earning_expiry_days is 'Null expires with the promotion'`,

  `create table promotion_total (
    organisation_id bigint not null,
    promotion_id bigint not null,
    earn_limit bigint not null check (earn_limit > 0),
    earned bigint not null default 0,
    primary key (organisation_id, promotion_id),
    foreign key (organisation_id, promotion_id) references promotion,
    check (earned between 0 and earn_limit)
  )`,
  `comment on table promotion_total is
    'The limit of earnings of all customers together: promotions without a row here have none'`,

  `create table customer (
    organisation_id bigint not null references organisation,
    customer_id bigint not null check (customer_id > 0),
    primary key (organisation_id, customer_id)
  )`,

  `create table customer_identifier (
    organisation_id bigint not null,
    identifier_name text not null check (identifier_name in ('MOBILE', 'EMAIL', 'EXTERNAL_ID')),
    identifier_value text not null check (char_length(identifier_value) between 1 and 255),
    source text not null check (source in ('FACEBOOK', 'WEB_ENGAGE', 'WECHAT', 'INSTORE', 'MARTJACK', 'TMALL',
      'TAOBAO', 'JD', 'ECOMMERCE', 'WEBSITE', 'LINE', 'MOBILE_APP')),
    customer_id bigint not null,
    primary key (organisation_id, identifier_name, identifier_value, source),
    foreign key (organisation_id, customer_id) references customer,
    check (identifier_name <> 'MOBILE' or identifier_value ~ '^[0-9]+$'),
    check (identifier_name <> 'EMAIL' or identifier_value !~ '[A-Z]')
  )`,
  `create index customer_identifier_of_customer on customer_identifier (organisation_id, customer_id)`,

  `create sequence issual_id`,
  `create sequence earned_id`,

  `create table enrolment (
    organisation_id bigint not null,
    promotion_id bigint not null,
    customer_id bigint not null,
    ordinal integer not null check (ordinal > 0),
    issual_id bigint not null default nextval('issual_id'),
    enrolled_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    client_id bigint not null,
    request_id text not null,
    primary key (organisation_id, promotion_id, customer_id, ordinal),
    unique (organisation_id, issual_id),
    foreign key (organisation_id, promotion_id) references promotion,
    foreign key (organisation_id, customer_id) references customer,
    check (expires_at > enrolled_at),
    check (revoked_at >= enrolled_at)
  )`,
  `comment on column enrolment.ordinal is
    'Numbers the enrolments of a customer in a promotion. The highest is the current one; the key decides races'`,
  `comment on column enrolment.expires_at is 'Null expires with the promotion'`,

  `create table earning (
    organisation_id bigint not null,
    promotion_id bigint not null,
    customer_id bigint not null,
    ordinal integer not null check (ordinal > 0),
    earned_id bigint not null default nextval('earned_id'),
    enrolment_ordinal integer not null,
    earned_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    client_id bigint not null,
    request_id text not null,
    primary key (organisation_id, promotion_id, customer_id, ordinal),
    unique (organisation_id, earned_id),
    foreign key (organisation_id, promotion_id, customer_id, enrolment_ordinal) references enrolment,
    check (expires_at > earned_at),
    check (revoked_at >= earned_at)
  )`,
];
