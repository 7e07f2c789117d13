/**
 * Script of the contact sheet: fills the film strip from the pictures of the cards, filters and sorts the cards, and marks
 * on the timeline which of them are in view. Everything it needs stands in the page's own attributes.
 */
export const SHEET_SCRIPT = `
const all = (selector) => [...document.querySelectorAll(selector)];
const cards = all('.card');
const bars = new Map(all('.lane a').map((bar) => [bar.hash.slice(1), bar]));
for (const hole of all('.film i')) {
  const picture = document.getElementById(hole.dataset.of);
  if (picture) hole.style.backgroundImage = 'url(' + picture.src + ')';
}
const field = (name) => document.querySelector('[name=' + name + ']');
const list = document.querySelector('.cards');
function apply() {
  const kinds = new Set(all('[name=kind]:checked').map((box) => box.value));
  const most = Number(field('most').value) / 100;
  const again = field('again').checked;
  let shown = 0;
  for (const card of cards) {
    const { kind, confidence, again: repeats } = card.dataset;
    const isShown = kinds.has(kind) && Number(confidence) <= most && (again || repeats === '0');
    card.hidden = !isShown;
    bars.get(card.id)?.classList.toggle('off', !isShown);
    if (isShown) shown++;
  }
  document.querySelector('.tools output').value = shown + ' of ' + cards.length + ' shots';
  field('most').nextElementSibling.textContent = most.toFixed(2);
  const by = field('order').value;
  const value = { time: (c) => Number(c.dataset.index), long: (c) => -c.dataset.length, short: (c) => Number(c.dataset.length), unsure: (c) => Number(c.dataset.confidence) }[by];
  list.append(...[...cards].sort((a, b) => value(a) - value(b) || a.dataset.index - b.dataset.index));
}
document.querySelector('.tools').addEventListener('input', apply);
const view = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) bars.get(target.id)?.classList.toggle('here', isIntersecting);
}, { rootMargin: '-150px 0px -10% 0px' });
for (const card of cards) view.observe(card);
apply();
`;
