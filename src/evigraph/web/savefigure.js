"use strict";
// Saves an inline SVG as a file, with the page's own styles inside it; nothing leaves the machine.
function figureText(svg) {
  const clone = svg.cloneNode(true);
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = document.querySelector("style").textContent;
  clone.prepend(style);
  clone.setAttribute("width", svg.viewBox.baseVal.width);
  clone.setAttribute("height", svg.viewBox.baseVal.height);
  return new XMLSerializer().serializeToString(clone);
}

function saveBlob(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function saveSvg(svg, name) {
  saveBlob(new Blob([figureText(svg)], { type: "image/svg+xml" }), `${name}.svg`);
}

function savePng(svg, name, paper) {
  const { width, height } = svg.viewBox.baseVal;
  const scale = Math.min(2, 16000 / Math.max(width, height));
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(height * scale);
    const c = canvas.getContext("2d");
    c.fillStyle = paper;
    c.fillRect(0, 0, canvas.width, canvas.height);
    c.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => saveBlob(blob, `${name}.png`), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(figureText(svg))}`;
}
