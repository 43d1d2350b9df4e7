// What people look at rather than read, drawn by ECharts as SVG from the JSON beside each box.
const colours = { funded: '#1a7f4b', reserve: '#2f6fb0', Accepted: '#1a7f4b', Undecided: '#b7791f', none: '#77828e', line: '#b3261e', quiet: '#a9b4bf', brand: '#1f4e79' };
const planColours = [colours.brand, '#c77700'];

for (const box of document.querySelectorAll('[data-load-chart]')) loads(box, dataOf(box));
for (const box of document.querySelectorAll('[data-affinity-chart]')) affinities(box, dataOf(box));
for (const box of document.querySelectorAll('[data-ranking-chart]')) ranking(box, dataOf(box));
for (const box of document.querySelectorAll('[data-rank-chart]')) rankIntervals(box, dataOf(box));
const severities = [...document.querySelectorAll('[data-severity-chart]')];
severities.forEach((box, i) => {
  const data = dataOf(box);
  severity(box, data);
  distributions(document.querySelectorAll('[data-distribution-chart]')[i], data);
  heatMap(document.querySelectorAll('[data-heat-chart]')[i], data);
});

function dataOf(box) {
  return JSON.parse(box.querySelector('script').textContent);
}

function draw(box, options) {
  const chart = echarts.init(box, null, { renderer: 'svg' });
  chart.setOption({ animation: false, grid: { left: 50, right: 20, top: 40, bottom: 60 }, tooltip: { trigger: 'item', renderMode: 'richText', formatter: item => item.data.hint ?? '' }, ...options });
  addEventListener('resize', () => chart.resize());
}

/** Things side by side at their places, each with its name below; of many only some are there, and some are named. */
function placeAxis(items, name) {
  const names = new Map(items.map(item => [item.at, item.id]));
  const last = Math.max(0, ...names.keys());
  return {
    type: 'value', min: 0, max: last + 1, interval: last > 80 ? undefined : 1, name, nameLocation: 'middle', nameGap: 42, splitLine: { show: false },
    axisLabel: { rotate: last > 16 ? 60 : 0, formatter: at => last > 80 ? `${at || ''}` : names.get(at) ?? '', hideOverlap: true },
  };
}

function fundingLine(word, at) {
  return { symbol: 'none', silent: true, lineStyle: { color: colours.line, type: 'dashed' }, label: { formatter: word, color: colours.line }, data: [at] };
}

/** Vertical bars from low to high around each place. */
function intervals(items, low, high, width, colour, name) {
  return {
    name, type: 'custom', itemStyle: { color: colours.quiet }, encode: { x: 0, y: [1, 2] }, data: items.map(item => ({ value: [item.at, low(item), high(item)], hint: item.hint })),
    renderItem: (item, api) => {
      const [from, to] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(0), api.value(2)])];
      return { type: 'line', shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: colour(items[item.dataIndex]), lineWidth: width, lineCap: 'butt' } };
    },
  };
}

/** A line of scores by place, every expert's total as a dot, and the funding line between the last award and the next. */
function ranking(box, data) {
  const places = data.places;
  const lowest = Math.min(...places.flatMap(p => [Number(p.score), ...p.totals.map(Number)]));
  draw(box, {
    legend: { top: 5 },
    xAxis: placeAxis(places, data.words.place),
    yAxis: { type: 'value', min: Math.max(0, Math.floor(lowest / 10) * 10), max: 100 },
    series: [
      {
        name: data.words.totals, type: 'scatter', symbolSize: 5, itemStyle: { color: colours.quiet },
        data: places.flatMap(p => p.totals.map(total => ({ value: [p.at, Number(total)], hint: `${p.id}: ${total}` }))),
      },
      {
        name: data.words.score, type: 'line', lineStyle: { color: '#9fb0c0', width: 1 }, symbol: 'circle', symbolSize: 10, itemStyle: { color: colours.brand },
        data: places.map(p => ({ value: [p.at, Number(p.score)], hint: `${p.at}. ${p.id} ${p.title}: ${p.score}`, itemStyle: { color: colours[p.decision] ?? colours.none } })),
        markLine: data.line > 0 && data.line < data.count ? fundingLine(data.words.line, { xAxis: data.line + 0.5 }) : undefined,
      },
    ],
  });
}

/** Expected rank with its 50 % and 90 % intervals, best on the left and on top; what crosses the line cannot be told apart at it. */
function rankIntervals(box, data) {
  const words = data.words;
  const items = data.items.map(i => ({ ...i, hint: `${i.id} ${i.title}\n${words.expected} ${i.expected.toFixed(2)}\n${words.narrow} ${i.low50}–${i.high50}\n${words.wide} ${i.low}–${i.high}` }));
  const colour = item => colours[item.group] ?? colours.none;
  draw(box, {
    legend: { top: 5, data: [words.expected] },
    xAxis: placeAxis(items, ''),
    yAxis: { type: 'value', inverse: true, min: 1, max: data.count, name: words.rank },
    series: [
      intervals(items, i => i.low, i => i.high, 2, () => colours.quiet, words.wide),
      intervals(items, i => i.low50, i => i.high50, 6, colour, words.narrow),
      {
        name: words.expected, type: 'scatter', symbolSize: 8, itemStyle: { color: '#fff', borderColor: colours.brand, borderWidth: 2 },
        data: items.map(item => ({ value: [item.at, item.expected], hint: item.hint })),
        markLine: data.line === null ? undefined : fundingLine(words.line, { yAxis: data.line }),
      },
    ],
  });
}

