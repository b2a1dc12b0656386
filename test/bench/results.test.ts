import { expect, it } from 'vitest';
import { renewSections } from '../../bench/report/results.js';

const answers = { p50: 1, p95: 2, answered: 10, refused: 0 };
const findings = { guessing: [{ name: 'a token', alone: answers, beside: answers }] };
const MACHINE = '## Machine and versions\n\nthis one\n';

it('a new measurement renews the sections that were measured anew and keeps all others', () => {
  const page = `# Results\n\n## Beside callers that guess passwords\n\nold\n\n## Growth\n\nkept\n\n${MACHINE}`;

  const renewed = renewSections(page, findings, 'today');

  expect(renewed).toMatch(
    /^# Results\n\n## Beside callers that guess passwords\n\nMeasured today\.\n\n\| Request/,
  );
  expect(renewed).not.toContain('old');
  expect(renewed).toContain(`| 0 of 10 |\n\n## Growth\n\nkept\n\n${MACHINE}`);
});

it('a section that was never measured before stands in front of the machine', () => {
  const renewed = renewSections(`# Results\n\n${MACHINE}`, findings, 'today');

  expect(renewed).toMatch(
    /## Beside callers that guess passwords[^]*\n\n## Machine and versions\n\nthis one\n$/,
  );
});
