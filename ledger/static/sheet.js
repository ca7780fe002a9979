/* The collection sheet made quick. Without it the same form works with its tick boxes.
   Enter: the level, and on; other sums: type them; Esc: clear; arrows: up and down. */
"use strict";
(() => {
  const form = document.querySelector("form.sheet");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[name^='amount[']")];
  const counted = form.elements.namedItem("counted_vnd");
  const show = (name) => form.querySelector(`[data-${name}]`);
  const record = show("record");
  const plain = record.textContent;

  const dots = (digits) => digits.replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, ".");

  /* An amount as the server reads it; null for an empty box, NaN for what it would refuse. */
  const amount = (box) => {
    const typed = box.value.trim();
    if (!typed) return null;
    return /^([1-9]\d*|[1-9]\d{0,2}(\.\d{3})+)$/.test(typed)
      ? Number(typed.replaceAll(".", ""))
      : NaN;
  };

  const tidy = (box) => {
    const value = amount(box);
    if (Number.isSafeInteger(value)) box.value = dots(String(value));
  };

  const compare = (sum, wrong) => {
    const check = show("check");
    const cash = counted ? amount(counted) : null;
    if (cash === null || wrong) {
      check.textContent = wrong ? "có ô chưa đúng" : "";
    } else if (Number.isNaN(cash)) {
      check.textContent = "chưa đúng, ví dụ 6.318.000";
    } else if (cash === sum) {
      check.textContent = "khớp ✓";
    } else {
      const gap = dots(String(Math.abs(cash - sum)));
      check.textContent = `${cash > sum ? "thừa" : "thiếu"} ${gap}`;
    }
  };

  const refresh = () => {
    for (const tick of form.querySelectorAll("input[name^='level[']")) {
      const box = tick.closest("td").querySelector("input[data-level]");
      tick.checked = amount(box) === Number(box.dataset.level);
    }
    const values = boxes.map(amount).filter((value) => value !== null);
    const sum = values.reduce((total, value) => total + (value || 0), 0);
    show("count").textContent = values.length;
    show("sum").textContent = dots(String(sum));
    record.textContent = values.length ? record.dataset.record.replace("#", values.length) : plain;
    compare(sum, values.some(Number.isNaN));
  };

  const go = (from, step) => {
    const next = boxes[boxes.indexOf(from) + step];
    if (next) {
      next.focus();
      next.select();
    } else if (step > 0) {
      (counted || record).focus();
    }
  };

  const keys = {
    Enter: (box) => {
      if (!box.value.trim() && box.dataset.level) box.value = dots(box.dataset.level);
      tidy(box);
      go(box, 1);
    },
    Escape: (box) => {
      box.value = "";
    },
    ArrowDown: (box) => go(box, 1),
    ArrowUp: (box) => go(box, -1),
  };

  for (const box of boxes) {
    box.enterKeyHint = "next";
    /* The tick writes the level out, so that a thing is said in one way; fingers keep it. */
    const tick = box.parentElement.querySelector("input[type=checkbox]");
    if (tick) {
      if (tick.checked && !box.value.trim()) box.value = dots(box.dataset.level);
      tick.addEventListener("input", () => {
        box.value = tick.checked ? dots(box.dataset.level) : "";
      });
    }
    box.addEventListener("keydown", (event) => {
      const act = keys[event.key];
      if (!act || event.isComposing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      act(box);
      refresh();
    });
    box.addEventListener("change", () => {
      tidy(box);
      refresh();
    });
    /* A column copied from a spreadsheet fills the boxes downwards. */
    box.addEventListener("paste", (event) => {
      const lines = event.clipboardData.getData("text").replace(/\r?\n$/, "").split(/\r?\n/);
      if (lines.length < 2) return;
      event.preventDefault();
      const rest = boxes.slice(boxes.indexOf(box));
      lines.slice(0, rest.length).forEach((line, place) => {
        rest[place].value = line.split("\t")[0].replace(/[\s\u00a0]|đ$/g, "");
        tidy(rest[place]);
      });
      refresh();
    });
  }
  if (counted) {
    counted.addEventListener("change", () => tidy(counted));
    counted.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      tidy(counted);
      refresh();
      record.focus();
    });
  }
  form.addEventListener("input", refresh);
  for (const hidden of form.querySelectorAll(".sheet-keys, .sheet-sum")) hidden.hidden = false;
  form.classList.add("quick");
  refresh();
  /* A focused box opens the keyboard of a phone over the list: there it waits for a finger. */
  if (matchMedia("(pointer: fine)").matches && !document.querySelector(".problems")) {
    boxes.find((box) => !box.value)?.focus({ preventScroll: true });
  }
})();
