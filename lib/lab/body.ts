import { bounds, labSeed } from "./choices.js";
import { poolIcons, testIcons } from "./collectIcons.js";

/** A slider with the text of what it stands at. */
function slider(id: keyof typeof bounds, label: string, step: number): string {
  const [low, high] = bounds[id];
  return `<label for="${id}">${label} <output id="${id}-value" for="${id}"></output></label>
<input type="range" id="${id}" min="${low}" max="${high}" step="${step}">`;
}

/** The page's content; the script fills lists, figures and the table. Hidden parts appear when they have something to show. */
export function labBody(): string {
  return `<header>
<h1>The lab: what makes CLIP robust?</h1>
<p>Choose what a small model learns from, guess where it will land, and train it here, in this page. It appears among the
recorded models of the notebooks. Nothing leaves your computer, and nothing is kept:
<strong>closing or reloading the page ends every run and forgets every model.</strong></p>
</header>
<p id="lacks" role="alert" hidden></p>
<p id="loading">Unpacking the icons …</p>
<p id="said" role="status" class="unseen"></p>
<main id="lab" hidden>
<section id="question" aria-labelledby="question-title" hidden>
<h2 id="question-title"></h2>
<p id="question-text"></p>
<ul id="question-runs" class="plain"></ul>
<p id="question-then"></p>
</section>
<div class="columns">
<form id="setup" aria-label="The next run">
<h2>The next run</h2>
${slider("icons", "Icons to learn from:", 1)}
${slider("web", "Where they come from:", 5)}
<p class="ends"><span>reference</span><span>web-like pool</span></p>
<details><summary>Families of the web-like pool</summary><div id="families"></div></details>
<label for="lesson">What it learns from</label>
<select id="lesson"></select>
<label for="network">Network</label>
<select id="network"></select>
${slider("steps", "Training steps:", 10)}
<label for="seed">Seed</label>
<input type="number" id="seed" step="1">
<fieldset>
<legend>Your guess</legend>
<p>Click on the plane where the model will land, or type:</p>
<label for="guess-x">reference test, %</label> <input type="number" id="guess-x" min="1" max="99">
<label for="guess-y">shift, %</label> <input type="number" id="guess-y" min="1" max="99">
<p id="guess-text"></p>
</fieldset>
<button type="submit" class="main">Train</button>
<p><small><a id="address" href="#">Address of these settings</a></small></p>
</form>
<section aria-label="The plane">
<label for="shift">Test set with a shift</label> <select id="shift"></select>
<div id="plane"></div>
<ul id="legend" class="plain"></ul>
<details class="about"><summary>How to read this</summary>
<p>Each dot is a model of the committed records. The line is fitted to ordinary models: class labels, the reference. How
far a model lies above the line is its effective robustness ρ. Accuracies count every class alike. A big numbered dot is a
run of yours, the thin line its way during training. <em>Recorded</em> in the table is the same run in the records.</p>
<p>The page has ${poolIcons.toLocaleString("en")} labelled icons of the reference and as many of the web-like pool, those that the
recorded runs with seed ${labSeed} draw first. Such a run learns from the very icons of its record. The pools' other icons are
missing, above all those that only have a caption: CLIP on the whole pool is not to be had here. Each test set has at most
${testIcons} icons of a class; the recorded models are shown as they did on these icons, so their numbers differ a little from the
notebooks'.</p></details>
</section>
</div>
<section aria-label="Training" class="pair">
<div id="loss"></div>
<div id="accuracy"></div>
</section>
<section id="runs" aria-labelledby="runs-title" hidden>
<h2 id="runs-title">Runs</h2>
<div class="wide" role="region" aria-labelledby="runs-title" tabindex="0">
<table>
<thead><tr><th scope="col">run</th><th scope="col">read out by</th><th scope="col">reference test</th>
<th scope="col">same classes</th><th scope="col">under shift</th><th scope="col">expected</th>
<th scope="col">ρ, points [95%]</th><th scope="col">mean ρ, four shifts</th><td></td></tr></thead>
<tbody id="runs-body"></tbody>
</table>
</div>
</section>
<section id="ask" aria-labelledby="ask-title" hidden>
<h2 id="ask-title">Ask a model</h2>
<label for="ask-model">Model</label> <select id="ask-model"></select>
<div class="columns">
<div>
<h3>Draw an icon</h3>
<canvas id="draw" width="256" height="256" tabindex="0" role="img" aria-label="Drawing area. Draw with the pointer, or with the arrow keys; the space bar lifts and lowers the pen."></canvas>
<p><button type="button" id="draw-clear" class="quiet">Clear</button></p>
<h3>or pick one</h3>
<p><select id="pick-set" aria-label="Test set to pick from">
<option value="test">Reference test</option><option value="matched">Matched UI sets</option>
<option value="hand-drawn">Hand-drawn</option><option value="renditions">Renditions</option>
<option value="contexts">Contexts</option></select>
<button type="button" id="pick-more" class="quiet">Other icons</button></p>
<div id="pick"></div>
<p id="pick-class"></p>
</div>
<div>
<h3>It sees</h3>
<ol id="ask-answer" aria-live="polite"></ol>
<p id="ask-head">This model has a head for the classes of Pictograms. Only a model that learned from captions can be asked with words of
yours.</p>
<div id="ask-words">
<label for="ask-names">Classes to choose from, one a line (empty: all of Pictograms)</label>
<textarea id="ask-names" rows="6"></textarea>
<label for="ask-templates">Templates, one a line; {} is the class name</label>
<textarea id="ask-templates" rows="3">{}</textarea>
<p><button type="button" id="ask-again">Ask again</button></p>
</div>
</div>
</div>
</section>
</main>`;
}
