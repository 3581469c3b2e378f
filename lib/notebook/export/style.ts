/** Colours by use; text keeps a contrast of at least 7:1 on its paper, quiet text 4.5:1. */
const light = {
  paper: "#fffefc",
  raised: "#f6f5f1",
  text: "#1d1d1b",
  quiet: "#63625d",
  rule: "#dddbd4",
  accent: "#0b5c8e",
  axis: "#8a8984",
  grid: "#e4e2dc",
  warning: "#fbf3df",
  failed: "#a3201a",
  "failed-paper": "#fcecea",
};
const dark: typeof light = {
  paper: "#171818",
  raised: "#212323",
  text: "#e6e4df",
  quiet: "#a09e98",
  rule: "#393b3b",
  accent: "#8fc4ea",
  axis: "#85847f",
  grid: "#343636",
  warning: "#2d281b",
  failed: "#ff9d94",
  "failed-paper": "#3a1f1d",
};

/** Terminal colours [light, dark] that can be read on both papers. */
const ansiColors: Record<string, readonly [string, string]> = {
  black: ["#1d1d1b", "#a09e98"],
  red: ["#a3201a", "#ff9d94"],
  green: ["#1a6b35", "#84d49a"],
  yellow: ["#7a5600", "#e5c07b"],
  blue: ["#0b5c8e", "#8fc4ea"],
  magenta: ["#86308a", "#e0a3e3"],
  cyan: ["#0b6a70", "#7fd1d6"],
  white: ["#63625d", "#e6e4df"],
};

function variables(scheme: "light" | "dark"): string {
  const colors = Object.entries(scheme === "light" ? light : dark);
  const ansi = Object.entries(ansiColors).map(
    ([name, pair]) => [`ansi-${name}`, pair[scheme === "light" ? 0 : 1]] as const,
  );
  return `color-scheme:${scheme};${[...colors, ...ansi].map(([name, color]) => `--${name}:${color}`).join(";")}`;
}

/** Highlighted code takes the colour of the page's scheme. */
const codeColors = (scheme: "light" | "dark", root: string) =>
  `${root} .shiki span{color:var(--shiki-${scheme})}`;

const ansiRules = Object.keys(ansiColors)
  .flatMap((name) => [
    `.ansi-${name}-fg,.ansi-bright-${name}-fg{color:var(--ansi-${name})}`,
    // Twice, to stand above the text's own colour: that was chosen for another paper.
    `${`:is(.ansi-${name}-bg,.ansi-bright-${name}-bg)`.repeat(2)}{background:var(--ansi-${name});color:var(--paper)}`,
    `.ansi-inverse :is(.ansi-${name}-fg,.ansi-bright-${name}-fg){background:var(--ansi-${name});color:var(--paper)}`,
  ])
  .concat(".ansi-inverse{background:var(--text);color:var(--paper)}")
  .join("\n");

