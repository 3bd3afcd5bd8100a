import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InternalError } from '../../../src/errors/internal-error.ts';
import { Address, html, type Part } from '../../../src/dashboard/markup/html.ts';
import { visible } from '../../../src/dashboard/markup/visible.ts';

const names: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** As a browser reads character references. */
function unescaped(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (name) => names[name] ?? name);
}

const nasty = fc.string({
  unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '!', '-', 's', 'x', ' ', '\u202e', '\u0000', '\n'),
});

test('law: any text comes out as text, in content and in attributes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), nasty), (text) => {
      const page = html`<p title="${text}">${text}</p>`.toString();
      const [, title = '', content = ''] = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/.exec(page) ?? [];
      expect(unescaped(title)).toBe(visible(text));
      expect(unescaped(content)).toBe(visible(text));
      expect(page).not.toMatch(/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('shows what cannot be seen', () => {
  expect(html`${'a\u202eb\u200b\u0007'}`.toString()).toBe('a\\u{202e}b\\u{200b}\\u{7}');
  expect(html`${'line\n\ttab'}`.toString()).toBe('line\n\ttab');
});

/** Under another name the formatter leaves a template as it stands. */
const tag = html;

test('puts markup into markup, lists one after the other, and nothing for what is missing', () => {
  const items: Part = [tag`<li>${1}</li>`, ['<', null], false, undefined];
  expect(tag`<ul>${items}</ul>`.toString()).toBe('<ul><li>1</li>&lt;</ul>');
});

const evil = 'x onload=alert(1)';

test.each([
  ['between attributes', () => tag`<p ${evil}></p>`],
  ['in an attribute without quotes', () => tag`<p title=${evil}></p>`],
  ['in single quotes', () => tag`<p title='${evil}'></p>`],
  ['as the name of a tag', () => tag`<b${evil}>`],
  ['in a script', () => tag`<script>${evil}</script>`],
  ['in a style', () => tag`<style>${evil}</style>`],
  ['in a style attribute', () => tag`<p style="${evil}"></p>`],
  ['in a handler', () => tag`<p onclick="${evil}"></p>`],
  ['as an address', () => tag`<a href="${'javascript:alert(1)'}"></a>`],
  ['as markup in an attribute', () => tag`<p title="${tag`<b></b>`}"></p>`],
  ['from a hand-made template', () => tag(Object.assign(['<b>'], { raw: ['<b>'] }))],
])('refuses a value %s', (_, make) => {
  expect(make).toThrow(InternalError);
});

test('a value behind a closed script is text again', () => {
  expect(tag`<script src="${new Address('a.js')}"></script>${'<'}`.toString()).toBe('<script src="a.js"></script>&lt;');
});

test.each(['javascript:alert(1)', 'https://example.org', '//example.org', '/a', 'a b', 'a"b', '#a b', 'a?b', 'a//b'])(
  '%s is no address of this site',
  (text) => {
    expect(() => new Address(text)).toThrow(InternalError);
  },
);
