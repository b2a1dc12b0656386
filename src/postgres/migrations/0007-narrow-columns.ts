/** Columns as narrow as the types behind them. */

import { addCheck, statement, type Migration } from './migration.js';

/** The gateway writes instants as RFC 3339 does, in years of four digits. */
const EARLIEST = `'0001-01-01 00:00:00+00'::timestamptz`;
const LATEST = `'9999-12-31 23:59:59.999999+00'::timestamptz`;

const instant = (column: string) => `${column} between ${EARLIEST} and ${LATEST}`;
const text = (column: string, longest: number) =>
  `char_length(${column}) between 1 and ${longest} and ${column} !~ '[\\x01-\\x1f\\x7f-\\x9f]'`;
/** A hundred years. */
const days = (column: string) => `${column} between 1 and 36500`;

const WORD = '[A-Za-z]+([_-][A-Za-z]+)*';
/** Names of the IANA database without an area, and those with digits. */
const PLAIN_ZONES =
  'CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran ' +
  'Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK ' +
  'Singapore Turkey UCT UTC Universal W-SU WET Zulu';

/**
 * Whether a text is the name of a zone. PostgreSQL alone also takes abbreviations, and rules of POSIX such as
 * GMT+05:30, whose sign means the opposite of what it seems to mean.
 */
const isTimeZone = `create or replace function is_time_zone(name text) returns boolean
  language plpgsql immutable strict parallel safe as $$
  begin
    perform timezone(name, 'epoch'::timestamptz);
    return name ~* '^((?!posix/|right/)${WORD}(/${WORD}){1,2}|Etc/GMT(0|[+-]0|[+-]([1-9]|1[0-2])|-1[34]))$'
      or name = any(string_to_array('${PLAIN_ZONES}', ' '));
  exception when invalid_parameter_value then
    return false;
  end $$`;

/**
 * Columns as narrow as the types behind them. Until now they took `infinity`, years that no answer can be written
 * with, names with control characters, and time zones that are none: one such row failed all that were read with it.
 */
export const narrowColumns: Migration = {
  name: '0007-narrow-columns',
  olderVersions: 'run',
  steps: [
    statement(isTimeZone),
    addCheck('organisation', 'organisation_name_is_text', text('name', 1_000)),
    addCheck('organisation', 'organisation_time_zone_is_known', 'is_time_zone(time_zone)'),
    addCheck('api_client', 'api_client_key_is_text', text('key', 255)),
    addCheck('api_client', 'api_client_access_is_a_list', "access = '{}' or array_ndims(access) = 1"),
    addCheck('program', 'program_name_is_text', text('name', 1_000)),
    addCheck('promotion', 'promotion_name_is_text', text('name', 1_000)),
    addCheck('promotion', 'promotion_promo_identifier_is_text', text('promo_identifier', 255)),
    addCheck('promotion', 'promotion_starts_at_is_rfc3339', instant('starts_at')),
    addCheck('promotion', 'promotion_ends_at_is_rfc3339', instant('ends_at')),
    addCheck('promotion', 'promotion_enrolment_expiry_is_near', days('enrolment_expiry_days')),
    addCheck('promotion', 'promotion_earning_expiry_is_near', days('earning_expiry_days')),
    addCheck('promotion_total', 'promotion_total_is_an_integer', 'earn_limit <= 2147483647'),
    addCheck('customer_identifier', 'customer_identifier_value_is_text', text('identifier_value', 255)),
    ...['enrolment', 'earning'].flatMap((table) => {
      const at = table === 'enrolment' ? 'enrolled_at' : 'earned_at';
      return [
        addCheck(table, `${table}_${at}_is_rfc3339`, instant(at)),
        addCheck(table, `${table}_expires_at_is_rfc3339`, instant('expires_at')),
        addCheck(table, `${table}_revoked_at_is_rfc3339`, instant('revoked_at')),
      ];
    }),
    addCheck('idempotency_record', 'idempotency_record_recorded_at_is_rfc3339', instant('recorded_at')),
    addCheck('outbox', 'outbox_occurred_at_is_rfc3339', instant('occurred_at')),
    addCheck('outbox', 'outbox_due_at_is_rfc3339', instant('due_at')),
    addCheck('outbox', 'outbox_data_is_an_object', `jsonb_typeof(data) = 'object'`),
    addCheck(
      'outbox',
      'outbox_type_is_known',
      `type in ('promotion.enrolled', 'promotion.earned', 'promotion.enrolment.revoked', 'promotion.earning.revoked')`,
    ),
    addCheck('upstream_call', 'upstream_call_sent_at_is_rfc3339', instant('sent_at')),
    addCheck('upstream_call', 'upstream_call_held_until_is_rfc3339', instant('held_until')),
    addCheck('upstream_call', 'upstream_call_recorded_at_is_rfc3339', instant('recorded_at')),
  ],
};
