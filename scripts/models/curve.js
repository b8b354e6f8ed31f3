const WIDTH = 480;
const HEIGHT = 200;
const LEFT = 44;
const BOTTOM = 28;
const TOP = 12;
const RIGHT = 12;

/**
 * The loss of a run as a picture: mean over each epoch against the step.
 *
 * @param {readonly {step: number, loss: number}[]} points
 */
export function curve(points) {
  const last = points.at(-1)?.step ?? 1;
  const most = Math.max(...points.map((p) => p.loss), 0);
  const top = Math.ceil(most * 5) / 5 || 1;
  const x = (/** @type {number} */ step) => LEFT + (step / last) * (WIDTH - LEFT - RIGHT);
  const y = (/** @type {number} */ loss) => HEIGHT - BOTTOM - (loss / top) * (HEIGHT - BOTTOM - TOP);
  const line = points.map((p) => `${x(p.step).toFixed(1)},${y(p.loss).toFixed(1)}`).join(' ');
  const ticks = [0, top / 2, top].map(
    (loss) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(loss)}" y2="${y(loss)}" stroke="#8f96a0" stroke-width="0.5"/>` +
      `<text x="${LEFT - 6}" y="${y(loss) + 4}" text-anchor="end">${loss.toFixed(1)}</text>`,
  );
  const steps = [0, last / 2, last].map(
    (step) => `<text x="${x(step)}" y="${HEIGHT - 10}" text-anchor="middle">${Math.round(step)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="11" fill="#5d646e">
<rect width="100%" height="100%" fill="#ffffff"/>
${ticks.join('\n')}
${steps.join('\n')}
<text x="${LEFT}" y="${TOP - 2}">loss by step</text>
<polyline points="${line}" fill="none" stroke="#2850c8" stroke-width="1.5"/>
</svg>
`;
}
