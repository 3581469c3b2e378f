/** The page's style: one column on a phone, light or dark as the reader's system. */
export const labStyle = `:root { color-scheme: light dark; --text: #1a1a1a; --back: #fff; --quiet: #5c5c5c; --rule: #d9d9d9; --act: #0a5ea8; --field: #f5f6f8 }
@media (prefers-color-scheme: dark) { :root { --text: #e8e8e8; --back: #16181c; --quiet: #a8a8a8; --rule: #3a3d44; --act: #7ab8f5; --field: #22252b } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 0 1rem 4rem; font: 16px/1.5 Inter, "Segoe UI", Helvetica, Arial, sans-serif; color: var(--text); background: var(--back) }
:root:lang(ko) { word-break: keep-all; overflow-wrap: break-word } :lang(ko) body { font-family: Inter, "Segoe UI", Helvetica, Arial, "Report Hangul", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif }
h1 { font-size: 1.6rem; margin: 1.2rem 0 .4rem } h2 { font-size: 1.2rem; margin: 0 0 .5rem } h3 { font-size: 1rem; margin: .8rem 0 .3rem }
header p { max-width: 46rem } header .bar { max-width: none; margin: .8rem 0 0; text-align: right }
[hidden] { display: none !important }
[role=alert] { border: 2px solid #d55e00; padding: .6rem }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.columns { display: grid; grid-template-columns: minmax(15rem, 20rem) minmax(0, 1fr); gap: 1.5rem }
#ask .columns { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: 1rem 0 }
@media (max-width: 48rem) { #plane svg text { font-size: 17px } .columns, #ask .columns, .pair { grid-template-columns: minmax(0, 1fr) } }
section, form { margin-top: 1.2rem; min-width: 0 }
#question { border-left: 4px solid var(--act); padding: .2rem 0 .2rem 1rem }
form > label, #computing label, #ask label { display: block; margin-top: .7rem }
fieldset { margin: 1rem 0; border: 1px solid var(--rule); border-radius: 6px; min-width: 0 }
fieldset p { margin: .2rem 0 } fieldset label { display: inline-block; margin: .3rem .2rem }
input[type=range], select, textarea { width: 100% } #shift, #pick-set { width: auto; max-width: 100% } input[type=number] { width: 5rem }
select, textarea, input[type=number] { font: inherit; color: inherit; background: var(--field); border: 1px solid var(--rule); border-radius: 4px; padding: .3rem }
input[type=range] { accent-color: var(--act); min-height: 1.8rem }
output { font-weight: 600 }
.ends { display: flex; justify-content: space-between; margin: 0; color: var(--quiet); font-size: .85rem }
#families label { display: block }
button { font: inherit; color: #fff; background: #0a5ea8; border: 1px solid #0a5ea8; border-radius: 6px; padding: .35rem .8rem; cursor: pointer; min-height: 2.2rem }
button.quiet { color: var(--act); background: transparent; border-color: var(--rule); text-align: left }
button.main { width: 100%; font-weight: 600; min-height: 2.8rem }
:focus-visible { outline: 3px solid #e69f00; outline-offset: 2px }
a { color: var(--act) } small { color: var(--quiet) }
ul.plain { list-style: none; padding: 0; margin: .4rem 0; display: flex; flex-wrap: wrap; gap: .3rem 1rem }
#question-runs { flex-direction: column; align-items: flex-start }
#legend { font-size: .85rem }
.mark { display: inline-block; min-width: .8rem; height: .8rem; border-radius: 50%; vertical-align: middle }
th .mark { min-width: 1.5rem; height: 1.5rem; line-height: 1.5rem; text-align: center; color: #fff; font-weight: 700 }
svg { width: 100%; height: auto; display: block; touch-action: manipulation }
svg text { fill: var(--text); font-size: 13px } svg .axis { font-size: 14px }
.grid { stroke: var(--rule) } .equal { stroke: var(--quiet); stroke-dasharray: 2 5 } .band { fill: #7f7f7f; fill-opacity: .2 }
.line { stroke: #7f7f7f; stroke-width: 2; fill: none } .way { fill: none; stroke-width: 2 } .rho { stroke-width: 3; stroke-dasharray: 5 3 }
.own { stroke: #fff; stroke-width: 2 } svg .number { fill: #fff; font-weight: 700; font-size: 12px }
.guess { stroke-width: 3; fill: none } #plane svg { cursor: crosshair }
.wide { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--rule); font-weight: 400; white-space: nowrap }
th[scope=row] { white-space: normal; min-width: 15rem } thead th { font-weight: 600; white-space: normal }
#draw { width: 100%; max-width: 256px; aspect-ratio: 1; border: 1px solid var(--rule); touch-action: none; background: #fff }
#pick { display: grid; grid-template-columns: repeat(auto-fill, minmax(3.4rem, 1fr)); gap: .4rem }
#pick button { padding: .2rem; background: #fff; border-color: var(--rule) } #pick button[aria-pressed=true] { outline: 3px solid #d4005a }
#pick canvas { width: 100%; image-rendering: pixelated; display: block }
#ask-answer { padding-left: 1.4rem; min-height: 9rem } #ask-answer[aria-busy] { opacity: .5 } #ask-answer li { position: relative; padding: .15rem .4rem; margin: .2rem 0 }
#ask-answer li span { position: relative } #ask-answer .bar { position: absolute; inset: 0 auto 0 0; background: #56b4e9; opacity: .35; border-radius: 3px }`;
