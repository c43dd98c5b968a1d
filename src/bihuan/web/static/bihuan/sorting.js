/* Bihuan 闭环 · 梳理分类 by keyboard. Without this file the page is a plain form. Must work in Chromium 78. */
(function () {
  "use strict";
  var form = document.getElementById("sort-form");
  if (!form) return;

  var rows = Array.prototype.slice.call(form.querySelectorAll("[data-row]"));
  var button = document.getElementById("sort-ticked"), count = button.querySelector(".sort-count");
  var help = document.getElementById("sort-help"), opener = document.getElementById("sort-keys");
  var here = -1, part = 3;                     /* the column that the digits choose in: 承办单位 at first */
  var pointed = [];                            /* the row and the cell that are marked */
  var ranked = document.createElement("ol");
  ranked.className = "sort-ranked";

  function tickOf(row) { return row.querySelector("input[name=tick]"); }
  function cellsOf(row) { return row.querySelectorAll(".sort-cell"); }
  function controlOf(cell) { return cell.querySelector("input, select"); }

  function rankedOf(control) {
    var text = control.getAttribute("data-ranked");
    return text ? text.split("|").map(function (line) { return line.split("\t"); }) : [];
  }

  /* A row in which nothing stands cannot be confirmed, and would hold up all the others. */
  function filled(row) {
    return row.querySelector(".sort-urgent input").checked ||
      Array.prototype.some.call(cellsOf(row), function (cell) { return controlOf(cell).value.trim(); });
  }

  function show(row) { row.classList.toggle("is-ticked", tickOf(row).checked); }

  function tell() {
    var ticked = rows.filter(function (row) { return tickOf(row).checked; }).length;
    count.textContent = ticked ? ticked + " 条" : "";
  }

  function mark(cell, control) {
    cell.classList.toggle("is-edited", control.value !== control.getAttribute("data-first"));
  }

  function put(row, cell, value) {
    var control = controlOf(cell);
    control.value = value;
    mark(cell, control);
  }

  /* The alternatives stand under the column one is in. */
  function point() {
    pointed.forEach(function (it) { it.classList.remove("is-here"); });
    if (ranked.parentNode) ranked.parentNode.removeChild(ranked);
    var cell = cellsOf(rows[here])[part], list = rankedOf(controlOf(cell));
    pointed = [rows[here], cell];
    pointed.forEach(function (it) { it.classList.add("is-here"); });
    ranked.textContent = "";
    list.forEach(function (each, number) {
      var item = document.createElement("li");
      item.textContent = (number + 1) + " " + each[1] + " " + each[2] + "%";
      ranked.appendChild(item);
    });
    if (list.length > 1) cell.appendChild(ranked);
  }

  function go(to) {
    if (to >= rows.length) {                   /* past the last one waits the button */
      button.focus();
      return;
    }
    here = Math.max(0, to);
    point();
    var row = rows[here];
    row.focus({ preventScroll: true });
    var box = row.getBoundingClientRect(), top = 96;
    if (box.top < top) window.scrollBy(0, box.top - top);
    else if (box.bottom > window.innerHeight - 8) window.scrollBy(0, box.bottom - window.innerHeight + 60);
  }

  function tick(row, on) {
    tickOf(row).checked = on;
    show(row);
    tell();
  }

  function toggleHelp() {
    help.hidden = !help.hidden;
    opener.setAttribute("aria-expanded", String(!help.hidden));
  }

  function typing(target) {
    return /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === "INPUT" && !/^(checkbox|button|submit)$/.test(target.type));
  }

  function digit(row, number) {
    var cell = cellsOf(row)[part];
    if (number === 0) { put(row, cell, ""); return; }
    var each = rankedOf(controlOf(cell))[number - 1];
    if (each) put(row, cell, each[0]);
  }

  var keys = {
    j: function () { go(here + 1); }, ArrowDown: function () { go(here + 1); },
    k: function () { go(here - 1); }, ArrowUp: function () { go(here - 1); },
    h: function () { part = (part + 3) % 4; point(); }, ArrowLeft: function () { part = (part + 3) % 4; point(); },
    l: function () { part = (part + 1) % 4; point(); }, ArrowRight: function () { part = (part + 1) % 4; point(); },
    Enter: function (row) { if (filled(row)) tick(row, true); go(here + 1); },
    u: function (row) { tick(row, false); },
    e: function (row) { var control = controlOf(cellsOf(row)[part]); control.focus(); if (control.select) control.select(); },
    i: function (row) { var box = row.querySelector(".sort-urgent input"); box.checked = !box.checked; },
    r: function (row) { var why = row.querySelector(".sort-why"); if (why) why.open = !why.open; }
  };

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented) return;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      button.click();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (typing(event.target)) {
      if ((event.key === "Escape" || event.key === "Enter") && form.contains(event.target)) {
        event.preventDefault();                /* Enter in a field must not send the whole page */
        go(here);
      }
      return;
    }
    if (event.key === "?") { event.preventDefault(); toggleHelp(); return; }
    if (/^(A|BUTTON|SUMMARY)$/.test(event.target.tagName) && event.key === "Enter") return;
    if (here < 0 && !/^(j|k|ArrowDown|ArrowUp)$/.test(event.key)) return;
    if (/^[0-9]$/.test(event.key)) { event.preventDefault(); digit(rows[here], Number(event.key)); return; }
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key](rows[here]);
  });

  rows.forEach(function (row, at) {
    show(row);
    tickOf(row).addEventListener("change", function () { show(row); tell(); });
    Array.prototype.forEach.call(cellsOf(row), function (cell, number) {
      var control = controlOf(cell);
      control.setAttribute("data-first", control.value);
      control.addEventListener("focus", function () { here = at; part = number; point(); });
      control.addEventListener("change", function () { mark(cell, control); });
      control.addEventListener("input", function () { mark(cell, control); });
    });
  });

  opener.hidden = false;
  opener.addEventListener("click", toggleHelp);
  tell();
  /* Where there is a keyboard, the first row is chosen; nothing scrolls by itself. */
  if (window.matchMedia("(min-width: 801px)").matches && !document.querySelector(".form-errors, .refusal")) {
    here = 0;
    point();
  }
})();
