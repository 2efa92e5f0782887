// A constructed style sheet: it is allowed where a page's policy allows no styles of others.
const STYLE = `
:host { all: initial; color-scheme: light dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.open, dialog {
  --paper: light-dark(#fbfcfa, #151c19); --raised: light-dark(#fff, #1d2623); --line: light-dark(#d3dbd5, #35423c);
  --field: light-dark(#7d8a83, #738179); --ink: light-dark(#14201b, #e2e8e3); --soft: light-dark(#45534c, #aeb9b2);
  --accent: light-dark(#b8440c, #f4965e); --tint: light-dark(#fcefe6, #33221a); --on: light-dark(#fff, #14100d);
  --red: light-dark(#a81e3c, #f28b9d); --green: light-dark(#1a6b45, #6cc697);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--ink);
}
.open {
  position: fixed; z-index: 2147483000; inset-block-end: 16px; inset-inline-end: 16px; padding: 10px 18px;
  border: 1px solid transparent; border-radius: 999px; background: var(--accent); color: var(--on); font-weight: 600;
  cursor: pointer; box-shadow: 0 2px 12px #0004;
}
button, input, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
button[aria-disabled="true"] { opacity: .6; cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.open:focus-visible { outline-color: var(--ink); }
dialog {
  position: fixed; inset: auto 16px 16px auto; width: min(400px, 100vw - 32px); max-width: none; margin: 0;
  max-height: min(680px, 100vh - 32px); max-height: min(680px, 100dvh - 32px); padding: 0; overflow: auto;
  overscroll-behavior: contain; border: 1px solid var(--line); border-radius: 10px; background: var(--paper);
  box-shadow: 0 8px 40px #0006;
}
dialog[dir="rtl"] { inset: auto auto 16px 16px; }
dialog::backdrop { background: #0003; }
header {
  position: sticky; inset-block-start: 0; z-index: 1; display: flex; align-items: center; gap: 8px; padding: 10px 10px 10px 16px;
  border-block-end: 1px solid var(--line); background: var(--paper);
}
h2 { flex: 1; margin: 0; font-size: 17px; }
h3 { margin: 0 0 8px; font-size: 15px; }
.close { min-width: 40px; min-height: 40px; border: 0; border-radius: 6px; background: none; font-size: 20px; line-height: 1; }
nav { display: flex; gap: 4px; padding: 8px 16px 0; }
nav button { padding: 6px 12px; border: 1px solid var(--line); border-radius: 999px; background: none; }
nav button[aria-pressed="true"] { border-color: var(--accent); background: var(--tint); }
main { display: grid; gap: 20px; padding: 16px; }
.lists { display: grid; gap: 20px; }
p { margin: 0; }
a { color: inherit; text-underline-offset: 2px; }
form { display: grid; gap: 12px; padding: 0; }
fieldset { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0; padding: 0; border: 0; }
legend { padding: 0; }
legend, .label { display: block; margin-block-end: 4px; font-weight: 600; }
.choice { display: flex; align-items: center; gap: 6px; min-height: 32px; }
.choice input { width: 18px; height: 18px; margin: 0; accent-color: var(--accent); }
input:not([type="radio"]), textarea {
  width: 100%; padding: 8px 10px; border: 1px solid var(--field); border-radius: 6px; background: var(--raised);
}
textarea { min-height: 96px; resize: vertical; }
.main {
  justify-self: start; min-height: 40px; padding: 8px 16px; border: 1px solid transparent; border-radius: 6px;
  background: var(--accent); color: var(--on); font-weight: 600;
}
.plain { justify-self: start; min-height: 36px; padding: 6px 12px; border: 1px solid var(--field); border-radius: 6px; background: none; }
.wrong { color: var(--red); }
.done { display: grid; gap: 10px; padding: 12px; border: 1px solid var(--green); border-radius: 6px; }
ul { display: grid; margin: 0; padding: 0; list-style: none; }
li { display: flex; align-items: start; gap: 12px; padding-block: 10px; border-block-start: 1px solid var(--line); }
li:first-child { border-block-start: 0; padding-block-start: 0; }
li > div { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.note, .soft { color: var(--soft); font-size: 13px; }
.vote {
  display: grid; justify-items: center; gap: 2px; min-width: 64px; max-width: 96px; min-height: 44px; padding: 4px 8px;
  border: 1px solid var(--field); border-radius: 6px; background: var(--raised); font-size: 12px; line-height: 1.2;
}
.vote b { font-size: 15px; }
.vote[aria-pressed="true"] { border-color: var(--accent); background: var(--tint); color: var(--accent); }
.count { min-width: 64px; text-align: center; font-weight: 600; }
.links { display: flex; flex-wrap: wrap; gap: 6px 16px; }
.similar:empty { display: none; }
.similar { margin-block-start: 8px; padding: 8px 10px; border: 1px solid var(--line); border-radius: 6px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 432px) {
  dialog, dialog[dir="rtl"] { inset: auto 0 0; width: 100vw; border-radius: 10px 10px 0 0; }
}
@media (prefers-reduced-motion: no-preference) {
  dialog[open] { animation: in 160ms ease-out; }
  @keyframes in { from { opacity: 0; transform: translateY(12px); } }
}
@media (forced-colors: active) { .open, .main, .vote, .done { border-color: ButtonText; } }
@media print { :host { display: none; } }
`;
