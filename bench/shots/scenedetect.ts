import { createHash } from 'node:crypto';
import { pythonWith, runPython } from '../../test/support/python.ts';

/** The peer, pinned so that its figures can be had again. */
export const SCENEDETECT = ['scenedetect-headless==0.7.2', 'opencv-python-headless==4.12.0.88', 'av==16.1.0'] as const;

/** What one of its detectors finds in a film: frames in the order in which they were decoded, and the times it gives them. */
export interface PeerCut {
  frame: number;
  timeMs: number;
}

/** One pass over a film with each detector at its defaults. */
export interface SceneDetectResult {
  frames: number;
  /** Which of the library's readers decoded it. */
  backend: 'opencv' | 'pyav';
  content: PeerCut[];
  adaptive: PeerCut[];
  threshold: PeerCut[];
}

/**
 * Detectors that share a scene manager don't see each other and their cuts are united, so one pass gives each one's cuts
 * and every combination. Frames are counted here: the library's own numbers are times multiplied by a rate. OpenCV's
 * wheel can't decode AV1; a film of which it shows nothing goes through the library's other reader.
 */
const SCRIPT = `
import json, sys
from scenedetect import SceneManager, open_video
from scenedetect.detectors import AdaptiveDetector, ContentDetector, ThresholdDetector

def recorded(detector, count):
    cuts, seen, number = [], {}, {"next": 0}
    original, finish = detector.process_frame, detector.post_process
    def keep(found):
        for cut in found:
            cuts.append({"frame": seen.get(cut.seconds, number["next"] - 1), "timeMs": cut.seconds * 1000})
        return found
    def process(timecode, image):
        seen[timecode.seconds] = number["next"]
        number["next"] += 1
        count["frames"] = number["next"]
        return keep(original(timecode, image))
    detector.process_frame = process
    detector.post_process = lambda timecode: keep(finish(timecode))
    return detector, cuts

def detect(backend):
    manager, count, result = SceneManager(), {"frames": 0}, {"backend": backend}
    for name, kind in (("content", ContentDetector), ("adaptive", AdaptiveDetector), ("threshold", ThresholdDetector)):
        detector, result[name] = recorded(kind(), count)
        manager.add_detector(detector)
    try:
        manager.detect_scenes(open_video(sys.argv[1], backend=backend))
    except Exception as error:
        print(error, file=sys.stderr)
    return {**count, **result}

result = detect("opencv")
print(json.dumps(result if result["frames"] > 0 else detect("pyav")))
`;

/** Changes with everything that the peer's answer depends on besides the film. */
export const SCENEDETECT_VERSION = createHash('sha256')
  .update(SCENEDETECT.join() + SCRIPT)
  .digest('hex')
  .slice(0, 8);

/** Runs PySceneDetect on a film. */
export async function runSceneDetect(file: string): Promise<SceneDetectResult> {
  return (await runPython(await pythonWith(SCENEDETECT), SCRIPT, [file])) as SceneDetectResult;
}
