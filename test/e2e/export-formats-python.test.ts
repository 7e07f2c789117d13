import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportCorpus } from '../../adapters/format/export.ts';
import type { Store } from '../../adapters/store/store.ts';
import { type MadeFilm, makeCorpus } from '../support/corpus.ts';
import { makeHostileCorpus } from '../support/hostile-corpus.ts';
import { FORMAT_CLIENTS, pythonWith, runPython } from '../support/python.ts';

let folder: string;
let python: string;
let corpora: { store: Store; films: MadeFilm[] }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-readers-'));
  corpora = [
    await makeCorpus(join(folder, 'plain'), 3, ['train', 'test']),
    await makeHostileCorpus(join(folder, 'hostile')),
  ];
  python = await pythonWith(FORMAT_CLIENTS);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the reader of each format counts; the names are those of the export's counts. */
const READERS: Record<string, string> = {
  storyreasoning: `
from datasets import load_dataset
rows = [row for data in load_dataset(out).values() for row in data]
assert all(list(row) == ['story_id', 'images', 'frame_count', 'chain_of_thought', 'story'] for row in rows)
assert all(image.size == (64, 36) for row in rows for image in row['images'])
print(json.dumps({'stories': len(rows), 'frames': sum(row['frame_count'] for row in rows)}))`,
  'trl-sft': `
from datasets import load_dataset
rows = [row for data in load_dataset(out).values() for row in data]
for row in rows:
    system, user, assistant = row['messages']
    assert [m['role'] for m in row['messages']] == ['system', 'user', 'assistant']
    marks = [part for part in user['content'] if part['type'] == 'image']
    assert len(marks) == len(row['images']) and assistant['content'][0]['text'].startswith('<think>')
print(json.dumps({'stories': len(rows), 'frames': sum(len(row['images']) for row in rows)}))`,
  llava: `
rows = [row for path in glob.glob(out + '/stories_*.json') for row in json.load(open(path))]
for row in rows:
    human, answer = row['conversations']
    assert human['value'].count('<image>') == len(row['image']) and '<image>' not in answer['value']
    assert all(Image.open(os.path.join(out, path)).size == (64, 36) for path in row['image'])
print(json.dumps({'stories': len(rows), 'frames': sum(len(row['image']) for row in rows)}))`,
  'qwen-vl': `
rows = [json.loads(line) for path in glob.glob(out + '/*.jsonl') for line in open(path)]
boxes = 0
for row in rows:
    human, answer = row['conversations']
    assert human['value'].count('<image>') == len(row['image'])
    assert not any(mark in answer['value'] for mark in ['<image>', '<video>'])
    if 'bbox_2d' in human['value']:
        found = json.loads(answer['value'])
        boxes += len(found)
        width, height = Image.open(os.path.join(out, row['image'][0])).size
        for left, top, right, bottom in [one['bbox_2d'] for one in found]:
            assert 0 <= left < right <= width and 0 <= top < bottom <= height
stories = [row for row in rows if 'bbox_2d' not in row['conversations'][0]['value']]
print(json.dumps({'stories': len(stories), 'grounding': len(rows) - len(stories), 'boxes': boxes}))`,
  sharegpt: `
from datasets import load_dataset
rows = []
for name, entry in json.load(open(out + '/dataset_info.json')).items():
    columns = entry['columns']
    for row in load_dataset('json', data_files=os.path.join(out, entry['file_name']), split='train'):
        turns = row[columns['messages']]
        assert [turn['from'] for turn in turns] == ['human', 'gpt'] and row[columns['system']]
        assert sum(turn['value'].count('<image>') for turn in turns) == len(row[columns['images']])
        assert all(os.path.exists(os.path.join(out, path)) for path in row[columns['images']])
        rows.append(row)
print(json.dumps({'stories': len(rows)}))`,
  storystream: `
from datasets import load_dataset
rows = [row for data in load_dataset(out).values() for row in data]
for row in rows:
    assert len(row['images']) == len(row['captions']) and row['orders'] == list(range(len(row['images'])))
print(json.dumps({'stories': len(rows), 'frames': sum(len(row['images']) for row in rows)}))`,
  vist: `
stories, storylets, images = set(), 0, {}
for path in glob.glob(out + '/annotations/sis/*.story-in-sequence.json'):
    split = os.path.basename(path).split('.')[0]
    document = json.load(open(path))
    albums = {album['id'] for album in document['albums']}
    for image in document['images']:
        datetime.strptime(image['datetaken'], '%Y-%m-%d %H:%M:%S')
        assert image['album_id'] in albums
        Image.open(os.path.join(out, 'images', split, image['id'] + '.jpg')).verify()
        images[image['id']] = image
    for (sentence,) in document['annotations']:
        assert sentence['photo_flickr_id'] in images
        stories.add(sentence['story_id'])
        storylets += 1
print(json.dumps({'stories': len(stories), 'storylets': storylets, 'images': len(images)}))`,
  hcstvg: `
rows = [(name, row) for path in glob.glob(out + '/annotations/*.json') for name, row in json.load(open(path)).items()]
for name, row in rows:
    fps = row['fps']
    assert name.endswith('.mp4') and row['caption'] and 1 <= row['st_frame'] <= row['img_num']
    assert abs(row['st_frame'] - 1 - row['st_time'] * fps) < 0.5
    assert len(row['bbox']) == round((row['ed_time'] - row['st_time']) * fps)
    assert row['st_frame'] - 1 + len(row['bbox']) <= row['img_num']
    assert all(0 <= x and 0 <= y and w > 0 and h > 0 and x + w <= 64 and y + h <= 36 for x, y, w, h in row['bbox'])
print(json.dumps({'samples': len(rows)}))`,
  vidstg: `
rows = [row for path in glob.glob(out + '/annotations/*.json') for row in json.load(open(path))]
for row in rows:
    vidor = json.load(open(out + '/vidor/' + row['vid'] + '.json'))
    assert len(vidor['trajectories']) == vidor['frame_count'] == row['frame_count']
    target = row['captions'][0]['target_id']
    assert target in [one['tid'] for one in row['subject/objects']]
    begin, end = row['temporal_gt']['begin_fid'], row['temporal_gt']['end_fid']
    assert row['used_segment']['begin_fid'] <= begin < end <= row['used_segment']['end_fid']
    for fid, boxes in enumerate(vidor['trajectories']):
        assert (target in [one['tid'] for one in boxes]) == (begin <= fid < end)
print(json.dumps({'samples': len(rows)}))`,
  'stvg-r1': `
rows = [row for path in glob.glob(out + '/annotations/*.json') for row in json.load(open(path)).values()]
for row in rows:
    ((start, end),) = row['timestamps']
    assert 0 <= start < end <= row['duration'] and len(row['sentences']) == len(row['objectid']) == 1
    assert row['st_time'] == start and row['st_frame'] >= 1 and row['video'] is None
print(json.dumps({'samples': len(rows)}))`,
  coco: `
from pycocotools.coco import COCO
counts = {'keyframes': 0, 'instances': 0}
with contextlib.redirect_stdout(io.StringIO()):
    for path in glob.glob(out + '/annotations/instances_*.json'):
        coco = COCO(path)
        counts['keyframes'] += len(coco.getImgIds())
        counts['instances'] += len(coco.getAnnIds())
        for note in coco.loadAnns(coco.getAnnIds()):
            image = coco.loadImgs(note['image_id'])[0]
            assert Image.open(os.path.join(out, image['file_name'])).size == (image['width'], image['height'])
            if note['segmentation']:
                assert int(coco.annToMask(note).sum()) == note['area'] == 32 * 18
print(json.dumps(counts))`,
  openstory: `
import webdataset, numpy
counts = {'samples': 0, 'boxes': 0, 'masks': 0}
tars = sorted(glob.glob(out + '/data/*.tar'))
for sample in webdataset.WebDataset(tars, shardshuffle=False, empty_check=False):
    counts['samples'] += 1
    notes = json.loads(sample['json'])
    counts['boxes'] += len(notes['mask']) - 1
    assert Image.open(io.BytesIO(sample['jpg'])).size == (notes['width'], notes['height'])
    if 'png' in sample:
        counts['masks'] += 1
        mask = Image.open(io.BytesIO(sample['png']))
        values = numpy.asarray(mask)
        assert mask.mode == 'P' and values.shape == (36, 64)
        person = next(one['value'] for one in notes['mask'] if one['value'] > 0 and one['box'][0] < 30)
        assert set(values[:18, :32].ravel()) == {person} and (values == person).sum() == 18 * 32
print(json.dumps(counts))`,
  'openstory-images': `
import webdataset
counts = {}
for path in sorted(glob.glob(out + '/data/*.tar')):
    kept = os.path.basename(path).split('-')[0]
    for sample in webdataset.WebDataset([path], shardshuffle=False, empty_check=False):
        notes = json.loads(sample['json'])
        assert (kept == 'single') == (len(notes['mask']) == 2) and len(notes['mask']) > 1
        counts[kept] = counts.get(kept, 0) + 1
print(json.dumps(counts))`,
  'openstory-hf': `
from datasets import load_dataset
counts = {'samples': 0, 'told': 0, 'boxes': 0, 'masks': 0}
for row in (row for data in load_dataset(out, 'unique_v2').values() for row in data):
    notes = json.loads(row['json'])
    counts['samples'] += 1
    counts['boxes'] += len(notes['mask']) - 1
    assert row['jpg'].size == (notes['width'], notes['height'])
    if row['png'] is not None:
        counts['masks'] += 1
        assert row['png'].mode == 'P' and row['png'].size == (64, 36) and max(row['png'].getdata()) > 0
for row in (row for data in load_dataset(out, 'story').values() for row in data):
    counts['told'] += 1
    assert json.loads(row['json'])['story_id'].startswith(row['video_id'])
print(json.dumps(counts))`,
  movienet: `
counts = {'shots': 0, 'stories': 0, 'cast': 0, 'images': 0}
for path in glob.glob(out + '/annotation/*/*.json', include_hidden=True):
    document = json.load(open(path))
    film = os.path.basename(path)[:-5]
    shots = [list(map(int, line.split())) for line in open(path.replace('/annotation/', '/shot/')[:-5] + '.txt')]
    counts['shots'] += len(shots)
    assert all(start <= frame <= end for start, end, *frames in shots for frame in frames)
    counts['stories'] += len(document['story'])
    for scene in document['scene'] + document['story']:
        first, last = scene['shot']
        assert scene['frame'] == [shots[first][0], shots[last][1]]
    for one in document['cast']:
        counts['cast'] += 1
        picture = Image.open(out + '/shot_keyf/%s/shot_%04d_img_%d.jpg' % (film, one['shot_idx'], one['img_idx']))
        assert list(picture.size) == one['resolution'] and one['pid'].startswith('char')
    counts['images'] += len(os.listdir(out + '/shot_keyf/' + film)) if shots else 0
    assert sum(len(frames) for _, _, *frames in shots) == (len(os.listdir(out + '/shot_keyf/' + film)) if shots else 0)
print(json.dumps(counts))`,
  'trl-dpo': `
from datasets import load_dataset
rows = [row for data in load_dataset(out).values() for row in data]
for row in rows:
    system, user = row['prompt']
    assert [system['role'], user['role']] == ['system', 'user']
    assert len([part for part in user['content'] if part['type'] == 'image']) == len(row['images'])
    for side in ['chosen', 'rejected']:
        (turn,) = row[side]
        assert turn['role'] == 'assistant' and turn['content'][0]['text'].startswith('<think>')
    assert row['chosen'] != row['rejected'] and len(json.loads(row['frames'])) == len(row['images'])
    assert json.loads(row['chosen_reward'])['total'] > json.loads(row['rejected_reward'])['total']
kinds = [row['kind'] for row in rows]
print(json.dumps({'real': kinds.count('real')}))`,
  webvtt: `
import webvtt
print(json.dumps({'cues': sum(len(webvtt.read(path)) for path in films('vtt'))}))`,
  edl: `
print(json.dumps({'shots': sum(sum(bool(re.match(r'\\d+ ', line)) for line in open(path)) for path in films('edl'))}))`,
  otio: `
import opentimelineio
timelines = [opentimelineio.adapters.read_from_file(path) for path in films('otio')]
print(json.dumps({'shots': sum(len(list(timeline.find_clips())) for timeline in timelines)}))`,
};

const HEAD = `
import contextlib, glob, io, json, os, re, sys
from datetime import datetime
from PIL import Image
out = sys.argv[1]
films = lambda ending: [os.path.join(root, name) for root, _, names in os.walk(out + '/films') for name in names if name.endswith('.' + ending)]
`;

it.each(Object.keys(READERS))('%s is read with the counts of the export', async (format) => {
  for (const [index, { store, films }] of corpora.entries()) {
    const out = join(folder, `${format}-${index}`);
    const { counts } = await exportCorpus(store, { format, out, seed: 3, imageRules: { minSide: 36 } });
    const read = (await runPython(python, HEAD + READERS[format]!, [out])) as Record<string, number>;
    const stories = films.flatMap((film) => film.stories);
    const made: Record<string, number> = {
      frames: stories.reduce((sum, story) => sum + story.frames.length, 0),
      boxes: stories.reduce((sum, story) => sum + story.instances.length, 0),
    };
    for (const [name, count] of Object.entries(read)) expect([name, count]).toEqual([name, counts[name] ?? made[name]]);
    expect(Object.values(read).every((count) => count > 0)).toBe(true);
  }
});
