// The ranking as a picture: a line of scores by place, every expert's total as a dot, and the funding line between the last award and the next.
for (const box of document.querySelectorAll('[data-ranking-chart]')) ranking(box, JSON.parse(box.querySelector('script').textContent));

function ranking(box, data) {
  const colour = { funded: '#1a7f4b', reserve: '#2f6fb0', 'not-funded': '#77828e' };
  const chart = echarts.init(box, null, { renderer: 'svg' });
  const places = data.places.map((place, i) => ({ ...place, at: i + 1 }));
  const lowest = Math.min(...places.flatMap(p => [Number(p.score), ...p.totals.map(Number)]));
  chart.setOption({
    animation: false,
    grid: { left: 50, right: 20, top: 40, bottom: 60 },
    legend: { top: 5 },
    tooltip: { trigger: 'item', renderMode: 'richText', formatter: item => item.data.hint ?? '' },
    xAxis: {
      type: 'value', min: 0.5, max: places.length + 0.5, interval: 1, name: data.words.place, nameLocation: 'middle', nameGap: 38, splitLine: { show: false },
      axisLabel: { rotate: places.length > 24 ? 60 : 0, formatter: at => places[at - 1]?.id ?? '', hideOverlap: true },
    },
    yAxis: { type: 'value', min: Math.max(0, Math.floor(lowest / 10) * 10), max: 100 },
    series: [
      {
        name: data.words.totals, type: 'scatter', symbolSize: 5, itemStyle: { color: '#a9b4bf' },
        data: places.flatMap(p => p.totals.map(total => ({ value: [p.at, Number(total)], hint: `${p.id}: ${total}` }))),
      },
      {
        name: data.words.score, type: 'line', lineStyle: { color: '#9fb0c0', width: 1 }, symbol: 'circle', symbolSize: 10, itemStyle: { color: '#1f4e79' },
        data: places.map(p => ({ value: [p.at, Number(p.score)], hint: `${p.at}. ${p.id} ${p.title}: ${p.score}`, itemStyle: { color: colour[p.decision] ?? '#77828e' } })),
        markLine: data.line > 0 && data.line < places.length ? {
          symbol: 'none', silent: true, lineStyle: { color: '#b3261e', type: 'dashed' }, label: { formatter: data.words.line, color: '#b3261e' },
          data: [{ xAxis: data.line + 0.5 }],
        } : undefined,
      },
    ],
  });
  addEventListener('resize', () => chart.resize());
}
