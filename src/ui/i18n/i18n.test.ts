import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../core/problem.ts';
import { WARNINGS } from '../../core/warning.ts';
import { commands } from '../../state/commands/index.ts';
import { en } from './en.ts';
import { coreInEnglish, resolveLanguage, setLanguage } from './i18n.ts';
import { zh } from './zh.ts';

const SRC = join(import.meta.dirname, '../..');
const english: Record<string, string> = { ...en, ...coreInEnglish() };
const chinese: Record<string, string> = zh;

const base = (key: string): string => key.replace(/_(?:one|other)$/, '');
const bases = (texts: object): string[] => [...new Set(Object.keys(texts).map(base))].sort();
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]!).sort();

const sources = (folder: string): { path: string; text: string }[] =>
  readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|i18n\/(?:en|zh)\.ts$/.test(join(folder, name)))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(SRC, folder, name), 'utf8') }));

describe('both languages say the same things', () => {
  it('has every key in English and in Chinese, and none more', () => {
    expect(bases(chinese)).toEqual(bases(english));
  });

  it('has the plural forms that each language needs', () => {
    const plural = Object.keys(english).filter((k) => k.endsWith('_one'));
    expect(plural.length).toBeGreaterThan(0);
    for (const key of plural) {
      expect(english, key).toHaveProperty([`${base(key)}_other`]);
      expect(chinese, key).toHaveProperty([`${base(key)}_other`]);
      expect(chinese, key).not.toHaveProperty([key]);
    }
  });

  it('fills in the same values', () => {
    for (const [key, text] of Object.entries(chinese))
      expect(placeholders(text), key).toEqual(placeholders(english[key]!));
  });

  it('translates every problem and every warning', () => {
    for (const key of Object.keys(PROBLEMS)) expect(chinese[`problem.${key}`], key).toMatch(/\p{Script=Han}/u);
    const { note: _, ...said } = WARNINGS;
    for (const key of Object.keys(said)) expect(chinese[`warning.${key}`], key).toMatch(/\p{Script=Han}/u);
  });

  it('gives every command a title', () => {
    for (const { id } of commands) expect(en, id).toHaveProperty([`command.${id}`]);
  });

  it('has no title of a command that is gone', () => {
    const ids = new Set(commands.map((c) => `command.${c.id}`));
    expect(Object.keys(en).filter((k) => k.startsWith('command.') && !ids.has(k))).toEqual([]);
  });
});

describe('texts and code fit together', () => {
  const ui = sources('ui');
  const all = [...ui, ...['core', 'state', 'canvas', 'workers', 'ml'].flatMap(sources)];

  it('knows every message that the program sends', () => {
    const known = new Set(bases(english));
    const sent = all.flatMap(({ path, text }) =>
      [...text.matchAll(/key: (?:[^'`,{}]*\? )?'([a-z]+\.[\w.]+)'(?: : '([a-z]+\.[\w.]+)')?/g)].flatMap((m) =>
        [m[1], m[2]].filter((k) => k !== undefined).map((key) => ({ key, path })),
      ),
    );
    expect(sent.length).toBeGreaterThan(20);
    expect(sent.filter(({ key }) => !known.has(key))).toEqual([]);
  });

  it('uses every text somewhere', () => {
    const code = all.map((s) => s.text).join('\n');
    // keys made of parts, such as `command.${id}`
    const made = [...code.matchAll(/`([a-z]+(?:\.[a-z]+)*\.)\$\{/g)].map((m) => m[1]!);
    const unused = bases(en).filter(
      (key) => !code.includes(`'${key}'`) && !made.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  it('has no words written into the page itself', () => {
    const words = /\p{L}{2,}/u;
    // names and units that are the same in every language
    const same = /^(?:Limn|WebGPU|Wasm|CPU|CT|PET|SUV|px|mm|mL|vx|R|G|B|W|L|x|y|z|\s|[^\p{L}])*$/u;
    const found = ui
      .filter(({ path }) => path.endsWith('.tsx'))
      .flatMap(({ path, text }) => {
        const inText = [...text.matchAll(/>([^<>{}=;()]+)<\//g)].map((m) => m[1]!);
        const inAttributes = [
          ...text.matchAll(/\b(?:aria-label|aria-valuetext|title|placeholder|alt|label|text|about)="([^"]+)"/g),
        ].map((m) => m[1]!);
        return [...inText, ...inAttributes]
          .map((s) => s.trim())
          .filter((s) => words.test(s) && !same.test(s))
          .map((s) => `${path}: ${s}`);
      });
    expect(found).toEqual([]);
  });
});

describe('the language', () => {
  it('follows the choice, else the first system language that is known, else English', () => {
    expect(resolveLanguage('zh', ['en-US'])).toBe('zh');
    expect(resolveLanguage('system', ['de-DE', 'zh-CN', 'en'])).toBe('zh');
    expect(resolveLanguage('system', ['fr-FR'])).toBe('en');
  });

  it('counts in words', async () => {
    await setLanguage('en');
    expect(i18next.t('model.labels', { count: 1 })).toBe('1 label');
    expect(i18next.t('model.labels', { count: 9 })).toBe('9 labels');
    await setLanguage('zh');
    expect(i18next.t('model.labels', { count: 1 })).toBe('1 个标签');
  });
});
