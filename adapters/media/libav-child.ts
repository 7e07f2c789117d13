import { Failure } from '../../core/contract/errors.ts';
import type { ChildReply, ChildRequest } from './child-protocol.ts';
import { readPictureCaptions } from './libav-captions.ts';
import { openInput } from './libav-input.ts';
import { scanFilm } from './libav-scan.ts';
import { measureSound } from './libav-sound.ts';
import { readSubtitles } from './libav-subtitles.ts';
import { endWithParent } from './parent-watch.ts';

/**
 * Entry of the decoding process: one request by IPC, one result back, then it ends. A hostile file can crash or hang
 * this process only. When the parent is gone it kills itself, even while a native call hangs.
 */
endWithParent();
// The listener stays: a module that is being loaded does not keep a process alive, an open channel does.
process.on('message', (request: ChildRequest) => {
  void answer(request).then(send);
});

async function answer(request: ChildRequest): Promise<ChildReply> {
  try {
    return { kind: 'result', value: await work(request) };
  } catch (error) {
    if (error instanceof Failure) {
      return { kind: 'failure', code: error.code, message: error.message, details: error.details };
    }
    return { kind: 'crash', message: error instanceof Error ? error.message : String(error) };
  }
}

async function work(request: ChildRequest): Promise<unknown> {
  switch (request.work) {
    case 'probe':
      return (await openInput(request.file, request.path)).info();
    case 'scan':
      return scanFilm(request, (progress) => send({ kind: 'progress', progress }));
    case 'frames': {
      const { writeFrames } = await import('./libav-frames.ts');
      return writeFrames(request, (progress) => send({ kind: 'progress', progress }));
    }
    case 'sound':
      return measureSound(request, () => send({ kind: 'progress', progress: null }));
    case 'subtitles':
      return readSubtitles(request);
    case 'prompts': {
      const { drawPrompts } = await import('./libav-prompts.ts');
      return drawPrompts(request, (progress) => send({ kind: 'progress', progress }));
    }
    case 'captions':
      return readPictureCaptions(request);
    case 'bitmaps': {
      // The picture library is loaded for this work alone.
      const { writeSubtitlePictures } = await import('./libav-bitmaps.ts');
      return writeSubtitlePictures(request);
    }
  }
}

/** The parent ends this process once it has the reply; closing the channel here could lose it. */
function send(message: ChildReply): void {
  process.send?.(message);
}
