/* Bihuan 闭环 · the queue of 上传佐证材料: one request a file, in order, again after a broken connection.
   Without this file the page is a plain form. Must work in Chromium 78.                                    */
(function () {
  "use strict";
  var box = document.getElementById("upload");
  if (!box || !window.FormData) return;

  var BEFORE = "photo_before", AFTER = "photo_after", BY_NAME = "by-name";
  var MOST_SHOWN = 200;                       /* rows on the page; the rest wait behind a number */
  var WAITS = [2, 5, 10, 20, 30];             /* seconds before each attempt after a broken connection */
  var form = box.closest("form");
  var chooser = document.getElementById("upload-files");
  var state = box.querySelector(".upload-state");
  var list = box.querySelector(".upload-list");
  var rest = box.querySelector(".upload-rest");
  var whole = box.querySelector(".upload-all");
  var bar = document.getElementById("upload-progress");
  var button = form.querySelector(".form-buttons button[type=submit]");
  var kindField = form.elements.kind, measureField = form.elements.measure, noteField = form.elements.note;
  var items = [], running = null, waiting = null, attempts = 0, serial = 0;
  var keptBefores = [];                       /* photos before that have arrived and wait for their photo after */

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function make(tag, css, words) {
    var it = document.createElement(tag);
    if (css) it.className = css;
    if (words) it.textContent = words;
    return it;
  }

  function sizeOf(bytes) {
    if (bytes < 1048576) return Math.max(1, Math.round(bytes / 1024)) + " KB";
    return (bytes / 1048576).toFixed(1) + " MB";
  }

  /* ── from the plain form to the queue ─────────────────────────────────── */
  each(["file", "before"], function (name) {
    var field = form.elements[name];
    if (!field) return;
    if (name === "before") each(field.options, function (option) {
      if (option.value) keptBefores.push({ key: "kept-" + option.value, id: option.value, name: option.textContent });
    });
    var part = field.closest(".field");
    part.parentNode.removeChild(part);
  });
  box.hidden = false;

  /* What is chosen here is not typed work: the page's own guard must not ask about it. */
  ["input", "change"].forEach(function (name) {
    form.addEventListener(name, function (event) { event.stopPropagation(); }, true);
  });
  /* On the window: there it comes before every listener of the form. */
  window.addEventListener("submit", function (event) {
    if (event.target !== form) return;
    event.preventDefault();
    event.stopPropagation();
    begin();
  }, true);

  /* The capturing listener above stops these at the form; so they are heard there too. */
  form.addEventListener("change", function (event) {
    var target = event.target;
    if (target === chooser) {
      add(chooser.files);
      chooser.value = "";
    } else if (target.upload) {
      target.upload(target.value);
      show();
    }
  }, true);

  ["dragover", "dragleave", "drop"].forEach(function (name) {
    box.addEventListener(name, function (event) {
      event.preventDefault();
      box.querySelector(".upload-choose").classList.toggle("is-over", name === "dragover");
      if (name === "drop" && event.dataTransfer) add(event.dataTransfer.files);
    });
  });

  function add(files) {
    var added = [], twice = 0;
    each(files, function (file) {
      var known = items.some(function (item) {
        return item.file.name === file.name && item.file.size === file.size && item.file.lastModified === file.lastModified;
      });
      if (known) { twice += 1; return; }
      added.push({
        key: "item-" + (serial += 1), file: file, kind: kindField.value === BY_NAME ? "" : kindField.value, before: "",
        measure: measureField.value, note: noteField.value, state: "new", sent: 0, why: "", id: null, row: null
      });
    });
    if (!added.length) {
      if (twice) say("所选文件已经在列表中。");
      return;
    }
    items = items.concat(added);
    say("已选择" + items.length + "个文件" + (twice ? "，" + twice + "个已经在列表中" : "") + "。");
    suggest(added);
    show();
  }

  /* What the names say is decided in one place, on the server; without an answer a person decides. */
  function suggest(added) {
    var queued = items.filter(function (item) { return !finished(item) && (item.kind === "" || item.kind === BEFORE || item.kind === AFTER); });
    ask(queued, function (rows) {
      rows.forEach(function (row, place) {
        var item = queued[place];
        if (item.kind === "" && added.indexOf(item) >= 0) item.kind = row.kind;
        if (item.kind === AFTER && !item.before && row.before) {
          item.before = row.before.indexOf("queued-") === 0 ? queued[Number(row.before.slice(7))].key : row.before;
        }
      });
      show();
    });
  }

  function ask(queued, act) {
    var request = new XMLHttpRequest();
    request.open("POST", box.getAttribute("data-suggestions"));
    request.setRequestHeader("Content-Type", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.onload = function () {
      var answer = read(request);
      if (answer && answer.files) act(answer.files);
    };
    request.send(JSON.stringify({ names: queued.map(function (item) { return item.file.name; }) }));
  }

  /* ── the queue ────────────────────────────────────────────────────────── */
  function finished(item) { return item.state === "done"; }

  function befores() {
    var queued = items.filter(function (item) { return item.kind === BEFORE; });
    var rows = queued.map(function (item) { return { key: item.key, id: item.id, name: item.file.name, item: item }; });
    /* One that was chosen again is the one that has arrived. */
    return keptBefores.concat(rows.filter(function (row) {
      return !row.id || !keptBefores.some(function (kept) { return kept.id === row.id; });
    }));
  }

  function beforeOf(item) {
    return befores().filter(function (row) { return row.key === item.before; })[0] || null;
  }

  /* What a person has to say before this file can go; nothing when it can. */
  function missing(item) {
    if (!item.kind) return "请选择材料类型";
    if (item.kind !== AFTER) return "";
    var first = beforeOf(item);
    if (!first) return "请选择对应的整改前图片";
    return first.item && first.item.state === "bad" ? "对应的整改前图片没有上传成功" : "";
  }

  function next() {
    var ready = items.filter(function (item) { return item.state === "new" && !missing(item); });
    var first = ready.filter(function (item) { return item.kind !== AFTER; })[0];
    if (first) return first;
    return ready.filter(function (item) { var row = beforeOf(item); return row && row.id; })[0] || null;
  }

  function begin() {
    if (running || waiting) return;
    items.forEach(function (item) { if (item.state === "broken") item.state = "new"; });
    if (!items.length) { say("请先选择文件。"); chooser.focus(); return; }
    attempts = 0;
    step();
  }

  function step() {
    waiting = null;
    running = next();
    if (running) send(running);
    else end();
    show();
  }

  function send(item) {
    var request = new XMLHttpRequest(), first = item.kind === AFTER ? beforeOf(item) : null, body = new FormData();
    item.state = "going";
    item.sent = 0;
    body.append("kind", item.kind);
    body.append("measure", item.measure);
    body.append("note", item.note);
    body.append("before", first ? first.id : "");
    body.append("file", item.file, item.file.name);
    request.open("POST", box.getAttribute("data-upload"));
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.onprogress = function (event) {
      item.sent = Math.min(item.file.size, event.loaded);
      progress(item);
    };
    request.onload = function () { settle(item, request); };
    request.onerror = request.ontimeout = request.onabort = function () { broken(item, "网络中断"); };
    request.send(body);
  }

  function settle(item, request) {
    var answer = read(request);
    if (request.status >= 500 || request.status === 0 || request.status === 429) { broken(item, "服务器暂时没有响应"); return; }
    attempts = 0;
    running = null;
    if (!answer) {
      /* The page of the log-in, or that of a form that is too old: nothing more can be sent from here. */
      item.state = "broken";
      stop("登录已失效或者办理环节已变化。请在新的页面重新登录，再回到本页点击“继续上传”；列表和已完成的文件不受影响。");
      return;
    }
    if (answer.id) {
      item.state = "done";
      item.id = String(answer.id);
      item.sent = item.file.size;
      item.why = answer.already ? "此前已上传，无需重复上传" : "已上传";
    } else {
      item.state = "bad";
      item.why = answer.why.join("；");
    }
    step();
  }

  function broken(item, what) {
    running = null;
    item.state = "broken";
    item.sent = 0;
    if (attempts >= WAITS.length) {
      stop(what + "，多次重试没有成功。请检查网络后点击“继续上传”；已完成的文件不受影响。");
      return;
    }
    var seconds = WAITS[attempts];
    attempts += 1;
    item.why = what + "，" + seconds + "秒后自动重试";
    waiting = setTimeout(again, seconds * 1000);
    say(what + "，稍后自动重试；已完成的文件不受影响。");
    show();
  }

  function again() {
    clearTimeout(waiting);
    items.forEach(function (item) { if (item.state === "broken") item.state = "new"; });
    step();
  }
  window.addEventListener("online", function () { if (waiting) again(); });

  function stop(words) {
    items.forEach(function (item) { if (item.state === "broken") item.why = "尚未上传"; });
    show();
    say(words);
  }

  function end() {
    var done = items.filter(finished).length, left = items.length - done;
    if (done) refresh();
    if (!left) {
      state.textContent = "共" + done + "个文件，已全部上传。";
      var back = make("a", "upload-back", "返回事项");
      back.href = box.getAttribute("data-case");
      state.appendChild(document.createTextNode(" "));
      state.appendChild(back);
    } else {
      say("已上传" + done + "个，还有" + left + "个没有上传，原因见列表；请处理后点击“继续上传”。");
    }
  }

  /* What has arrived and what is still missing, as the page would show it when opened anew. */
  function refresh() {
    var request = new XMLHttpRequest();
    request.open("GET", window.location.pathname);
    request.responseType = "document";
    request.onload = function () {
      ["upload-kept", "upload-wanted"].forEach(function (id) {
        var old = document.getElementById(id), fresh = request.response && request.response.getElementById(id);
        if (old && fresh) old.parentNode.replaceChild(document.importNode(fresh, true), old);
      });
    };
    request.send();
  }

  /* ── what is seen ─────────────────────────────────────────────────────── */
  function say(words) { state.textContent = words; }

  function token() {
    var found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? decodeURIComponent(found[1]) : form.elements.csrfmiddlewaretoken.value;
  }

  function read(request) {
    if (request.status !== 200) return null;
    try { return JSON.parse(request.responseText); } catch (problem) { return null; }
  }

  function progress(item) {
    if (item.row) {
      item.row.bar.max = Math.max(1, item.file.size);
      item.row.bar.value = item.sent;
      item.row.words.textContent = item.sent < item.file.size ? "正在上传 " + Math.floor(100 * item.sent / item.file.size) + "%" : "正在核验";
    }
    var total = 0, sent = 0;
    items.forEach(function (each) { if (each.state !== "bad") { total += each.file.size; sent += finished(each) ? each.file.size : each.sent; } });
    bar.max = Math.max(1, total);
    bar.value = sent;
  }

  function show() {
    var open = items.filter(function (item) { return !finished(item); });
    var shown = items.length <= MOST_SHOWN ? items : open.slice(0, MOST_SHOWN);
    var hidden = items.length - shown.length, done = items.length - open.length;
    each(Array.prototype.slice.call(list.children), function (row) {
      if (!shown.some(function (item) { return item.row && item.row.it === row; })) list.removeChild(row);
    });
    shown.forEach(function (item, place) {
      if (!item.row) item.row = rowOf(item);
      if (list.children[place] !== item.row.it) list.insertBefore(item.row.it, list.children[place] || null);
      fill(item);
    });
    rest.hidden = !hidden;
    rest.textContent = "另有" + hidden + "个文件没有列出，其中已上传" + Math.min(hidden, done) + "个。";
    whole.hidden = !items.length;
    button.disabled = !!(running || waiting);
    button.textContent = running || waiting ? "正在上传（" + done + "/" + items.length + "）"
      : open.length && (done || open.some(function (item) { return item.state !== "new"; })) ? "继续上传（" + open.length + "）"
      : open.length ? "上传（" + open.length + "）" : "上传佐证材料";
    if (running) say("正在上传：" + done + "/" + items.length + "个已完成。");
    progress(running || {});
  }

  function rowOf(item) {
    var row = { it: make("li", "upload-item"), kind: make("select"), before: make("select"), bar: make("progress"), words: make("span"), off: make("button", "btn btn-small") };
    var name = make("span", "upload-name", item.file.name + " "), line = make("span", "upload-line");
    name.appendChild(make("span", "upload-size", sizeOf(item.file.size)));
    row.kind.setAttribute("aria-label", "材料类型：" + item.file.name);
    row.before.setAttribute("aria-label", "对应的整改前图片：" + item.file.name);
    row.bar.setAttribute("aria-label", "上传进度：" + item.file.name);
    each(kindField.children, function (part) { row.kind.appendChild(part.cloneNode(true)); });
    row.kind.options[0].value = "";
    row.kind.options[0].textContent = "请选择类型";
    row.kind.upload = function (value) { item.kind = value; item.state = "new"; if (value !== AFTER) item.before = ""; };
    row.before.upload = function (value) { item.before = value; item.state = "new"; };
    row.off.type = "button";
    row.off.textContent = "移除";
    row.off.setAttribute("aria-label", "移除：" + item.file.name);
    row.off.addEventListener("click", function () {
      var place = items.indexOf(item);
      items = items.filter(function (other) { return other !== item; });
      items.forEach(function (other) { if (other.before === item.key) other.before = ""; });
      show();
      say("已移除“" + item.file.name + "”，还有" + items.length + "个文件。");
      var next = items[Math.min(place, items.length - 1)];
      (next && next.row && !next.row.off.hidden ? next.row.off : chooser).focus();
    });
    line.appendChild(row.bar);
    line.appendChild(row.words);
    [name, row.kind, row.before, row.off, line].forEach(function (part) { row.it.appendChild(part); });
    return row;
  }

  function fill(item) {
    var row = item.row, asked = missing(item), fixed = finished(item) || item.state === "going";
    row.it.className = "upload-item" + (finished(item) ? " is-done" : item.state === "bad" ? " is-bad" : asked ? " is-asking" : "");
    row.kind.value = item.kind;
    row.kind.disabled = row.before.disabled = fixed;
    row.before.hidden = item.kind !== AFTER;
    if (item.kind === AFTER) offer(item);
    row.off.hidden = fixed;
    row.bar.hidden = item.state !== "going";
    if (item.state === "going") return;
    row.words.textContent = item.state === "bad" || item.state === "done" || item.state === "broken" ? item.why
      : asked || "待上传" + (item.measure ? "，对应措施" + item.measure : "");
  }

  /* The photos before that are free, and the one that is chosen. */
  function offer(item) {
    var taken = {}, row = item.row, rows;
    items.forEach(function (other) { if (other !== item && other.kind === AFTER && other.before) taken[other.before] = true; });
    rows = befores().filter(function (first) { return first.key === item.before || !taken[first.key]; });
    var wanted = [""].concat(rows.map(function (first) { return first.key; })).join();
    if (row.offered !== wanted) {
      row.offered = wanted;
      row.before.textContent = "";
      row.before.appendChild(new Option("请选择整改前图片", ""));
      rows.forEach(function (first) { row.before.appendChild(new Option("对应：" + first.name, first.key)); });
    }
    row.before.value = item.before;
  }

  window.addEventListener("beforeunload", function (event) {
    if (items.every(finished)) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