const layoutRules = `
*{box-sizing:border-box}
html{scroll-padding-top:3.5rem;-webkit-text-size-adjust:100%}
:root:lang(ko){--sans:Inter,"Segoe UI","Helvetica Neue",Helvetica,Arial,"Report Hangul","Noto Sans KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;word-break:keep-all;overflow-wrap:break-word}
:lang(ko) body{font-family:var(--sans);line-height:1.7}
:lang(ko) :is(code,pre,kbd,samp){font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Report Hangul",monospace}
body{margin:0;background:var(--paper);color:var(--text);font:1.0625rem/1.6 Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4",Georgia,serif}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;z-index:3;background:var(--paper);padding:.25rem .5rem}
header.bar{position:sticky;top:0;z-index:2;display:flex;align-items:center;gap:.5rem;padding:.4rem 1rem;background:var(--paper);border-bottom:1px solid var(--rule);font:.8125rem/1.4 var(--sans)}
header.bar .name{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--quiet)}
button{font:inherit;color:var(--text);background:transparent;border:1px solid var(--rule);border-radius:4px;padding:.2rem .6rem;cursor:pointer;white-space:nowrap}
button:hover{background:var(--raised)}
main,footer,nav.contents,.banner{width:min(46rem,100% - 2rem);margin-inline:auto}
main{padding-bottom:2rem}
nav.contents{margin-top:1.5rem;font:.875rem/1.45 var(--sans)}
nav.contents summary{cursor:pointer;color:var(--quiet)}
nav.contents ol{list-style:none;margin:.5rem 0 0;padding:0}
nav.contents li{margin:.1rem 0}
nav.contents .level-3{padding-left:1rem}
nav.contents a{display:inline-block;padding:.15rem 0;color:inherit;text-decoration:none}
nav.contents a[aria-current]{color:var(--accent);font-weight:600}
nav.contents a:hover{color:var(--accent);text-decoration:underline}
h1,h2,h3,h4{line-height:1.25;font-weight:600;text-wrap:balance;margin:2.2em 0 .6em}
h1{font-size:2rem;margin-top:1.2em}h2{font-size:1.4rem}h3{font-size:1.15rem}h4{font-size:1rem}
.anchor{color:var(--quiet);text-decoration:none;font-weight:400;opacity:0;font-family:var(--sans)}
:is(h1,h2,h3,h4,h5,h6):hover .anchor,.anchor:focus-visible{opacity:1}
p,ul,ol{margin:.8em 0}
li{margin:.2em 0}
li>:is(ul,ol){margin:.2em 0}
blockquote{margin:1em 0;padding:.1em 0 .1em 1rem;border-left:3px solid var(--rule);color:var(--quiet)}
blockquote:has(>.callout-title){border-color:var(--accent);color:inherit}
blockquote:has(>.callout-warning,>.callout-caution){border-color:var(--failed)}
.callout-title{margin:.4em 0 -.4em;font:600 .875rem/1.6 var(--sans)}
li:has(>.box,>p>.box){list-style:none}
li>.box,li>p>.box{margin-left:-1.3em;font-family:var(--sans)}
hr{border:0;border-top:1px solid var(--rule);margin:2rem 0}
img{max-width:100%;height:auto}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.8em}
kbd,samp{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.8em}
kbd{border:1px solid var(--axis);border-radius:3px;padding:.05em .35em}
mark{background:color-mix(in srgb,gold 40%,var(--paper));color:inherit}
:not(pre)>code{background:var(--raised);padding:.1em .3em;border-radius:3px;overflow-wrap:anywhere}
pre{overflow-x:auto;margin:0;padding:.7rem .9rem;line-height:1.5;border-radius:4px;background:var(--raised)}
pre code{font-size:inherit}
.markdown>pre,.markdown li pre{margin:1em 0}
.katex-display{overflow-x:auto;overflow-y:hidden;padding:.2em 0}
.cell.markdown details{border-left:3px solid var(--rule);padding-left:1rem;margin:1em 0}
summary{cursor:pointer}
table{border-collapse:collapse;font:.875rem/1.45 var(--sans);font-variant-numeric:tabular-nums lining-nums}
.markdown>table,.output.html{display:block;overflow-x:auto;max-width:100%}
caption{caption-side:top;text-align:left;color:var(--quiet);padding:.3rem 0}
table,th,td{border:0 solid var(--rule)}
th,td{padding:.3rem .75rem;border-bottom-width:1px;text-align:left;vertical-align:top}
th{font-weight:600;vertical-align:bottom}
thead th{border-bottom-color:var(--axis)}
.code-cell,.raw{margin:1.2rem 0}
.code{margin:.4rem 0;border-left:3px solid var(--rule)}
.code pre{border-radius:0 4px 4px 0}
.code .label{margin:0;padding:.3rem .9rem 0;background:var(--raised);color:var(--quiet);font:.75rem/1.4 var(--sans)}
details.code>summary{padding:.1rem .9rem;color:var(--quiet);font:.8125rem/1.6 var(--sans);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
details.code[open]>summary{margin-bottom:.2rem}
.output{margin:.6rem 0}
pre.output{background:transparent;padding:.2rem .9rem;max-height:32rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
pre.stderr{background:var(--warning);padding-block:.5rem}
pre.error{background:var(--failed-paper);border-left:3px solid var(--failed);border-radius:0 4px 4px 0;padding-block:.6rem}
.image img,.diagram img{background:#fff}
.missing{display:inline-block;vertical-align:top;color:var(--quiet);font:italic .875rem/1.45 var(--sans);overflow-wrap:anywhere;border-left:3px solid var(--rule);padding-left:.5rem}
.math-source{color:var(--failed);overflow-wrap:anywhere}
figure.plot{margin:1.2rem 0;width:min(60rem,100vw - 2rem);position:relative;left:50%;transform:translateX(-50%)}
.plot-picture{display:block;width:100%;background:#fff}
@media (scripting:enabled){.plot-target{min-height:var(--height)}}
.has-picture .plot-target:not([data-drawn]){position:absolute;inset:0;min-height:0;visibility:hidden}
.plot-target[data-drawn]{min-height:var(--height)}
.has-picture:has([data-drawn]) .plot-picture{display:none}
.has-picture .widget-place:not([data-mounted]){position:absolute;inset:0 0 auto;visibility:hidden}
.widget:has([data-mounted]) .plot-picture{display:none}
.has-picture .widget-place .plot-target:not([data-drawn]){position:static;visibility:inherit;min-height:var(--height)}
.widget-place{padding:.8rem 1rem;border:1px solid var(--rule);border-radius:6px;font:.9375rem/1.5 var(--sans)}
.controls{display:flex;flex-wrap:wrap;gap:.6rem 1.2rem;align-items:flex-end;margin-bottom:.6rem}
.control{display:flex;flex-direction:column;gap:.15rem;position:relative;border:0;margin:0;padding:0;min-width:0}
.control>label,legend{color:var(--quiet);font-size:.8125rem;padding:0}
.controls :is(select,input:not([type=range])){font:inherit;color:var(--text);background:var(--paper);border:1px solid var(--axis);border-radius:4px;padding:.2rem .4rem;max-width:100%}
.controls input[type=number]{width:8rem}
.controls input[type=range]{width:min(24rem,60vw);accent-color:var(--accent);margin:.4rem 0}
.control.slider{flex-flow:row wrap;align-items:flex-end;gap:0 .6rem;max-width:100%}
.slider-value{white-space:nowrap;font-weight:600;font-variant-numeric:tabular-nums;min-width:3.5em;padding-bottom:.25rem}
fieldset.control{flex-direction:row;flex-wrap:wrap;gap:.2rem .8rem}
legend{width:100%}
[role=listbox]{position:absolute;z-index:3;top:100%;left:0;width:max-content;min-width:100%;max-width:min(26rem,80vw);margin:.1rem 0 0;padding:.2rem 0;list-style:none;background:var(--paper);border:1px solid var(--axis);border-radius:4px}
[role=option]{margin:0;padding:.15rem .6rem;cursor:pointer;overflow-wrap:anywhere}
[role=option]:is(:hover,[aria-selected=true]){background:var(--accent);color:var(--paper)}
.widget-results{overflow-x:auto}
.widget-results table{width:100%}
.widget-results tbody th{font-weight:400;vertical-align:top}
.widget-results caption{position:static}
.widget-status{margin:.4rem 0;color:var(--quiet);font-size:.875rem}
.widget-question{font-size:1.0625rem;margin:.2rem 0 .8rem}
.remove{margin-left:.4rem;padding:0 .35rem;line-height:1.2}
.strip-icon{display:block;width:48px;height:48px;background:#fff;border:1px solid var(--rule);border-radius:3px}
.widget-place .quiet{color:var(--quiet);font-size:.8125rem}
.icon-strips{table-layout:fixed;margin-bottom:.8rem}
.icon-strips :is(td,thead th){text-align:center;vertical-align:bottom}
.icon-strips :is(th,td){border:0;padding:.15rem .2rem}
.icon-strips td .strip-icon{margin:0 auto}
.icon-strips tbody th{text-align:left;border-top:1px solid var(--rule)}
.icon-table tbody th{background:color-mix(in srgb,var(--rule) 35%,transparent)}
.icon-table td{vertical-align:top;overflow-wrap:anywhere}
.icon-table td:last-child{width:55%}
.neighbour{display:inline-flex;gap:.4rem;width:min(14.5rem,100%);margin:0 .4rem .3rem 0}
.neighbour .strip-icon{flex:none}
button.word{border:0;background:none;padding:.1rem;font:inherit;color:inherit;text-decoration:underline dotted;overflow-wrap:anywhere;cursor:pointer}
.side-by-side{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:.6rem}
figcaption[hidden]{display:none}
figcaption{display:flex;flex-wrap:wrap;gap:.3rem 1rem;align-items:baseline;justify-content:space-between;margin-top:.2rem;color:var(--quiet);font:.875rem/1.45 var(--sans)}
figcaption>span{flex:1 1 24rem;max-width:46rem}
figcaption b{color:var(--text)}
.figure-buttons{display:flex;gap:.3rem;font-size:.75rem}
.figure-table{flex:1 0 100%;max-height:24rem;overflow:auto;border:1px solid var(--rule)}
.figure-table th{position:sticky;top:0;background:var(--paper)}
td.number{text-align:right}
.term{color:inherit;text-decoration:underline dotted var(--axis);text-underline-offset:.2em;cursor:help}
.cite{text-decoration-style:dotted}
caption b{color:var(--text)}
figure.plot:has(>:target),.output.html:target{outline:2px solid var(--accent);outline-offset:4px;border-radius:2px}
.margin-notes>div{position:absolute;padding-left:.6rem;border-left:2px solid var(--rule);color:var(--quiet);font:.8125rem/1.45 var(--sans);overflow-wrap:break-word}
.margin-notes>.lit{color:var(--text);border-color:var(--accent)}
.note-card{position:absolute;z-index:4;max-width:min(24rem,100vw - 1rem);padding:.6rem .8rem;background:var(--raised);border:1px solid var(--axis);border-radius:4px;font:.875rem/1.5 var(--sans)}
.note-card p{margin:0}
.note-card p+p{margin-top:.4em}
.references{font-size:.9375rem}
.references li{margin:.5em 0}
nav.steps{display:flex;justify-content:space-between;gap:1rem;margin:3rem 0 1rem;padding-top:1rem;border-top:1px solid var(--rule);font:.9375rem/1.4 var(--sans)}
nav.steps a{text-decoration:none}
nav.steps a:last-child{text-align:right;margin-left:auto}
header.bar a{color:inherit}
.banner{margin-top:1.2rem;padding:.8rem 1rem;background:var(--failed-paper);border-left:4px solid var(--failed);border-radius:0 4px 4px 0}
.banner.quiet{background:var(--raised);border-color:var(--rule);color:var(--quiet)}
.banner strong{color:var(--failed)}
.banner pre{background:transparent;padding:.3rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere}
footer{padding:1.2rem 0 2.5rem;border-top:1px solid var(--rule);color:var(--quiet);font:.8125rem/1.5 var(--sans)}
footer dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.1rem 1rem;margin:.5rem 0 0}
footer dd{margin:0;overflow-wrap:anywhere}
ul.reports{padding:0;list-style:none}
ul.reports li{margin:.9em 0}
ul.reports a{font-weight:600}
ul.runs{columns:2 20rem;padding-left:1.2rem}
.front{width:min(60rem,100vw - 2rem);position:relative;left:50%;transform:translateX(-50%);margin-block:1.5rem}
.front .image img{width:100%;border-radius:4px}
.front table{display:block}
.front :is(thead,caption){position:absolute;left:-99rem}
.front tbody{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.6rem}
.front tr{display:flex;flex-direction:column;gap:.4rem;padding:.7rem .8rem;border:1px solid var(--rule);border-radius:6px;background:var(--raised)}
.front td{padding:0;border:0;text-align:left}
.front td:first-child{font-weight:600;font-size:1rem}
.front td:not(:first-child)::before{content:attr(data-label);display:block;color:var(--quiet);font-size:.75rem}
.status-failed,.status-not-run{color:var(--failed);font-weight:600}
@media screen and (min-width:62rem){.code-cell>.code{margin-right:-7rem}}
@media screen and (min-width:66rem){
nav.contents{position:fixed;top:3.2rem;left:1.2rem;width:14rem;max-height:calc(100vh - 4.5rem);overflow-y:auto;margin:0;padding-top:1rem}
.with-contents>:is(main,footer,.banner){margin-inline:max(17rem,(100% - 46rem)/2) 1rem}
.with-contents figure.plot{--beyond:clamp(0rem,(100vw - 46rem)/2 - 17.5rem,7rem);width:min(60rem,100vw - 19rem);left:0;transform:none;margin-left:calc(-1*var(--beyond))}
.with-contents .output.html{width:max-content;min-width:100%;max-width:min(60rem,100vw - 2rem - max(17rem,(100vw - 46rem)/2))}
.with-contents .code-cell>.code{margin-right:calc(-1*clamp(0rem,100vw - 65rem,7rem))}
}
@media (max-width:40rem){.widget-place{padding:.6rem}.widget-place .strip-icon{width:36px;height:36px}.widget-results .icon-strips :is(th,td){padding:.1rem}.word{writing-mode:vertical-rl;transform:rotate(180deg)}.widget-results :is(th,td){padding:.3rem .25rem;font-size:.8125rem}body{font-size:1rem}h1{font-size:1.6rem}figure.plot{width:100%}pre{font-size:.78em}th,td{padding:.3rem .5rem}.output.html>table{width:max-content;max-width:40rem}.front .output.html>table{width:auto}.front .image{overflow-x:auto}.front .image img{width:44rem;max-width:none}.output.html caption{max-width:calc(100vw - 2rem)}}
@media print{
@page{margin:18mm}
header.bar,nav.contents,nav.steps,.anchor,.skip,.modebar,.figure-buttons,.figure-table,.note-card,.margin-notes{display:none}
.widget-place{border:0;padding:0}
.widget-place :is(.controls,button:not(.word),.remove){display:none}
.widget:has(.widget-place[data-widget=guess][data-mounted]:not([data-revealed])) .plot-picture{display:block}
details.code::details-content{content-visibility:visible;display:block}
details.code>summary{display:none}
body{font-size:10.5pt;background:#fff}
main,footer,.banner{width:auto;margin:0}
figure.plot{width:100%;left:0;transform:none;break-inside:avoid}
pre,pre.output{white-space:pre-wrap;max-height:none;overflow:visible}
h1,h2,h3,h4{break-after:avoid}
tr,pre.output{break-inside:avoid}
}`;

/** The style sheet of every page: light and dark by the reader's system or choice, paper when printed. */
export const pageStyle: string = [
  ':root{--sans:Inter,"Segoe UI","Helvetica Neue",Helvetica,Arial,sans-serif}',
  `:root{${variables("light")}}`,
  codeColors("light", ":root"),
  `@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${variables("dark")}}${codeColors("dark", ":root:not([data-theme=light])")}}`,
  `@media screen{:root[data-theme=dark]{${variables("dark")}}${codeColors("dark", ":root[data-theme=dark]")}}`,
  layoutRules,
  ansiRules,
].join("\n");
