import { cpus } from 'node:os';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { HumanAnnotator } from '../adapters/model/human.ts';
import { identify, type InstanceFeatures } from '../core/annotate/identity.ts';
import { normalise } from '../core/annotate/vectors.ts';
import type { Instance } from '../core/schema/media.ts';
import { seeded } from '../test/support/random.ts';

/**
 * Claims: a 640-pixel frame with 3–5 people is annotated in well under a second a core, in a process of its own; the
 * instances of a feature film (2,000 keyframes, 12,000 instances, half of them with faces) are identified in seconds.
 */
const require = createRequire(import.meta.url);
const demo = path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo');

async function annotateSpeed(): Promise<object> {
  const annotator = new HumanAnnotator();
  const images = await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (n) => {
      const bytes = readFileSync(path.join(demo, `sample${n}.jpg`));
      return { id: String(n), bytes: await sharp(bytes).resize(640, 640, { fit: 'inside' }).jpeg().toBuffer() };
    }),
  );
  const started = performance.now();
  await annotator.annotate(images.slice(0, 1));
  const firstMs = performance.now() - started;
  const warmStarted = performance.now();
  const found = await annotator.annotate(images);
  const msPerFrame = (performance.now() - warmStarted) / images.length;
  await annotator.close();
  const faces = found.flatMap(({ instances }) => instances).filter(({ face }) => face != null).length;
  return { firstMs: Math.round(firstMs), msPerFrame: Math.round(msPerFrame), faces, facesExpected: 22 };
}

function identifySpeed({ keyframes, cast, seed }: { keyframes: number; cast: number; seed: number }): object {
  const random = seeded(seed);
  // Half-empty, never negative, strangers at cosine 0.43 and one person at 0.9: as measured on photographs.
  const vector = (length: number): Float32Array =>
    normalise(Array.from({ length }, () => Math.max(0, random() - 0.6)))!;
  const sightingOf = (person: Float32Array): Float32Array => {
    const change = vector(person.length);
    return normalise(person.map((value, at) => value + 0.45 * change[at]!))!;
  };
  const people = Array.from({ length: cast }, () => vector(1024));
  const instances: Instance[] = [];
  const features: InstanceFeatures[] = [];
  const truth: number[] = [];
  for (let keyframe = 0; keyframe < keyframes; keyframe++) {
    const first = Math.floor(random() * cast);
    for (let index = 0; index < 6; index++) {
      const person = index < 4 ? (first + index) % cast : null;
      const rest = { mask: null, maskSource: 'box' as const, entity: null, evidence: null };
      const where = { film: 'bench', keyframe, index, width: 640, height: 360 };
      const label = person == null ? 'chair' : 'person';
      const model = { id: 'bench', revision: '1' };
      instances.push({ ...where, label, score: 0.9, box: [0, 0, 64, 36], face: null, ...rest, model });
      const face = person == null || index === 3 ? null : sightingOf(people[person]!);
      features.push({ keyframe, index, face, appearance: vector(120) });
      truth.push(face == null ? -1 : person!);
    }
  }
  const frames = Array.from({ length: keyframes }, (_, index) => ({ index, shot: index }));
  const started = performance.now();
  const found = identify({ film: 'bench', instances, features, keyframes: frames });
  const ms = Math.round(performance.now() - started);
  const castOf = new Map<string, Set<number>>();
  for (const [at, { entity }] of found.instances.entries()) {
    if (truth[at] === -1) continue;
    castOf.set(entity!, (castOf.get(entity!) ?? new Set()).add(truth[at]!));
  }
  const mixedEntities = [...castOf.values()].filter(({ size }) => size > 1).length;
  return { instances: instances.length, ms, cast, entitiesWithFaces: castOf.size, mixedEntities };
}

const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
const annotation = await annotateSpeed();
const identity = identifySpeed({ keyframes: 2_000, cast: 30, seed: 1 });
process.stdout.write(`${JSON.stringify({ bench: 'annotate', machine, annotation, identity }, null, 2)}\n`);
