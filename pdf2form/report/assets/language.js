"use strict";
// Chinese and English: which of them is shown, how it is kept, and how numbers are written in it.

(() => {
  const KEPT = "pdf2form-language";
  const OTHER = { en: "zh", zh: "en" };
  const CODE = { en: "en", zh: "zh-CN" };

  function kept() {
    try {
      return localStorage.getItem(KEPT);
    } catch {
      return null;
    }
  }

  function first() {
    const wanted = pdf2form.state.get("lang") || kept();
    if (wanted in OTHER) return wanted;
    return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  }

  // inAddress: the browser keeps nothing for this page (some do not, for pages from disk), so that addresses carry it.
  const language = (pdf2form.language = { now: first(), inAddress: false });

  language.choose = (chosen) => {
    language.now = chosen;
    try {
      localStorage.setItem(KEPT, chosen);
      pdf2form.state.set({ lang: "" });
    } catch {
      language.inAddress = true;
      pdf2form.state.set({ lang: chosen });
    }
    document.documentElement.lang = CODE[chosen];
  };

  language.other = () => OTHER[language.now];

  // The text of a key, with {name} replaced, and {name:row|rows} by the first for 1. Some keys end in a code of the data, which may be newer than the texts.
  pdf2form.t = (key, values = {}) => {
    const text = pdf2form.texts[key]?.[language.now] ?? key;
    return text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) => {
      if (!(name in values)) return whole;
      const value = String(values[name]);
      return one === undefined ? value : value === "1" ? one : many;
    });
  };

  // Of a row that has something in both languages: its name_en or name_zh.
  pdf2form.said = (row, name) => row[`${name}_${language.now}`];

  const formats = new Map();

  function formatted(number, least, most, useGrouping = true) {
    const key = `${language.now} ${least} ${most} ${useGrouping}`;
    if (!formats.has(key)) {
      const digits = { minimumFractionDigits: least, maximumFractionDigits: most, useGrouping };
      formats.set(key, new Intl.NumberFormat(CODE[language.now], digits));
    }
    const text = formats.get(key).format(number);
    // What rounds to nothing has no sign.
    return /[1-9]/.test(text) ? text.replace("-", "−") : text.replace("-", "");
  }

  const ONE_UNIT = 10_000;
  // Yuan; below, hundredths of 万元 would say nothing or next to nothing.
  const LEAST_IN_UNITS = 500;
  const MOST_DECIMALS = 4;

  // Two decimals, or more where two would say 0 or 100 of what is neither.
  function fixed(number) {
    const rounded = Math.round(Math.abs(number) * 100) / 100;
    const misleads = (rounded === 0 || rounded === 100) && rounded !== Math.abs(number);
    return formatted(number, 2, misleads ? MOST_DECIMALS : 2);
  }

  function money(yuan) {
    if (yuan && Math.abs(yuan) < LEAST_IN_UNITS) return pdf2form.t("in_yuan", { yuan: formatted(yuan, 0, 2) });
    return formatted(yuan / ONE_UNIT, 2, 2);
  }

  // Numbers as people read them; printed ones keep all their digits. Money comes in yuan and is shown in 万元.
  pdf2form.number = {
    whole: (number) => formatted(number, 0, 0),
    fixed,
    percent: fixed,
    // Points as they are printed.
    points: (number) => formatted(number, 2, MOST_DECIMALS),
    money,
    tick: (number) => formatted(number, 0, 6),
    // Digits of a decimal text, none of them lost.
    digits: (text) => text.replace(/^-/, "−").replace(/^(−?)(\d+)/, (_, sign, whole) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ",")),
    asPrinted: (value) => (typeof value === "number" ? formatted(value, 0, 12, false) : value),
    signed: (number) => (number > 0 ? "+" : "") + formatted(number, 0, 12, false),
    grouped: (number) => (number > 0 ? "+" : "") + formatted(number, 0, 2),
  };

  // A collator each time would make sorting slow.
  pdf2form.compare = new Intl.Collator("zh-CN", { numeric: true }).compare;
})();
