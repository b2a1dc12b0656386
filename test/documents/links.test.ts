import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileList } from '../../tools/file-list.js';
import { pagesIn, readPage, root } from '../support/pages.js';

const decisions = pagesIn('docs/decisions').filter((page) => !page.endsWith('/README.md'));
const pages = [
  ...pagesIn('.'),
  ...pagesIn('docs'),
  ...pagesIn('docs/decisions'),
  'bench/README.md',
  'examples/README.md',
];

describe('the documents', () => {
  it.each(pages)('%s links only to what is there', (page) => {
    const links = [...readPage(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) => !target.startsWith('https:') && !leadsSomewhere(page, target));
    expect(broken).toEqual([]);
  });

  it('docs/files.md lists each file of src with the first sentence of its first docblock', () => {
    expect(readPage('docs/files.md'), 'run: npm run files').toBe(fileList(join(root, 'src')));
  });

  it('docs/decisions/README.md lists every decision in order, with its number and title', () => {
    const listed = [
      ...readPage('docs/decisions/README.md').matchAll(/^\| (\d+) +\| \[(.+)\]\((.+)\) +\|$/gm),
    ];
    expect(listed.map(([, number, title, file]) => `docs/decisions/${file}: # ${number}. ${title}`)).toEqual(
      decisions.map((page) => `${page}: ${readPage(page).split('\n', 1)[0]}`),
    );
  });

  it('docs/decisions/README.md explains every number that no decision has', () => {
    const [, unused = ''] =
      /The numbers ([\d, toand\s]+?) were\s+reserved/.exec(readPage('docs/decisions/README.md')) ?? [];
    const explained = [...unused.matchAll(/(\d+)(?: to (\d+))?/g)].flatMap(([, first, last = first]) =>
      numbersFrom(Number(first), Number(last)),
    );
    const given = decisions.map((page) => Number(page.split('/').at(-1)?.slice(0, 4)));
    const missing = numbersFrom(1, Math.max(...given)).filter((number) => !given.includes(number));
    expect(explained).toEqual(missing);
  });

  it('README has at most 120 lines, and ARCHITECTURE.md at most 16 KB', () => {
    expect(readPage('README.md').split('\n').length).toBeLessThanOrEqual(120);
    expect(Buffer.byteLength(readPage('ARCHITECTURE.md'))).toBeLessThan(16_000);
  });
});

function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(readPage(file)).includes(anchor);
}

/** The anchors that headings get. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
