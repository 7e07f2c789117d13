"""What TransNetV2's own inference code does, on a film of raw 4:2:0 pictures: sys.argv is picture file, width, height, model.

The means over areas, the windows, the padding, the sigmoid and the scenes are written down here once more, with whole
arrays instead of streams, so that they share no mistake with the code that they check.
"""

import base64
import json
import sys

import numpy as np
import onnxruntime

path, width, height, model = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
bytes_each = width * height * 3 // 2
film = np.fromfile(path, np.uint8).reshape(-1, bytes_each)


def cover(length, parts):
    """How much of each sample lies in each of the equal areas, in units of which a sample has `parts`."""
    area, sample = np.arange(parts)[:, None] * length, np.arange(length)[None, :] * parts
    return np.maximum(0, np.minimum(area + length, sample + parts) - np.maximum(area, sample))


def plane(start, columns, rows):
    values = film[:, start : start + columns * rows].reshape(-1, rows, columns).astype(np.int64)
    return cover(rows, 27) @ values @ cover(columns, 48).T / (columns * rows)


y = 255 / 219 * (plane(0, width, height) - 16)
cb = 255 / 224 * (plane(width * height, width // 2, height // 2) - 128)
cr = 255 / 224 * (plane(width * height * 5 // 4, width // 2, height // 2) - 128)
rgb = np.stack([y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb], axis=-1)
frames = np.clip(np.floor(rgb + 0.5), 0, 255).astype(np.uint8)

count = len(frames)
behind = 25 + 50 - (count % 50 if count % 50 != 0 else 50)
padded = np.concatenate([frames[:1]] * 25 + [frames] + [frames[-1:]] * behind)
session = onnxruntime.InferenceSession(model, providers=['CPUExecutionProvider'])
heads = [[], []]
for start in range(0, len(padded) - 99, 50):
    for head, values in zip(heads, session.run(None, {'frames': padded[None, start : start + 100]})):
        head.append(values[0, 25:75, 0])
single, every = (1 / (1 + np.exp(-np.concatenate(head)[:count].astype(np.float64))) for head in heads)

scenes, begin, before = [], 0, 0
for at, is_transition in enumerate(single > 0.5):
    if before and not is_transition:
        begin = at
    if not before and is_transition and at != 0:
        scenes.append([begin, at])
    before = is_transition
if not before:
    scenes.append([begin, count - 1])

print(json.dumps({
    'frames': base64.b64encode(frames.tobytes()).decode(),
    'single': single.tolist(),
    'all': every.tolist(),
    'scenes': scenes,
}))
