import { conversationOf } from '../../core/story/conversation.ts';
import { imagePath } from './pictures.ts';
import { type RecordsFile, storyRecords } from './story-records.ts';

/** ShareGPT as LLaMA-Factory reads it, with the `dataset_info.json` that names the files to it. */
export const sharegptExporter = storyRecords({
  name: 'sharegpt',
  summary: 'ShareGPT: JSONL and dataset_info.json for LLaMA-Factory',
  title: 'Conversations about stories from films',
  about:
    'One conversation a story, in the ShareGPT form: `conversations` with turns of `human` and `gpt`, `system`, `images`. ' +
    'This folder is a dataset folder of LLaMA-Factory: `dataset_info.json` names its sets.',
  ending: 'jsonl',
  records: ({ story }) => {
    const { system, prompt, answer } = conversationOf(story);
    const conversations = [
      { from: 'human', value: `${'<image>'.repeat(story.frames.length)}${prompt}` },
      { from: 'gpt', value: answer },
    ];
    return {
      stories: [{ id: story.id, conversations, system, images: story.frames.map((frame) => imagePath(frame.image)) }],
    };
  },
  index: (files) => ({ 'dataset_info.json': `${JSON.stringify(datasetInfo(files), null, 2)}\n` }),
});

/** The roles are those that LLaMA-Factory takes when nothing is said. */
function datasetInfo(files: readonly RecordsFile[]): Record<string, object> {
  const columns = { messages: 'conversations', system: 'system', images: 'images' };
  return Object.fromEntries(
    files.map(({ kind, split, path }) => [
      `storyloom_${kind}_${split}`,
      { file_name: path, formatting: 'sharegpt', columns },
    ]),
  );
}
