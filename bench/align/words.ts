/** Words from which films are composed: enough of each kind that two films share no more phrases than real ones do. */
const list = (text: string): readonly string[] => text.trim().split(/\s+/);

export const NOUNS = list(`
  money door house night car boat letter gun mother father brother sister friend doctor police captain river mountain
  bridge train station hotel garden kitchen window table chair bottle glass knife coat hat shoe ring photograph picture
  camera phone message paper newspaper book story secret truth lie promise deal job office factory school church hospital
  prison island harbour beach storm rain snow fire smoke engine wheel road map key lock box bag suitcase wallet bank
  market shop restaurant theatre music song piano guitar dance party wedding funeral baby child boy girl woman man lady
  gentleman soldier general king queen prince witch ghost dog cat horse bird fish wolf bear rabbit apple bread butter
  coffee tea whiskey wine beer dinner breakfast lunch sugar salt dollar pound minute hour week month year morning evening
  summer winter spring colour honour neighbour favour grey programme centre metre
  enemy weapon army war peace treaty border country city village town street corner building tower roof floor wall
  stairs elevator basement attic bedroom mirror candle lamp light shadow voice face hand finger heart head eye tooth
  blood bone skin hair shoulder knee dream nightmare memory accident mistake problem question answer reason idea plan
  chance luck trouble danger risk price number address name signature contract lawyer judge jury trial witness evidence
  thief murderer victim body grave coffin treasure diamond gold silver copper iron stone sand dust mud grass tree flower
  forest desert ocean planet star moon sun sky cloud wind thunder lightning computer machine robot satellite signal radio
  television movie actor director audience ticket passport visa suit uniform helmet sword shield arrow rope ladder hammer
`);
export const VERBS = list(`
  take give find lose see hear know think believe remember forget leave stay come go run walk drive fly sail swim climb
  fall break fix build burn bury dig hide show tell ask answer call write read sing dance play fight kill save help hurt
  love hate want need like miss trust follow lead catch throw push pull open close lock start stop finish wait watch look
  listen speak shout whisper laugh cry sleep wake eat drink cook clean wash sell buy pay owe steal borrow lend send bring
  carry hold drop pick choose change turn move sit stand lie wear choke bite kick hit shoot stab cut marry divorce
  promise swear lie cheat win recognise realise apologise explain understand guess hope fear expect deserve suffer
  escape survive disappear return arrive travel visit meet greet welcome invite refuse accept admit deny confess forgive
  arrest accuse charge defend attack destroy protect warn threaten scare surprise impress disappoint bother
`);
export const ADJECTIVES = list(`
  good bad big small old young new little long short dark cold hot warm wet dry quiet loud fast slow rich poor happy sad
  angry tired hungry thirsty drunk sick dead alive safe dangerous crazy stupid clever brave afraid alone lost free busy
  late early easy hard strange beautiful ugly pretty handsome clean dirty empty full heavy broken strong weak blind deaf
  guilty innocent honest famous secret private serious funny terrible wonderful horrible lovely perfect wrong right real
  false true certain possible impossible important simple expensive cheap red blue green yellow black white brown pink
`);
export const PEOPLE = list(`I you he she we they nobody everybody somebody who`);
export const OBJECTS = list(`me you him her us them it that this something nothing everything`);
export const AUXILIARIES = list(
  `can could will would should must might can't couldn't won't wouldn't shouldn't didn't don't never`,
);
export const DETERMINERS = list(`the a this that my your his her our their some any every another no`);
export const PREPOSITIONS = list(
  `in on at with without from for to about under over behind near after before through by`,
);
export const LINKS = list(`and but because if when so until unless while or before after though`);
export const ADVERBS = list(
  `now then here there again tonight tomorrow today always never already still soon maybe really just only too probably`,
);
export const NUMBERS = list(`two three four five six seven eight nine ten eleven twelve fifteen twenty`);

/** What people say in every film. */
export const STOCK: readonly string[] = [
  'Yes.', 'No.', 'What?', 'Why?', 'Who?', 'Okay.', 'Right.', 'Sure.', 'Really?', 'Thank you.', 'Come on.', "I don't know.",
  "I'm sorry.", 'Excuse me.', 'Good night.', 'Hello.', 'Hey!', 'Wait!', 'Stop!', 'Please.', 'Oh, my God.', 'Shut up.',
  "Let's go.", 'Get out.', 'What are you doing?', "What's going on?", "It's all right.", "I can't.", 'Are you okay?',
  'Who are you?', 'Where are you going?', 'I love you.', 'Never mind.', 'Of course.', 'Go on.', 'Not now.', 'You too.',
  'All right.', 'Listen to me.', "That's it.", 'No way.', 'How are you?', 'See you tomorrow.', "Don't move.", 'Nothing.',
]; // prettier-ignore

/** First names; a film uses some of them and makes up the others. */
export const NAMES = list(`
  ANNA BORIS CLARA DANIEL EDITH FRANK GRETA HENRY IRENE JACOB KATE LEONARD MARIA NORMAN OLIVIA PETER ROSE SAMUEL TESSA
  VICTOR WALTER YVONNE MARTHA GEORGE HELEN ARTHUR NINA OSCAR PAULA RALPH
`);

export const SOUNDS: readonly string[] = [
  'door slams', 'phone ringing', 'thunder rumbling', 'sighs', 'laughing', 'engine starts', 'dog barking', 'gunshot',
  'indistinct chatter', 'screaming', 'music playing', 'footsteps approaching',
]; // prettier-ignore

export const ADVERTS: readonly string[] = [
  'Subtitles by the harbour group\nwww.example.org',
  'Advertise your product here\nwww.example.org',
];
