import { frameTexts } from '../../core/story/frame-texts.ts';
import { imagePath } from './pictures.ts';
import { storyRecords } from './story-records.ts';

/** StoryStream, the training data of SEED-Story: frames and captions side by side. Ours are as long as the story. */
export const storystreamExporter = storyRecords({
  name: 'storystream',
  summary: 'StoryStream (SEED-Story): JSONL with `images`, `captions` and `orders`',
  title: 'Stories from films, a caption a frame',
  about:
    'One line a story, in the form of StoryStream: `id`, `images` and `captions` of equal length, `orders` counts them. A ' +
    'caption is what the story says of its frame, without tags; it is empty where the story says nothing.',
  ending: 'jsonl',
  records: ({ story }) => ({
    stories: [
      {
        id: story.id,
        images: story.frames.map(({ image }) => imagePath(image)),
        captions: frameTexts(story),
        orders: story.frames.map((_, order) => order),
      },
    ],
  }),
});
