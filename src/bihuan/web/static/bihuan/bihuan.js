/* Bihuan 闭环 · small conveniences. Every page works without this file. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.remove("no-js");

  var forms = document.querySelectorAll("form");
  var dirty = null;

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function buttonsOf(form) { return form.querySelectorAll("button:not([type=button]), input[type=submit]"); }

  each(forms, function (form) {
    var post = form.method === "post";

    /* One submit is enough. Disabled after the event, so that the pressed button's name is still sent. */
    form.addEventListener("submit", function () {
      dirty = null;
      if (!post) return;
      setTimeout(function () {
        each(buttonsOf(form), function (button) { button.disabled = true; });
      }, 0);
    });

    /* Input that is not saved yet. */
    if (post && !form.hasAttribute("data-noguard")) {
      form.addEventListener("input", function () { dirty = form; });
      form.addEventListener("change", function () { dirty = form; });
    }
  });

  window.addEventListener("beforeunload", function (event) {
    if (!dirty) return;
    event.preventDefault();
    event.returnValue = "";
  });

  /* Back from the next page: buttons work again. */
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    each(forms, function (form) {
      each(buttonsOf(form), function (button) { button.disabled = false; });
    });
  });

  document.addEventListener("click", function (event) {
    var target = event.target.closest ? event.target.closest("[data-print]") : null;
    if (target) window.print();
  });

  /* A choice in the filter bar applies at once, but only when it is made with the mouse:
     arrow keys pass over many options. */
  each(document.querySelectorAll("form[data-auto] select, form[data-auto] input[type=radio], select[data-auto]"), function (select) {
    var keyed = false;
    select.addEventListener("keydown", function () { keyed = true; });
    select.addEventListener("mousedown", function () { keyed = false; });
    select.addEventListener("change", function () {
      if (!keyed && select.form) select.form.submit();
    });
  });

  /* One box ticks all of its table. */
  each(document.querySelectorAll("[data-tick-all]"), function (all) {
    all.hidden = false;
    all.addEventListener("change", function () {
      each(all.form.querySelectorAll("input[name=" + all.getAttribute("data-tick-all") + "]"), function (box) { box.checked = all.checked; });
    });
  });

  /* Names and sizes of the chosen files. */
  function sizeOf(bytes) {
    if (bytes < 1024) return bytes + " 字节";
    if (bytes < 1048576) return Math.round(bytes / 1024) + " KB";
    return (bytes / 1048576).toFixed(1) + " MB";
  }

  each(document.querySelectorAll("input[type=file]"), function (input) {
    var list = document.createElement("ul");
    list.className = "field-files";
    list.setAttribute("aria-live", "polite");
    input.insertAdjacentElement("afterend", list);
    input.addEventListener("change", function () {
      list.textContent = "";
      each(input.files, function (file) {
        var row = document.createElement("li");
        row.textContent = file.name + "（" + sizeOf(file.size) + "）";
        list.appendChild(row);
      });
    });
  });

  /* After a refused submit, begin at what is wrong. */
  var wrong = document.querySelector(".form-errors, .refusal");
  if (wrong) wrong.focus();
})();
