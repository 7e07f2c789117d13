import { z } from 'zod';

/** Film id: the only name a film has in paths and keys, hence the narrow alphabet; `.` and `..` would be paths. */
export const filmId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'use 1 to 64 of the characters A-Z a-z 0-9 . _ -')
  .refine((id) => !/^\.+$/.test(id), 'must not consist of dots only');

/** Whole milliseconds since the start of the film's presentation. */
export const milliseconds = z.int();

/** Count or zero-based index. */
export const count = z.int().nonnegative();

/** Share or probability. */
export const share = z.number().min(0).max(1);

/** Box in pixels of its frame: left, top, right, bottom. */
export const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** Content key of a blob: `sha256-` and 64 hexadecimal digits. */
export const contentKey = z.string().regex(/^sha256-[0-9a-f]{64}$/);

/** Exact fraction, such as a frame rate of 24000/1001 or a time base. */
export const rational = z.object({ num: z.int(), den: z.int().positive() });

/** Something noticed in an input that did not stop the work. */
export const issue = z.object({
  /** Stable machine name, kebab-case. */
  code: z.string(),
  /** Place in the input, such as `line 12`. */
  at: z.string(),
  /** One sentence for people. */
  message: z.string(),
});

export type Milliseconds = z.infer<typeof milliseconds>;
export type Box = z.infer<typeof box>;
export type Rational = z.infer<typeof rational>;
export type Issue = z.infer<typeof issue>;
