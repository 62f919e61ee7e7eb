import { AVATAR_COLORS, themeVariables } from './theme.ts';

const BASE = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;background:var(--color-canvas);color:var(--color-ink);font:400 15px/1.55 var(--font-text)}
h1,h2,h3,p{margin:0}
h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;font-weight:700}
h2{font-size:19px;line-height:1.3;letter-spacing:-.01em;font-weight:650}
h3{font-size:16px;line-height:1.35;font-weight:650}
a{color:var(--color-accent)}
a:hover{color:var(--color-accent-strong)}
pre{margin:0;white-space:pre-wrap}
code,.code{font-family:var(--font-code);font-size:.86em;overflow-wrap:anywhere}
pre{white-space:pre-wrap}
:focus-visible{outline:3px solid var(--color-accent);outline-offset:2px}
.muted{color:var(--color-muted)}
.small{font-size:13px}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.row{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.stack{display:grid;gap:8px;align-content:start}
.stack-large{display:grid;gap:24px;align-content:start}
`;

const FRAME = `
.bar{background:var(--color-surface);border-bottom:1px solid var(--color-line)}
.bar-inner{max-width:1160px;margin:0 auto;padding:14px 24px;display:flex;flex-wrap:wrap;align-items:center;gap:12px}
.brand{display:flex;align-items:center;gap:10px;font-weight:650;color:var(--color-ink);text-decoration:none}
.brand-mark{width:28px;height:28px;display:block}
.bar nav{margin-left:auto;display:flex;gap:18px;font-size:14px}
.bar nav a{text-decoration:none;font-weight:550}
.badge{display:inline-block;padding:2px 9px;border-radius:999px;background:var(--color-insights-soft);color:var(--color-insights);font-size:12px;font-weight:600}
main{max-width:1160px;margin:0 auto;padding:36px 24px 56px;display:grid;gap:28px}
.narrow{max-width:620px}
.intro{display:grid;gap:10px;max-width:760px}
.intro p{font-size:16px;color:var(--color-muted)}
footer{max-width:1160px;margin:0 auto;padding:0 24px 36px;color:var(--color-muted);font-size:13px}
`;

const CARDS = `
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:18px;margin:0;padding:0;list-style:none}
.card{background:var(--color-surface);border:1px solid var(--color-line);border-radius:var(--radius-large);box-shadow:var(--shadow-card);padding:20px}
.person{display:flex;flex-direction:column;gap:14px;transition:box-shadow .15s ease,border-color .15s ease}
.person:hover{box-shadow:var(--shadow-raised);border-color:#cfd3e3}
.person-head{display:flex;gap:14px;align-items:center;min-width:0}
.person-name{min-width:0;overflow-wrap:anywhere}
.person-foot{margin-top:auto;display:flex;flex-wrap:wrap;gap:10px;padding-top:2px}
.person-foot .button{flex:1;white-space:nowrap}
.avatar{flex:none;width:46px;height:46px;border-radius:50%;display:grid;place-items:center;color:#fff;font-weight:650;font-size:16px;letter-spacing:.02em}
.avatar-large{width:64px;height:64px;font-size:22px}
${AVATAR_COLORS.map((color, tone) => `.avatar-${tone}{background:${color}}`).join('\n')}
.chips{display:flex;flex-wrap:wrap;gap:6px;margin:0;padding:0;list-style:none}
.chip{padding:3px 10px;border-radius:999px;font-size:12.5px;font-weight:600;background:var(--color-sunken);color:var(--color-muted);overflow-wrap:anywhere}
.chip-agent{background:var(--color-agent-soft);color:var(--color-agent)}
.chip-supervisor{background:var(--color-supervisor-soft);color:var(--color-supervisor)}
.chip-admin{background:var(--color-admin-soft);color:var(--color-admin)}
.chip-insights{background:var(--color-insights-soft);color:var(--color-insights)}
.chip-none{background:none;border:1px dashed #c3c8da;padding:2px 9px}
.chip-group{background:var(--color-surface);border:1px solid var(--color-line);padding:2px 9px;font-weight:550}
.button{display:inline-flex;align-items:center;justify-content:center;gap:8px;padding:9px 16px;border-radius:var(--radius-small);border:1px solid var(--color-line);background:var(--color-surface);color:var(--color-ink);font:600 14px/1.4 var(--font-text);text-decoration:none;text-align:center;cursor:pointer}
.button:hover{background:var(--color-sunken);color:var(--color-ink)}
.button-primary{background:var(--color-accent);border-color:var(--color-accent);color:#fff}
.button-primary:hover{background:var(--color-accent-strong);border-color:var(--color-accent-strong);color:#fff}
.notice{padding:12px 16px;border-radius:var(--radius-small);font-size:14px;background:var(--color-accent-soft);color:var(--color-accent-strong)}
.notice-success{background:var(--color-success-soft);color:var(--color-success)}
.notice-danger{background:var(--color-danger-soft);color:var(--color-danger)}
`;

const FORMS = `
.columns{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:22px;align-items:start}
.profile-head{display:flex;flex-wrap:wrap;gap:18px;align-items:center}
.profile-head .button{margin-left:auto}
fieldset{margin:0;padding:0;border:0;min-width:0;display:grid;gap:10px}
legend{padding:0;margin-bottom:8px;font-weight:650;font-size:15px}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:14px}
.field{display:grid;gap:5px;font-size:13px;font-weight:600;color:var(--color-muted)}
.field-wide{grid-column:1/-1}
input[type=text],input[type=number],select,textarea{width:100%;padding:9px 11px;border:1px solid #cbd0e0;border-radius:var(--radius-small);background:var(--color-surface);color:var(--color-ink);font:400 14px/1.45 var(--font-text)}
input:focus,select:focus,textarea:focus{outline:2px solid var(--color-accent);outline-offset:0;border-color:var(--color-accent)}
textarea{min-height:68px;resize:vertical;font-family:var(--font-code);font-size:13px}
.options{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:8px}
.options-small{grid-template-columns:repeat(auto-fill,minmax(150px,1fr))}
.option{display:flex;gap:10px;align-items:flex-start;padding:10px 12px;border:1px solid var(--color-line);border-radius:var(--radius-small);cursor:pointer;font-size:14px;min-width:0}
.option:hover{border-color:#c3c8da}
.option:has(:checked){border-color:var(--color-accent);background:var(--color-accent-soft)}
.option input{flex:none;margin:3px 0 0;width:16px;height:16px;accent-color:var(--color-accent)}
.option-text{min-width:0;overflow-wrap:anywhere}
.option-text small{display:block;color:var(--color-muted);font-size:12.5px;line-height:1.4}
.pairs{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:8px}
.actions{display:flex;flex-wrap:wrap;gap:10px}
form .actions{padding-top:16px;border-top:1px solid var(--color-line)}
.facts{width:100%;border-collapse:collapse;font-size:13.5px;table-layout:fixed}
.facts th,.facts td{padding:8px 0;border-top:1px solid var(--color-line);text-align:left;vertical-align:top;overflow-wrap:anywhere}
.facts tr:first-child th,.facts tr:first-child td{border-top:0}
.facts th{width:48%;padding-right:12px;font-weight:550}
.facts td span{display:block}
.links{display:grid;grid-template-columns:1fr 1fr;gap:6px 16px;margin:0;padding:0;list-style:none;font-size:13.5px}
`;

const STEPS = `
.hero{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:28px;align-items:center;padding:30px}
.hero h1{max-width:18em}
.hero-text{display:grid;gap:14px}
.hero-text p{color:var(--color-muted)}
.hero-text .lead{font-size:16px}
.steps{margin:0;padding:0;list-style:none;counter-reset:step;display:grid;gap:14px}
.steps li{counter-increment:step;display:grid;grid-template-columns:28px 1fr;gap:12px;font-size:14px;color:var(--color-muted)}
.steps li::before{content:counter(step);width:28px;height:28px;border-radius:50%;display:grid;place-items:center;background:var(--color-accent-soft);color:var(--color-accent-strong);font-weight:650;font-size:13px}
.steps b{display:block;color:var(--color-ink)}
.choices{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:12px}
.choice{display:flex;width:100%;gap:14px;align-items:flex-start;padding:14px;border:1px solid var(--color-line);border-radius:12px;background:var(--color-surface);color:inherit;font:inherit;text-align:left;cursor:pointer}
.choice:hover{border-color:var(--color-accent);background:var(--color-accent-soft)}
.choice-text{display:grid;gap:1px;min-width:0;overflow-wrap:anywhere}
.choice .chips{margin-top:7px}
.centered{display:grid;place-items:center;gap:18px;text-align:center;padding:44px 28px}
.spinner{width:38px;height:38px;border-radius:50%;border:4px solid var(--color-accent-soft);border-top-color:var(--color-accent);animation:turn .8s linear infinite}
@keyframes turn{to{transform:rotate(1turn)}}
@media (prefers-reduced-motion:reduce){.spinner{animation:none}.person{transition:none}}
@media (max-width:860px){.columns,.hero{grid-template-columns:1fr}.hero{padding:22px}h1{font-size:25px}.fields,.links{grid-template-columns:1fr}main{padding:24px 16px 40px}.choices{grid-template-columns:1fr}.grid{grid-template-columns:1fr}}
`;

/** The one stylesheet of all sandbox pages. */
export const stylesheet = (): string => [themeVariables(), BASE, FRAME, CARDS, FORMS, STEPS].join('');
