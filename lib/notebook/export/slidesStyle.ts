/** What slides change of the page's style and of reveal.js's: text from the left, large, in the page's own type. */
export const slidesStyle: string = `
html,body.slideshow{height:100%;overflow:hidden}
.reveal .slides{text-align:left}
.reveal .slides section{height:100%;overflow-y:auto;font-size:1.75rem;line-height:1.4;padding:1rem 1.5rem}
.reveal .slides section:not(.stack):not(:has(.shown,.code-cell)){align-content:safe center}
.reveal .slides section.stack{padding:0;overflow:visible}
.reveal h1,.reveal h2{margin:.2em 0 .6em}
.reveal h1{font-size:2.6rem}.reveal h2{font-size:2rem}.reveal h3{font-size:1.6rem}
.reveal .anchor{display:none}
.reveal table{font-size:1.1rem}
.reveal .shown table{font-size:1.3rem}
.reveal .shown pre.output{font-size:1.3rem;padding-left:0}
.reveal img{max-height:36rem}
.reveal figure.plot{width:100%;left:0;transform:none}
.reveal .code-cell>.code{margin-right:0}
.reveal .speaker-notes{background:var(--raised);color:var(--text);font-size:1rem}
@media print{
@page{size:11in 8.25in;margin:12mm}
html,body.slideshow{height:auto;overflow:visible}
html:not(.print-pdf) .reveal .slides section.stack>section,html:not(.print-pdf) .reveal .slides section{height:auto!important;padding:0!important;break-after:auto!important}
html:not(.print-pdf) .reveal .slides section+section{break-before:page!important}
.reveal aside.notes,.reveal .speaker-notes{display:none!important}
.reveal pre,.reveal pre *{font-size:11pt!important;line-height:1.4!important}
}`;
