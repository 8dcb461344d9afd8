"use strict";
// A click on a heading sorts by it; numbers as numbers, whatever stands behind them; a dash is less than any.
const key = (row, column) => {
  const text = row.cells[column].textContent.trim();
  const number = text === "—" ? -Infinity : parseFloat(text);
  return row.cells[column].classList.contains("number") && !Number.isNaN(number) ? number : text;
};
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const head = button.parentElement, body = head.closest("table").tBodies[0], column = head.cellIndex;
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b
      : String(a).localeCompare(String(b), document.documentElement.lang, { numeric: true });
    const rows = [...body.rows].sort((a, b) => compare(key(a, column), key(b, column)));
    body.append(...(down ? rows.reverse() : rows));
  });
}
// On paper every story is open.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(each => { each.open = true; }));
