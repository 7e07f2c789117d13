import type { Story } from '../../core/schema/story.ts';
import { conversationOf, withoutPlaceholders } from '../../core/story/conversation.ts';
import { imagePath } from './pictures.ts';
import { storyRecords } from './story-records.ts';

const QUESTION = 'Find every person and object. Answer with a JSON list of `bbox_2d` and `label`.';

/**
 * Fine-tuning of Qwen-VL: stories, and for each frame in which something was seen a question that is answered with boxes in
 * pixels of the picture, as Qwen2.5-VL takes them. The trainer knows two roles only, so the system's words open the question.
 */
export const qwenVlExporter = storyRecords({
  name: 'qwen-vl',
  summary: 'Qwen-VL fine-tuning: JSONL of stories and of grounding with `bbox_2d` in pixels',
  title: 'Conversations about stories from films',
  about:
    'Conversations in the form that the fine-tuning of Qwen-VL reads: `image` (paths), `conversations` with turns of `human` ' +
    'and `gpt`, one `<image>` a picture. `stories_*` has one a story. `grounding_*` has one a frame in which something was ' +
    'seen; `bbox_2d` is left, top, right, bottom in pixels of the picture.',
  ending: 'jsonl',
  records: ({ story }) => ({ stories: [storyRecord(story)], grounding: groundingRecords(story) }),
});

function storyRecord(story: Story): object {
  const { system, prompt, answer } = conversationOf(story);
  const marks = '<image>\n'.repeat(story.frames.length);
  return {
    id: story.id,
    image: story.frames.map((frame) => imagePath(frame.image)),
    conversations: [
      { from: 'human', value: `${marks}${system}\n${prompt}` },
      { from: 'gpt', value: answer },
    ],
  };
}

function groundingRecords(story: Story): object[] {
  return story.frames.flatMap((frame, index) => {
    const seen = story.instances.filter((instance) => instance.frame === index);
    if (seen.length === 0) return [];
    const boxes = seen.map(({ box: [left, top, right, bottom], label }) => ({
      bbox_2d: [
        within(left, frame.width),
        within(top, frame.height),
        within(right, frame.width),
        within(bottom, frame.height),
      ],
      label,
    }));
    return [
      {
        id: `${story.id}_${index + 1}`,
        image: [imagePath(frame.image)],
        conversations: [
          { from: 'human', value: `<image>\n${QUESTION}` },
          { from: 'gpt', value: withoutPlaceholders(JSON.stringify(boxes)) },
        ],
      },
    ];
  });
}

/** A whole pixel that lies in the picture. */
function within(pixel: number, size: number): number {
  return Math.min(size, Math.max(0, Math.round(pixel)));
}
