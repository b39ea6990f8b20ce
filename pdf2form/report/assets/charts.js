"use strict";
// Charts of points, drawn by ECharts as SVG. Every chart stands beside a table of the same numbers, and says in words what it shows.

(() => {
  const { el, t } = pdf2form;
  const INK = "#1c1b19";
  const FAINT = "#d9d4c9";
  const GREY = "#57534b";
  // One shape and one colour for each of the six that may stand side by side: colour is never the only sign.
  const SIGNS = [
    ["circle", "#0b4f8a"],
    ["triangle", "#a3241f"],
    ["rect", "#1d6b3a"],
    ["diamond", "#7a4b00"],
    ["pin", "#5b3a8c"],
    ["roundRect", "#3d4a52"],
  ];
  const FONT = getComputedStyle(document.body).fontFamily;
  const LONGEST_NAME = 24;
  const LONGEST_LINE = 60;

  // Braces begin styles in the labels of ECharts.
  const plain = (text) => text.replaceAll("{", "｛").replaceAll("}", "｝");
  const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const short = (text) => cut(text, LONGEST_NAME);
  const told = (text) => text.split("\n").map((line) => cut(plain(line), LONGEST_LINE)).join("\n");

  const axis = (name, more) => ({
    name, nameLocation: "middle", nameGap: 30, nameTextStyle: { color: GREY }, axisLabel: { color: GREY },
    axisLine: { onZero: false, lineStyle: { color: GREY } }, splitLine: { lineStyle: { color: FAINT } }, ...more,
  });

  const tooltip = {
    renderMode: "richText", confine: true, backgroundColor: "#ffffff", borderColor: INK, textStyle: { color: INK, fontSize: 13 },
    formatter: ({ data }) => told(data.text),
  };

  // A figure whose chart is drawn when it has a width, and again when that changes; with a viewBox, paper scales it.
  function figure({ id, title, summary, height, option }) {
    const stage = el("div", { class: "stage", role: "img", "aria-label": `${title}. ${summary}` });
    stage.style.height = `${height}px`;
    let chart = null;
    new ResizeObserver(() => {
      if (!stage.clientWidth) return;
      if (chart) return void chart.resize();
      chart = echarts.init(stage, null, { renderer: "svg" });
      chart.setOption({ animation: false, textStyle: { fontFamily: FONT, color: INK }, ...option });
      chart.on("rendered", () => stage.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`));
      chart.on("click", ({ data }) => data.address && location.assign(data.address));
    }).observe(stage);
    return el("figure", { id, class: "chart", "data-chart": id }, el("figcaption", {}, title), stage, el("p", { class: "note" }, summary));
  }

  // What charts with a named line for each of something have in common.
  const lined = (lines) => ({
    tooltip,
    legend: { bottom: 0, textStyle: { color: INK } },
    grid: { left: 8, right: 24, top: 8, bottom: 78, containLabel: true },
    yAxis: {
      type: "value", min: -0.6, max: lines.length - 0.4, inverse: true, splitLine: { show: false }, axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { color: INK, customValues: lines.map((line, at) => at), formatter: (at) => short(lines[at]?.name ?? "") },
    },
  });

  // How far each of the scores is moved off its line, so that equal ones stand beside each other; the same every time.
  function offsets(scores) {
    const BIN = 0.5;
    const bins = scores.map((score) => Math.round(score / BIN));
    const sizes = new Map();
    for (const bin of bins) sizes.set(bin, (sizes.get(bin) ?? 0) + 1);
    const step = Math.min(0.14, 0.76 / Math.max(1, ...sizes.values()));
    const met = new Map();
    return bins.map((bin) => {
      const before = met.get(bin) ?? 0;
      met.set(bin, before + 1);
      return Math.ceil(before / 2) * (before % 2 ? step : -step);
    });
  }

  // One line for each group, one point for each form. groups: [{name, points: [{score, text, address}], mean, median}, …].
  pdf2form.strip = ({ id, title, summary, groups }) => {
    const data = groups.flatMap(({ points }, line) => {
      const moved = offsets(points.map(({ score }) => score));
      return points.map(({ score, text, address }, at) => ({ value: [score, line + moved[at]], text, address }));
    });
    const lowest = Math.min(...data.map(({ value }) => value[0]), 90);
    const mark = (name, label, symbol, size, color) => ({
      type: "scatter", name: label, symbol, symbolSize: size, itemStyle: { color, borderColor: "#ffffff", borderWidth: 1 },
      data: groups.flatMap((group, line) => group[name] === null ? [] :
        [{ value: [group[name], line], text: `${group.name}\n${label} ${pdf2form.number.fixed(group[name])}` }]),
    });
    const option = {
      ...lined(groups),
      xAxis: axis(t("col_score"), { type: "value", min: Math.floor(lowest / 10) * 10, max: (value) => Math.max(100, Math.ceil(value.max)) }),
      series: [
        { type: "scatter", name: t("one_form"), symbol: "circle", symbolSize: 8, itemStyle: { color: "#0b4f8a", opacity: 0.55 }, data },
        mark("median", t("col_median"), "rect", [3, 22], INK),
        mark("mean", t("col_mean"), "diamond", 13, "#a3241f"),
      ],
    };
    return figure({ id, title, summary, height: 110 + 38 * groups.length, option });
  };

  // One line for each target and its result, in one unit. lines: [{name, target, actual, text, address}, …].
  pdf2form.targets = ({ id, title, summary, unit, lines }) => {
    const series = (field, label, symbol, size, color) => ({
      type: "scatter", name: label, symbol, symbolSize: size, itemStyle: { color },
      data: lines.map((line, at) => ({ value: [line[field], at], text: line.text, address: line.address })),
    });
    const option = {
      ...lined(lines),
      xAxis: axis(unit, { type: "value", scale: true }),
      series: [series("target", t("field_target"), "rect", [3, 18], INK), series("actual", t("field_actual"), "circle", 10, "#0b4f8a")],
    };
    return figure({ id, title, summary, height: 110 + 28 * lines.length, option });
  };

  // Budget against rate. groups: [{name, points: [{budget, rate, text, address}]}, …]; budgets in yuan, above 0.
  pdf2form.scatter = ({ id, title, summary, groups }) => {
    const option = {
      tooltip,
      legend: { bottom: 0, type: "scroll", textStyle: { color: INK }, formatter: short },
      grid: { left: 40, right: 24, top: 16, bottom: 84, containLabel: true },
      xAxis: axis(t("col_budget_unit"), { type: "log", axisLabel: { color: GREY, hideOverlap: true, formatter: pdf2form.number.tick } }),
      yAxis: axis(t("col_rate"), { type: "value", scale: true, nameGap: 44 }),
      series: groups.map(({ name, points }, at) => ({
        type: "scatter", name, symbol: SIGNS[at % SIGNS.length][0], symbolSize: 10,
        itemStyle: { color: SIGNS[at % SIGNS.length][1], opacity: 0.75 },
        data: points.map(({ budget, rate, text, address }) => ({ value: [budget / 10_000, rate], text, address })),
      })),
    };
    return figure({ id, title, summary, height: 420, option });
  };
})();
