import type { ManifestRow } from '../../core/schema/manifest.ts';
import { statSource } from './source.ts';

/** Roles in which a film has sources. */
export const SOURCE_ROLES = ['video', 'subtitles', 'script'] as const;

/** Version of each source of a film that can be read; a missing one has none, so when it appears it counts as changed. */
export async function sourceVersions(film: ManifestRow): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const role of SOURCE_ROLES) {
    const uri = film[role];
    const found = uri == null ? null : await statSource(uri).catch(() => null);
    if (found != null) versions[role] = found.version;
  }
  return versions;
}
