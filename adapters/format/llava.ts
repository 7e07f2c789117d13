import { conversationOf } from '../../core/story/conversation.ts';
import { imagePath } from './pictures.ts';
import { storyRecords } from './story-records.ts';

/** Visual instruction tuning in the form of LLaVA; `image` is a list, as LLaVA-NeXT reads it, a mark for each in the text. */
export const llavaExporter = storyRecords({
  name: 'llava',
  summary: 'LLaVA: JSON lists of conversations, an `<image>` mark a frame',
  title: 'Conversations about stories from films',
  about:
    'One conversation a story, in the form of LLaVA: `id`, `image` (the frames in order), `conversations` with turns of ' +
    '`human` and `gpt`.',
  ending: 'json',
  records: ({ story }) => {
    const { system, prompt, answer } = conversationOf(story);
    const marks = '<image>\n'.repeat(story.frames.length);
    return {
      stories: [
        {
          id: story.id,
          image: story.frames.map(({ image }) => imagePath(image)),
          conversations: [
            { from: 'human', value: `${marks}${system}\n${prompt}` },
            { from: 'gpt', value: answer },
          ],
        },
      ],
    };
  },
});
