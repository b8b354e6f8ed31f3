import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NpyType, readNpy, reverseAxes, writeNpy } from './npy.ts';
import { type NumberKind, arrayOf } from './readNumbers.ts';

const file = (header: string, body: number[], version = 1) => {
  const text = [...new TextEncoder().encode(header)];
  const length = version === 1 ? [text.length, 0] : [text.length, 0, 0, 0];
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), version, 0, ...length, ...text, ...body]);
};

describe('npy', () => {
  it('reads what NumPy writes: np.save of np.array([[1, 2, 3], [4, 5, 6]], "<i2")', () => {
    // header as numpy 1.24 writes it
    const header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }".padEnd(117) + '\n';
    const array = readNpy('a.npy', file(header, [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]));
    expect(array).toEqual({ data: Int16Array.from([1, 2, 3, 4, 5, 6]), shape: [2, 3], dtype: 'i16' });
    expect([...writeNpy(array.data, [2, 3])]).toEqual([...file(header, [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0])]);
  });

  it('turns Fortran order round', () => {
    const header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n";
    expect([...readNpy('f.npy', file(header, [1, 4, 2, 5, 3, 6])).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('reads big-endian numbers, versions 2 and 3, booleans, scalars', () => {
    const big = "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }\n";
    expect([...readNpy('b.npy', file(big, [0x3f, 0x80, 0, 0], 2)).data]).toEqual([1]);
    const bool = "{'descr': '|b1', 'fortran_order': False, 'shape': (), }\n";
    expect(readNpy('s.npy', file(bool, [1], 3))).toEqual({ data: Uint8Array.of(1), shape: [], dtype: 'bool' });
  });

  const kinds: NpyType[] = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'i64', 'f32', 'f64', 'bool'];
  for (const dtype of kinds) {
    it(`gives back any ${dtype} array in both orders`, () => {
      const kind = (dtype === 'bool' ? 'u8' : dtype === 'i64' ? 'i32' : dtype) as NumberKind;
      const sides = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(sides, fc.boolean(), fc.integer(), (shape, fortranOrder, seed) => {
          const data = arrayOf(
            kind,
            shape.reduce((p, n) => p * n, 1),
          ).map((_: number, n: number) => (seed >> (n % 31)) & 1);
          const back = readNpy('x.npy', writeNpy(data, shape, { dtype, fortranOrder }));
          expect(back).toEqual({ data, shape, dtype });
        }),
      );
    });
  }

  it('reverses axes as a transpose does', () => {
    // [[0, 1, 2], [3, 4, 5]] -> [[0, 3], [1, 4], [2, 5]]
    expect([...reverseAxes(Uint8Array.from([0, 1, 2, 3, 4, 5]), [2, 3])]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('refuses objects, short files and sizes beyond memory', () => {
    expect(() => readNpy('o.npy', file("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", []))).toThrow(
      'o.npy',
    );
    const four = "{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }";
    expect(() => readNpy('t.npy', file(four, [1, 2]))).toThrow('t.npy ends too early');
    const huge = "{'descr': '<f8', 'fortran_order': False, 'shape': (99999, 99999), }";
    expect(() => readNpy('h.npy', file(huge, []))).toThrow('at most 1536 MB');
  });
});
