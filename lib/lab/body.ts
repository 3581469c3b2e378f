import { pictogramTestSets } from "../published/testsets/pictograms.js";
import { bounds, labSeed } from "./choices.js";
import { poolIcons, testIcons } from "./collectIcons.js";
import { type Say, labTexts as texts } from "./texts.js";

/** Test sets whose icons may be picked. The adversarial one has no icons of its own. */
const pickedFrom = ["matched", "hand-drawn", "renditions", "contexts"] as const;

/**
 * The page's content; the script fills lists, figures and the table. Hidden parts appear when they have something to show.
 * @param say gives texts as HTML
 * @param languageSwitch the link to the page in another language, as HTML; empty without one
 */
export function labBody(say: Say, languageSwitch = ""): string {
  /** A slider with the text of what it stands at. */
  const slider = (id: keyof typeof bounds, label: string, step: number): string => {
    const [low, high] = bounds[id];
    return `<label for="${id}">${label} <output id="${id}-value" for="${id}"></output></label>
<input type="range" id="${id}" min="${low}" max="${high}" step="${step}">`;
  };
  const heads = [
    texts.headRun,
    texts.headReadout,
    texts.headReference,
    texts.headClasses,
    texts.headShift,
    texts.headExpected,
    texts.headRho,
    texts.headMeanRho,
  ];
  const sets = [
    ["test", say(texts.referenceTest)],
    ...pickedFrom.map((shift) => [shift, say(pictogramTestSets[shift].title)]),
  ];
  return `<header>
${languageSwitch === "" ? "" : `<p class="bar">${languageSwitch}</p>\n`}<h1>${say(texts.title)}</h1>
<p>${say(texts.introduction)}
<strong>${say(texts.nothingKept)}</strong></p>
</header>
<p id="lacks" role="alert" hidden></p>
<p id="loading">${say(texts.unpacking)}</p>
<p id="said" role="status" class="unseen"></p>
<main id="lab" hidden>
<section id="question" aria-labelledby="question-title" hidden>
<h2 id="question-title"></h2>
<p id="question-text"></p>
<ul id="question-runs" class="plain"></ul>
<p id="question-then"></p>
</section>
<div class="columns">
<form id="setup" aria-label="${say(texts.nextRun)}">
<h2>${say(texts.nextRun)}</h2>
${slider("icons", say(texts.icons), 1)}
${slider("web", say(texts.web), 5)}
<p class="ends"><span>${say(texts.reference)}</span><span>${say(texts.webLike)}</span></p>
<details><summary>${say(texts.families)}</summary><div id="families"></div></details>
<label for="lesson">${say(texts.lesson)}</label>
<select id="lesson"></select>
<label for="network">${say(texts.network)}</label>
<select id="network"></select>
${slider("steps", say(texts.steps), 10)}
<label for="seed">${say(texts.seed)}</label>
<input type="number" id="seed" step="1">
<div id="computing" hidden>
<label for="engine">${say(texts.engine)}</label>
<select id="engine"></select>
</div>
<fieldset>
<legend>${say(texts.guess)}</legend>
<p>${say(texts.guessHow)}</p>
<div><label for="guess-x">${say(texts.guessReference)}</label> <input type="number" id="guess-x" min="1" max="99"></div>
<div><label for="guess-y">${say(texts.guessShift)}</label> <input type="number" id="guess-y" min="1" max="99"></div>
<p id="guess-text"></p>
</fieldset>
<button type="submit" class="main">${say(texts.train)}</button>
<p><small><a id="address" href="#">${say(texts.address)}</a></small></p>
</form>
<section aria-label="${say(texts.plane)}">
<label for="shift">${say(texts.shift)}</label> <select id="shift"></select>
<div id="plane"></div>
<ul id="legend" class="plain"></ul>
<details class="about"><summary>${say(texts.howToRead)}</summary>
<p>${say(texts.howPlane)}</p>
<p>${say(texts.howIcons, { icons: poolIcons.toLocaleString("en"), seed: labSeed, testIcons })}</p></details>
</section>
</div>
<section aria-label="${say(texts.training)}" class="pair">
<div id="loss"></div>
<div id="accuracy"></div>
</section>
<section id="runs" aria-labelledby="runs-title" hidden>
<h2 id="runs-title">${say(texts.runs)}</h2>
<div class="wide" role="region" aria-labelledby="runs-title" tabindex="0">
<table>
<thead><tr>${heads.map((head) => `<th scope="col">${say(head)}</th>`).join("\n")}<td></td></tr></thead>
<tbody id="runs-body"></tbody>
</table>
</div>
</section>
<section id="ask" aria-labelledby="ask-title" hidden>
<h2 id="ask-title">${say(texts.ask)}</h2>
<label for="ask-model">${say(texts.model)}</label> <select id="ask-model"></select>
<div class="columns">
<div>
<h3>${say(texts.draw)}</h3>
<canvas id="draw" width="256" height="256" tabindex="0" role="img" aria-label="${say(texts.drawHow)}"></canvas>
<p><button type="button" id="draw-clear" class="quiet">${say(texts.clear)}</button></p>
<h3>${say(texts.pick)}</h3>
<p><select id="pick-set" aria-label="${say(texts.pickFrom)}">
${sets.map(([value, title]) => `<option value="${value}">${title}</option>`).join("\n")}</select>
<button type="button" id="pick-more" class="quiet">${say(texts.otherIcons)}</button></p>
<div id="pick"></div>
<p id="pick-class"></p>
</div>
<div>
<h3>${say(texts.sees)}</h3>
<ol id="ask-answer" aria-live="polite"></ol>
<p id="ask-head">${say(texts.askHead)}</p>
<div id="ask-words">
<label for="ask-names">${say(texts.askClasses)}</label>
<textarea id="ask-names" rows="6"></textarea>
<label for="ask-templates">${say(texts.askTemplates)}</label>
<textarea id="ask-templates" rows="3">{}</textarea>
<p><button type="button" id="ask-again">${say(texts.askAgain)}</button></p>
</div>
</div>
</div>
</section>
</main>`;
}
