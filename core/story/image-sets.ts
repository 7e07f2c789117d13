/** Which pictures make good single images. */
export interface ImageRules {
  /** Pixels of the shorter side, at least. */
  minSide: number;
  /** Instances, at most. */
  maxInstances: number;
}

/** Openstory++ keeps pictures with 1 to 8 instances and cuts squares of 512 pixels out of them. */
export const PUBLISHED_IMAGE_RULES: ImageRules = { minSide: 512, maxInstances: 8 };

/** Sets of single images: with one instance, and with several. */
export const IMAGE_SETS = ['single', 'multi'] as const;
export type ImageSet = (typeof IMAGE_SETS)[number];

/** The set of a picture, or why it belongs to none. */
export type ImageChoice = { set: ImageSet } | { reason: 'no-instance' | 'too-many-instances' | 'too-small' };

/** Puts a picture of so many instances into its set, by the rules of Openstory++ but for what is too small: it enlarges. */
export function imageSetOf(
  picture: { width: number; height: number; instances: number },
  rules: ImageRules,
): ImageChoice {
  const { width, height, instances } = picture;
  if (instances === 0) return { reason: 'no-instance' };
  if (instances > rules.maxInstances) return { reason: 'too-many-instances' };
  if (Math.min(width, height) < rules.minSide) return { reason: 'too-small' };
  return { set: instances === 1 ? 'single' : 'multi' };
}
