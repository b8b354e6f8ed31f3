import { describe, expect, it } from 'vitest';
import { decodeText, readableName } from './characterSet.ts';

/** Bytes of a text in which \x.. are bytes, as PS3.5 annexes H to K print their examples. */
const bytes = (s: string) => Uint8Array.from(s, (c) => c.charCodeAt(0));

describe('names in every character set (examples of PS3.5 annexes H, I, J and K)', () => {
  const cases: [string, string[], string, string][] = [
    ['Latin 1', ['ISO_IR 100'], 'Buc^J\xe9r\xf4me', 'Buc^Jérôme'],
    ['Cyrillic', ['ISO_IR 144'], '\xbb\xee\xda\x63\x65\xdc\xd1\x79\x70\xd3', 'Люкceмбypг'],
    ['Greek', ['ISO_IR 126'], '\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2', 'Διονυσιος'],
    ['Arabic', ['ISO_IR 127'], '\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1', 'قباني^لنزار'],
    ['Hebrew', ['ISO_IR 138'], '\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4', 'שרון^דבורה'],
    ['UTF-8', ['ISO_IR 192'], 'Wang^XiaoDong=\xe7\x8e\x8b^\xe5\xb0\x8f\xe6\x9d\xb1', 'Wang^XiaoDong=王^小東'],
    ['GB18030', ['GB18030'], 'Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab', 'Wang^XiaoDong=王^小东'],
    ['GB18030, four bytes', ['GB18030'], '\x95\x32\x82\x36', '𠀀'],
    ['GBK', ['GBK'], '\x8e\xcd', '幫'],
    [
      'Japanese, JIS X 0208',
      ['', 'ISO 2022 IR 87'],
      'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B',
      'Yamada^Tarou=山田^太郎=やまだ^たろう',
    ],
    [
      'Japanese, JIS X 0201 katakana first',
      ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
      '\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J',
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
    ],
    ['Japanese, JIS X 0212', ['', 'ISO 2022 IR 159'], '\x1b$(D\x30\x21\x1b(B', '丂'],
    [
      'Korean',
      ['', 'ISO 2022 IR 149'],
      'Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf',
      'Hong^Gildong=洪^吉洞=홍^길동',
    ],
    [
      'Chinese, GB 2312',
      ['', 'ISO 2022 IR 58'],
      'Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab',
      'Zhang^XiaoDong=张^小东',
    ],
    ['Latin 1 and Cyrillic by code extension', ['ISO 2022 IR 100', 'ISO 2022 IR 144'], 'J\xe9\x1b-L\xbb\xee', 'JéЛю'],
  ];
  for (const [title, terms, stored, text] of cases) {
    it(title, () => expect(decodeText(bytes(stored), terms)).toBe(text.normalize('NFC')));
  }

  it('goes back to the first sets after a delimiter', () => {
    expect(decodeText(bytes('\x1b$)C\xc8\xab^\xe9'), ['ISO 2022 IR 100', 'ISO 2022 IR 149'])).toBe('홍^é');
  });
});

describe('readable names', () => {
  it('puts ideographic and phonetic groups behind', () => {
    expect(readableName('Yamada^Tarou=山田^太郎=やまだ^たろう')).toBe('Yamada Tarou (山田 太郎, やまだ たろう)');
    expect(readableName('Doe^Jane^^^')).toBe('Doe Jane');
    expect(readableName('=王^小东')).toBe('王 小东');
    expect(readableName('^^^^')).toBe('');
  });
});
