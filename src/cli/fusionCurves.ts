import type { FusionTrainFigures } from '../ml/fusion/trainFusion.ts';

/** Mean figures of the epochs of a run, in their order. */
export type FusionCurve = readonly (FusionTrainFigures & { readonly epoch: number })[];

interface Panel {
  readonly title: string;
  /** Bottom and top of the panel; without it 0 and what the curves need. */
  readonly range?: readonly [number, number];
  readonly lines: readonly { readonly name: string; readonly key: keyof FusionTrainFigures; readonly color: string }[];
}

const BLUE = '#2850c8';
const ORANGE = '#c46210';

/** How the game stands: what either side loses, how far the discriminators lead, and what the images are like. */
const PANELS: readonly Panel[] = [
  {
    title: 'Loss: generators against discriminators',
    lines: [
      { name: 'Φ(G1) + Φ(G2)', key: 'adversarial', color: BLUE },
      { name: 'L(D1) + L(D2)', key: 'discriminators', color: ORANGE },
    ],
  },
  {
    title: 'Lead of the discriminators: 0 fooled, 1 they know',
    range: [-0.5, 1.5],
    lines: [
      { name: 'D1, PET', key: 'leadPet', color: BLUE },
      { name: 'D2, CT', key: 'leadCt', color: ORANGE },
    ],
  },
  { title: 'Content', lines: [{ name: 'L_content', key: 'content', color: BLUE }] },
  { title: 'Diversity: 0 one image for all', lines: [{ name: 'fused over blend', key: 'diversity', color: BLUE }] },
];

const WIDTH = 380;
const HEIGHT = 170;
const FRAME = { left: 40, right: 10, top: 24, bottom: 24 };

const text = (x: number, y: number, words: string, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${words}</text>`;

function panelOf(curve: FusionCurve, { title, range, lines }: Panel): string {
  const most = Math.max(...curve.flatMap((p) => lines.map(({ key }) => p[key])), 0.1);
  const [low, high] = range ?? [0, 1.3 * most];
  const last = Math.max(2, curve.at(-1)?.epoch ?? 2);
  const x = (epoch: number) => FRAME.left + ((epoch - 1) / (last - 1)) * (WIDTH - FRAME.left - FRAME.right);
  const y = (v: number) =>
    HEIGHT -
    FRAME.bottom -
    ((Math.min(high, Math.max(low, v)) - low) / (high - low)) * (HEIGHT - FRAME.top - FRAME.bottom);
  const rules = [low, (low + high) / 2, high].map(
    (v) =>
      `<path d="M${FRAME.left} ${y(v).toFixed(1)}H${WIDTH - FRAME.right}" stroke="#8f96a0" stroke-width="0.5"/>` +
      text(FRAME.left - 5, y(v) + 4, v.toPrecision(2), 'text-anchor="end"'),
  );
  const drawn = lines.map(({ name, key, color }, n) => {
    const points = curve.map((p) => `${x(p.epoch).toFixed(1)},${y(p[key]).toFixed(1)}`).join(' ');
    return (
      `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="1.5"/>` +
      text(FRAME.left + 6 + 120 * n, FRAME.top + 12, name, `fill="${color}"`)
    );
  });
  const epochs = [1, last].map((e) => text(x(e), HEIGHT - 8, String(e), 'text-anchor="middle"'));
  return [text(FRAME.left, 14, `${title}, by epoch`), ...rules, ...drawn, ...epochs].join('\n');
}

/** The curves of a fusion GAN's run as an SVG picture of four panels. */
export function fusionCurves(curve: FusionCurve): string {
  const panels = PANELS.map(
    (panel, n) =>
      `<g transform="translate(${(n % 2) * WIDTH} ${Math.floor(n / 2) * HEIGHT})">\n${panelOf(curve, panel)}\n</g>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * WIDTH}" height="${2 * HEIGHT}" font-family="sans-serif" ` +
    `font-size="11" fill="#5d646e">\n<rect width="100%" height="100%" fill="#ffffff"/>\n${panels.join('\n')}\n</svg>\n`
  );
}
