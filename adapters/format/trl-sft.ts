import { conversationOf } from '../../core/story/conversation.ts';
import { type PicturedStory, storyParquet } from './story-parquet.ts';

/** Supervised fine-tuning with TRL: `messages` whose user turn has a mark for every picture of `images`. */
export const trlSftExporter = storyParquet({
  name: 'trl-sft',
  summary: 'TRL supervised fine-tuning: Parquet with `messages` and `images`',
  columns: [
    { name: 'images', kind: 'images', meaning: 'the frames in order', value: ({ images }) => images },
    { name: 'messages', kind: 'messages', meaning: 'system, user and assistant turn', value: messagesOf },
    { name: 'story_id', kind: 'string', meaning: 'story, unique in the corpus', value: ({ story }) => story.id },
  ],
  title: 'Conversations about stories from films',
  about: 'One conversation a story, in the form that the trainers of TRL read.',
});

/** Parquet keeps all contents in one form, so the mark of a picture has an empty text, as in the sets that TRL shows. */
function messagesOf({ story, images }: PicturedStory): object[] {
  const { system, prompt, answer } = conversationOf(story);
  const said = (text: string) => ({ type: 'text', text });
  const pictures = images.map(() => ({ type: 'image', text: null }));
  return [
    { role: 'system', content: [said(system)] },
    { role: 'user', content: [...pictures, said(prompt)] },
    { role: 'assistant', content: [said(answer)] },
  ];
}
