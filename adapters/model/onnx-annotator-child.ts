import { openLook } from './onnx-look.ts';
import { servePictures } from './picture-child.ts';

/** The process in which `onnx-annotator.ts` runs its models. */
servePictures(openLook);
