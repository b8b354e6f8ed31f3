import { Problem } from '../../core/problem.ts';
import { type Manifest, manifestSchema, VERSION } from './schema.ts';

/** From the manifest of version n to that of n + 1, at place n - 1. Never changed once a version was published. */
const MIGRATIONS: readonly ((manifest: Record<string, unknown>) => Record<string, unknown>)[] = [
  // warnings were English sentences
  (manifest) => {
    const volume = manifest.volume as { readonly warnings?: readonly unknown[] } | undefined;
    const warnings = volume?.warnings?.map((text) => ({ key: 'note', values: { text: String(text) } }));
    return { ...manifest, version: 2, volume: { ...volume, warnings } };
  },
];

/** Reads a manifest of any version. Throws Problem `case.newer` or `case.broken` that names the field. */
export function readManifest(name: string, json: unknown): Manifest {
  let manifest = json as Record<string, unknown> | null;
  const version = manifest?.version;
  if (
    manifest === null ||
    typeof manifest !== 'object' ||
    typeof version !== 'number' ||
    !Number.isInteger(version) ||
    version < 1
  ) {
    throw new Problem('case.broken', { name, reason: 'it has no version.' });
  }
  if (version > VERSION) throw new Problem('case.newer', { name, version, known: VERSION });
  for (const migrate of MIGRATIONS.slice(version - 1)) manifest = migrate(manifest);
  const read = manifestSchema.safeParse(manifest);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Problem('case.broken', { name, reason: `${issue!.path.join('.') || 'manifest'}: ${issue!.message}` });
}
