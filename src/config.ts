/** Reads the settings from the environment; all mistakes are reported at once. */

import { z } from 'zod';
import { clientsConfig, clientsSettings, type ClientsConfig } from './config/clients.js';
import type { Combination } from './config/combination.js';
import {
  documentsCombinations,
  documentsConfig,
  documentsSettings,
  type DocumentsConfig,
} from './config/documents.js';
import {
  featuresCombinations,
  featuresConfig,
  featuresSettings,
  type FeaturesConfig,
} from './config/features.js';
import { processConfig, processSettings, type ProcessConfig } from './config/process.js';
import { storeConfig, storeSettings, type StoreConfig } from './config/store.js';
import {
  upstreamCombinations,
  upstreamConfig,
  upstreamSettings,
  type UpstreamConfig,
} from './config/upstream.js';
import { warnOfUnknown } from './config/unknown-settings.js';
import { webhookCombinations, webhookConfig, webhookSettings, type WebhookConfig } from './config/webhook.js';

/** The configuration from the environment; each concern has a file in `config/`. */
export interface Config
  extends
    ProcessConfig,
    StoreConfig,
    FeaturesConfig,
    WebhookConfig,
    DocumentsConfig,
    ClientsConfig,
    UpstreamConfig {
  /** Warnings about likely mistakes that do not stop the start. */
  readonly warnings: readonly string[];
}

/** All that is wrong with the environment, one line each. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
}

/** Every setting, in the order of the table in docs/settings.md. */
export const settings = z.object({
  ...processSettings.shape,
  ...storeSettings.shape,
  ...featuresSettings.shape,
  ...webhookSettings.shape,
  ...documentsSettings.shape,
  ...clientsSettings.shape,
  ...upstreamSettings.shape,
});

const combinations: readonly Combination<z.infer<typeof settings>>[] = [
  ...featuresCombinations,
  ...webhookCombinations,
  ...documentsCombinations,
  ...upstreamCombinations,
];

// Zod skips a refinement after any mistake; `when` skips it only after a mistake in a setting that it reads.
const consistentSettings = combinations.reduce(
  (schema, { reads, holds, setting, message }) =>
    schema.refine(holds, {
      path: [setting],
      message,
      when: ({ issues }) => !issues.some(({ path }) => reads.some((name) => name === path?.[0])),
    }),
  settings,
);

/**
 * Reads the settings; one that is set to nothing counts as not set.
 * @throws InvalidConfig naming every mistake at once
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== ''));
  const { success, data, error } = consistentSettings.safeParse(given);
  const warnings = warnOfUnknown(Object.keys(given), Object.keys(settings.shape));
  if (!success) {
    const mistakes = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new InvalidConfig([...mistakes, ...warnings].join('\n'));
  }
  return {
    ...processConfig(data),
    ...storeConfig(data),
    ...featuresConfig(data),
    ...webhookConfig(data),
    ...documentsConfig(data),
    ...clientsConfig(data),
    ...upstreamConfig(data),
    warnings,
  };
}
