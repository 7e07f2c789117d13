import { createLibavEngine } from '../../adapters/media/libav.ts';
import { mediaConformance } from './media-conformance.ts';

mediaConformance('libav', () => Promise.resolve(createLibavEngine()));
