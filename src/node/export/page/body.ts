/** The elements of an exported page. @param title as HTML */
export const pageBody = (title: string): string => `
<header><h1>${title}</h1><p id="about"></p></header>
<main>
<section id="stage">
<canvas id="map" tabindex="0" role="application" data-name="map" aria-describedby="place"></canvas>
<div id="cursor"></div>
<div id="legend" role="group" data-name="labels"><div id="entries"></div><button id="all" data-word="all" hidden></button></div>
<div id="tools">
<span class="group"><button id="points" aria-pressed="true" data-word="points"></button><button id="manifold" aria-pressed="true" data-word="manifold"></button></span>
<button id="even" aria-pressed="false" data-word="even"></button>
<button id="fit" data-word="fit"></button>
</div>
</section>
<aside>
<section>
<h2><span data-word="decoded"></span><button class="plain" id="middle" data-word="middle"></button></h2>
<canvas id="decoded" role="img" data-name="image"></canvas>
<p id="place" role="status"></p>
<p id="distance"></p>
</section>
<section id="condition" hidden>
<label class="field"><span data-word="label"></span><select id="label"></select></label>
<div id="styles" role="group" data-name="every"></div>
</section>
<section id="planes" hidden>
<label class="field"><span data-word="plane"></span><select id="plane"></select></label>
<div id="dimensions" hidden>
<label class="field"><span data-word="across"></span><select id="across"></select></label>
<label class="field"><span data-word="up"></span><select id="up"></select></label>
</div>
</section>
<section>
<h2 data-word="latents"></h2>
<div id="sliders"></div>
</section>
<details>
<summary data-word="keys"></summary>
<p data-word="walk"></p>
<p data-word="arrows"></p>
<p data-word="zoom"></p>
<p data-word="toggles"></p>
<p id="switching" data-word="switching"></p>
<p id="only" data-word="only"></p>
</details>
</aside>
</main>
<div id="card" hidden><canvas id="thumbnail"></canvas><b id="name"></b><span id="file"></span></div>`