function nameOf(words, id) {
  return `${words.expert} ${id}`;
}

/** How much lower than average each expert scores, with about 95 % error bars. */
function severity(box, data) {
  const words = data.words;
  const items = data.items.filter(e => e.severity !== null)
    .map((e, i) => ({ ...e, at: i + 1, hint: `${nameOf(words, e.id)}: ${e.severity.toFixed(2)} ± ${(1.96 * e.error).toFixed(2)} (${e.n})` }));
  draw(box, {
    xAxis: placeAxis(items, words.expert),
    yAxis: { type: 'value', name: words.severity },
    series: [
      intervals(items, e => e.severity - 1.96 * e.error, e => e.severity + 1.96 * e.error, 2, () => colours.quiet, words.severity),
      { type: 'scatter', symbolSize: 9, itemStyle: { color: colours.brand }, data: items.map(e => ({ value: [e.at, e.severity], hint: e.hint })) },
    ],
  });
}

/** A box for each expert's totals, from the lowest to the highest, in the order of severity. */
function distributions(box, data) {
  const items = data.items.filter(e => e.box.length > 0);
  draw(box, {
    tooltip: { trigger: 'item', renderMode: 'richText' },
    xAxis: { type: 'category', data: items.map(e => `${e.id}`), name: data.words.expert, nameLocation: 'middle', nameGap: 30 },
    yAxis: { type: 'value', scale: true, name: data.words.totals },
    series: [{ type: 'boxplot', itemStyle: { color: '#dbe8f6', borderColor: colours.brand }, data: items.map(e => ({ name: nameOf(data.words, e.id), value: e.box })) }],
  });
}

/** Each total of the applications on the page less their mean: a row all of one colour is a harsh or a mild expert. */
function heatMap(box, data) {
  const words = data.words;
  const ids = [...new Set(data.totals.map(t => t[1]))].sort((a, b) => a - b).map(String);
  const means = new Map(data.means);
  const cells = data.totals.map(([application, expert, total]) => ({
    value: [application, `${expert}`, total - means.get(application)], hint: `${application}, ${nameOf(words, expert)}: ${total.toFixed(2)}\n${words.difference} ${(total - means.get(application)).toFixed(2)}`,
  }));
  const widest = Math.max(1, ...cells.map(c => Math.abs(c.value[2])));
  draw(box, {
    grid: { left: 50, right: 20, top: 10, bottom: 90 },
    xAxis: { type: 'category', data: [...means.keys()], axisLabel: { rotate: 60 } },
    yAxis: { type: 'category', data: ids, name: words.expert },
    visualMap: { min: -widest, max: widest, precision: 1, calculable: true, orient: 'horizontal', left: 'center', bottom: 0, text: [words.milder, words.harsher], inRange: { color: ['#b35806', '#f7f7f7', '#2f6fb0'] } },
    series: [{ type: 'heatmap', data: cells }],
  });
}

/** How many experts have how many applications; plans beside each other. */
function loads(box, data) {
  const words = data.words;
  const most = Math.max(...data.plans.flatMap(p => p.load.map(l => l[0])));
  const places = [...Array(most + 1).keys()];
  draw(box, {
    grid: { left: 50, right: 20, top: 40, bottom: 45 }, legend: data.plans.length > 1 ? { top: 5 } : undefined,
    xAxis: { type: 'category', data: places.map(String), name: words.load, nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'value', name: words.experts, minInterval: 1 },
    series: data.plans.map((plan, i) => {
      const counts = new Map(plan.load);
      return { name: plan.name, type: 'bar', itemStyle: { color: planColours[i] }, data: places.map(load => ({ value: counts.get(load) ?? 0, hint: `${plan.name}\n${words.load}: ${load}\n${words.experts}: ${counts.get(load) ?? 0}` })) };
    }),
  });
}

/** The affinity that so many percent of the pairs do not exceed. */
function affinities(box, data) {
  const words = data.words;
  draw(box, {
    grid: { left: 50, right: 20, top: 40, bottom: 45 }, legend: data.plans.length > 1 ? { top: 5 } : undefined,
    xAxis: { type: 'value', min: 0, max: 100, name: words.percent, nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'value', name: words.affinity },
    series: data.plans.map((plan, i) => ({
      name: plan.name, type: 'line', symbol: 'circle', symbolSize: 7, itemStyle: { color: planColours[i] }, lineStyle: { type: i ? 'dashed' : 'solid' },
      data: plan.pairs.map((value, at) => ({ value: [data.percentages[at], value], hint: `${plan.name}\n${data.percentages[at]} %: ${value.toFixed(4)}` })),
    })),
  });
}
