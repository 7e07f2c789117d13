/** Style of the contact sheet. Light or dark as the reader's system is; nothing is loaded from anywhere. */
export const SHEET_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f5f2, #14151a); --card: light-dark(#ffffff, #1e2027); --line: light-dark(#dedbd3, #31343e);
  --text: light-dark(#1c1d21, #eceae4); --soft: light-dark(#6a6b72, #9a9ca6); --strip: #0b0b0d;
  --accent: light-dark(#0b7a75, #4fc3b5);
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); }
header, main, footer { max-width: 1680px; margin: 0 auto; padding: 0 28px; }
header { padding-top: 30px; }
h1 { margin: 0; font-size: 26px; font-weight: 650; letter-spacing: -.01em; overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 22px; margin: 10px 0 0; padding: 0; list-style: none; color: var(--soft); }
.facts b { color: var(--text); font-weight: 600; font-variant-numeric: tabular-nums; }
.notes { margin: 12px 0 0; padding: 8px 14px; border-left: 3px solid #d98a1f; background: var(--card); list-style: none; }
.time { position: sticky; top: 0; z-index: 5; margin-top: 22px; background: var(--ground); padding: 8px 0 6px; border-bottom: 1px solid var(--line); }
.time > div { max-width: 1680px; margin: 0 auto; padding: 0 28px; }
.film { position: relative; height: 74px; border-radius: 5px; background: var(--strip); overflow: hidden; padding: 11px 0; }
.film::before, .film::after { content: ""; position: absolute; left: 0; right: 0; height: 5px;
  background: repeating-linear-gradient(90deg, transparent 0 6px, #e9e6dc 6px 13px, transparent 13px 19px); opacity: .75; }
.film::before { top: 3px; } .film::after { bottom: 3px; }
.film div { display: flex; height: 100%; gap: 2px; }
.film i { flex: 1; min-width: 0; background: #26272d center / cover no-repeat; }
.lane { position: relative; height: 20px; margin-top: 5px; border-radius: 4px; overflow: hidden; background: var(--line); }
.lane a { position: absolute; top: 0; bottom: 0; min-width: 1px; border-left: 1px solid var(--ground); background: var(--sure); }
.lane a:first-child { border-left: 0; }
.lane a:hover { filter: brightness(1.15); } .lane a.here { box-shadow: inset 0 -5px 0 light-dark(#0009, #fffb); }
.lane a.off { opacity: .2; }
.lane s { position: absolute; top: 0; height: 9px; min-width: 3px; pointer-events: none; opacity: .85;
  background: repeating-linear-gradient(45deg, #fff 0 2px, #222 2px 4px); }
.ruler { position: relative; height: 17px; color: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
.ruler span { position: absolute; top: 1px; padding-left: 4px; border-left: 1px solid var(--soft); line-height: 14px; white-space: nowrap; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 18px; margin: 14px 0 0; color: var(--soft); font-size: 13px; }
.tools label { display: inline-flex; align-items: center; gap: 6px; cursor: pointer; }
.tools input { accent-color: var(--accent); margin: 0; }
.tools select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 5px; padding: 2px 6px; }
.tools output { margin-left: auto; font-variant-numeric: tabular-nums; }
.scale { width: 90px; height: 9px; border-radius: 5px;
  background: linear-gradient(90deg, rgb(226 88 34), rgb(222 168 62), rgb(20 128 122)); }
.cards { display: grid; align-items: start; grid-template-columns: repeat(auto-fill, minmax(268px, 1fr)); gap: 18px; margin: 20px 0 40px; padding: 0; list-style: none; }
.card { display: flex; flex-direction: column; background: var(--card); border: 1px solid var(--line); border-radius: 9px; overflow: hidden;
  scroll-margin-top: 160px; content-visibility: auto; contain-intrinsic-size: auto 300px; }
.card:target { outline: 3px solid var(--accent); outline-offset: 2px; }
.card[hidden] { display: none; }
.head { display: flex; align-items: center; gap: 8px; padding: 8px 12px 7px; border-bottom: 3px solid var(--sure); }
.head .n { font-weight: 680; font-size: 15px; font-variant-numeric: tabular-nums; }
.head svg { width: 22px; height: 14px; color: var(--soft); flex: none; }
.head .how { color: var(--soft); }
.head .sure { margin-left: auto; font-variant-numeric: tabular-nums; font-weight: 600; }
.pics { display: grid; grid-template-columns: repeat(4, 1fr); gap: 2px; background: var(--strip); }
figure { position: relative; margin: 0; display: flex; align-items: center; justify-content: center; min-height: 40px; overflow: hidden; background: var(--strip); }
figure:first-child { grid-column: 1 / -1; }
figure img { display: block; width: 100%; height: auto; max-height: 420px; object-fit: contain; }
figure:not(:first-child) figcaption span + span, figure:not(:first-child) em { display: none; }
figure:not(:first-child) figcaption { padding: 8px 4px 2px; font-size: 10px; }
figure figcaption { position: absolute; left: 0; right: 0; bottom: 0; padding: 14px 8px 4px; color: #fff; font-size: 11px; line-height: 1.3;
  background: linear-gradient(transparent, #000c); display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 8px; font-variant-numeric: tabular-nums; }
figure em { position: absolute; top: 6px; right: 6px; padding: 1px 7px; border-radius: 9px; background: #000b; color: #fff; font-size: 11px; font-style: normal; }
figure em + em { top: 28px; }
figure.again img { opacity: .45; filter: saturate(.4); }
.empty { grid-column: 1 / -1; padding: 30px 12px; text-align: center; color: #a9abb5; font-size: 12px; }
.body { padding: 9px 12px 11px; display: grid; gap: 7px; margin-top: auto; }
.span { display: flex; justify-content: space-between; gap: 10px; font-variant-numeric: tabular-nums; }
.span b { font-weight: 620; } .span span { color: var(--soft); white-space: nowrap; }
.small { color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.bars { display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px; font-size: 11px; color: var(--soft); }
.bars div { display: grid; grid-template-columns: 1fr auto; gap: 1px 4px; }
.bars u { grid-column: 1 / -1; height: 4px; border-radius: 2px; background: var(--line); text-decoration: none; overflow: hidden; }
.bars u::before { content: ""; display: block; height: 100%; width: var(--part); background: var(--accent); }
footer { padding-bottom: 40px; color: var(--soft); font-size: 12px; }
@media print { .time { position: static; } .tools { display: none; } .card { break-inside: avoid; content-visibility: visible; } }
`;
