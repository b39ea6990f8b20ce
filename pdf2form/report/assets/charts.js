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

  // Braces begin styles in the labels of ECharts.
  const plain = (text) => text.replaceAll("{", "｛").replaceAll("}", "｝");
  const short = (text) => (text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text);

  const axis = (name, more) => ({
    name, nameLocation: "middle", nameGap: 30, nameTextStyle: { color: GREY }, axisLabel: { color: GREY },
    axisLine: { onZero: false, lineStyle: { color: GREY } }, splitLine: { lineStyle: { color: FAINT } }, ...more,
  });

  const tooltip = {
    renderMode: "richText", confine: true, backgroundColor: "#ffffff", borderColor: INK, textStyle: { color: INK, fontSize: 13 },
    formatter: ({ data }) => plain(data.text),
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
      tooltip,
      legend: { bottom: 0, icon: null, textStyle: { color: INK } },
      grid: { left: 8, right: 24, top: 8, bottom: 78, containLabel: true },
      xAxis: axis(t("col_score"), { type: "value", min: Math.floor(lowest / 10) * 10, max: (value) => Math.max(100, Math.ceil(value.max)) }),
      yAxis: {
        type: "value", min: -0.6, max: groups.length - 0.4, inverse: true, splitLine: { show: false }, axisLine: { show: false }, axisTick: { show: false },
        axisLabel: { color: INK, customValues: groups.map((group, line) => line), formatter: (line) => short(groups[line]?.name ?? "") },
      },
      series: [
        { type: "scatter", name: t("one_form"), symbol: "circle", symbolSize: 8, itemStyle: { color: "#0b4f8a", opacity: 0.55 }, data },
        mark("median", t("col_median"), "rect", [3, 22], INK),
        mark("mean", t("col_mean"), "diamond", 13, "#a3241f"),
      ],
    };
    return figure({ id, title, summary, height: 110 + 38 * groups.length, option });
  };

  // Budget against rate. groups: [{name, points: [{budget, rate, text, address}]}, …]; budgets in yuan, above 0.
  pdf2form.scatter = ({ id, title, summary, groups }) => {
    const option = {
      tooltip,
      legend: { bottom: 0, type: "scroll", textStyle: { color: INK }, formatter: short },
      grid: { left: 40, right: 24, top: 16, bottom: 84, containLabel: true },
      xAxis: axis(t("axis_budget"), { type: "log", axisLabel: { color: GREY, hideOverlap: true, formatter: pdf2form.number.whole } }),
      yAxis: axis(t("axis_rate"), { type: "value", scale: true, nameGap: 44 }),
      series: groups.map(({ name, points }, at) => ({
        type: "scatter", name, symbol: SIGNS[at % SIGNS.length][0], symbolSize: 10,
        itemStyle: { color: SIGNS[at % SIGNS.length][1], opacity: 0.75 },
        data: points.map(({ budget, rate, text, address }) => ({ value: [budget / 10_000, rate], text, address })),
      })),
    };
    return figure({ id, title, summary, height: 420, option });
  };
})();
