"use strict";
// What is wider than the page scrolls in a box of its own: the edge behind which there is more fades,
// and a line of words says so.
for (const box of document.querySelectorAll(".wide, .scroll")) {
  const words = document.createElement("p");
  words.className = "sideways screen";
  words.textContent = "Wider than the page: scroll it sideways.";
  words.hidden = true;
  box.before(words);
  const look = () => {
    const rest = box.scrollWidth - box.clientWidth - Math.abs(box.scrollLeft);
    words.hidden = box.scrollWidth - box.clientWidth < 2;
    box.dataset.more = [Math.abs(box.scrollLeft) > 1 ? "before" : "", rest > 1 ? "after" : ""].join(" ").trim();
  };
  box.addEventListener("scroll", look, { passive: true });
  const watching = new ResizeObserver(look);
  for (const each of [box, ...box.children]) watching.observe(each);
  look();
}
