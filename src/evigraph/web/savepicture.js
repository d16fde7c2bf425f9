"use strict";
// "Picture as PNG": draws the SVG that the link beside the button holds; nothing leaves the machine.
(() => {
  const SCALE = 2, MOST = 16000;
  for (const button of document.querySelectorAll("button[data-png]")) {
    const source = button.parentElement.querySelector('a[download$=".svg"]');
    button.hidden = false;
    button.addEventListener("click", () => {
      const image = new Image();
      image.addEventListener("load", () => {
        const scale = Math.min(SCALE, MOST / Math.max(image.width, image.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.ceil(image.width * scale);
        canvas.height = Math.ceil(image.height * scale);
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => {
          const link = document.createElement("a");
          link.href = URL.createObjectURL(blob);
          link.download = source.download.replace(/svg$/, "png");
          link.click();
          setTimeout(() => URL.revokeObjectURL(link.href), 10000);
        }, "image/png");
      });
      image.src = source.href;
    });
  }
})();
