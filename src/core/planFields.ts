type Fields = Readonly<Record<string, unknown>>;

/** Throws the one line by which a plan is refused. */
export function wrongPlan(what: string): never {
  throw new Error(`plan.json: ${what}`);
}

/** `v` as a JSON object. Throws one line that names `at`. */
export const planObject = (v: unknown, at: string): Fields =>
  v !== null && typeof v === 'object' && !Array.isArray(v) ? (v as Fields) : wrongPlan(`${at} must be an object.`);

/** Checks what plans of every task have: version, names, config, patch, provenance, metrics. Throws one line that names the first wrong field. */
export function planFields(json: unknown): Fields {
  const p = planObject(json, 'the file');
  if (p.version !== 1) wrongPlan(`version ${String(p.version)} is not known; this build reads version 1.`);
  for (const key of ['id', 'title', 'net'])
    if (typeof p[key] !== 'string' || p[key] === '') wrongPlan(`${key} must be a text.`);
  planObject(p.config, 'config');
  const patch = planObject(p.patch, 'patch');
  const size = patch.size as unknown[];
  if (!Array.isArray(size) || size.length !== 2 || !size.every((n) => Number.isInteger(n) && (n as number) > 0))
    wrongPlan('patch.size must be [height, width].');
  if (!(typeof patch.overlap === 'number' && patch.overlap >= 0 && patch.overlap <= 0.75))
    wrongPlan('patch.overlap must be 0..0.75.');
  if (!Number.isInteger(patch.multiple) || (patch.multiple as number) < 1)
    wrongPlan('patch.multiple must be 1 or more.');
  planObject(p.provenance, 'provenance');
  if (!Array.isArray(p.metrics)) wrongPlan('metrics must be a list.');
  return p;
}
