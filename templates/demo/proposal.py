"""Writes proposal.pdf beside this file: the invented proposal that every application of the demo round shows beside its score sheet.

python3 proposal.py, with Chromium and a Chinese font; PATH_OF_CHROMIUM may name another one. All of it is invented.
"""
import os
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent

STYLE = """
@page { size: A4; margin: 22mm 24mm; }
body { font: 11.5pt/1.75 'Noto Serif CJK SC', serif; }
h1, h2, h3, th { font-weight: normal; }
h1 { font-size: 20pt; text-align: center; margin: 60mm 0 8mm; }
h2 { font-size: 14pt; break-before: page; margin: 0 0 4mm; }
h3 { font-size: 12pt; margin: 5mm 0 1mm; }
p { margin: 0 0 2mm; text-indent: 2em; text-align: justify; }
.mark { text-align: center; text-indent: 0; }
table { border-collapse: collapse; width: 100%; margin: 3mm 0; }
th, td { border: .5pt solid #444; padding: 1.5mm 2mm; text-align: left; }
td.n, th.n { text-align: right; }
"""

SECTIONS = [
    ("一、平台概况", [
        ("（一）建设基础", "申报单位自2021年起面向中小企业开放算力与算法服务，机房位于虚构的云起路1号，占地一千二百平方米，双路供电，配有液冷机柜四十八个。以下数字均为演示而编写，与任何单位无关。"),
        ("（二）服务对象", "截至申报之日，平台累计服务企业三百一十二家，其中中小企业二百七十四家，高校院所二十一家，政府部门十七家；年度活跃用户一百九十六家，续约率八成四。"),
    ]),
    ("二、算力与设施", [
        ("（一）硬件性能", "平台现有训练节点六十四台、推理节点一百二十台，单精度总算力三十六每秒千万亿次；全年可用率百分之九十九点二，平均排队时间十一分钟。"),
        ("（二）软件环境", "统一调度支持抢占与预留，提供容器镜像仓库、数据集目录和作业计费；安全等级保护三级，渗透测试报告见附件二。"),
    ]),
    ("三、算法与技术", [
        ("（一）自有算法", "已开放视觉、语音、运筹三类算法共四十二项，其中二十六项由申报单位独立研发，拥有发明专利十九件；典型算法的指标和测试方法见附件三。"),
        ("（二）技术团队", "专职研发人员五十八人，其中高级职称十一人；近三年人员流失率低于百分之六。"),
    ]),
    ("四、服务成效与计划", [
        ("（一）成效", "近一年完成算法服务合同一百四十七份，合同额二千三百六十万元；帮助企业缩短研发周期平均三十七天，用户满意度百分之九十三。"),
        ("（二）两年计划", "第一年扩充推理节点六十台，开放行业数据集十五个；第二年建成跨区域调度，新增服务企业一百五十家，其中中小企业不少于百分之八十。"),
    ]),
]

BUDGET = [("设备购置", "128.00"), ("软件与数据", "46.50"), ("人员", "58.00"), ("场地与能耗", "27.50"), ("合计", "260.00")]


def page():
    parts = ["<h1>公共算法服务平台补贴申报书</h1>", "<p class='mark'>（演示用虚构文件，与任何单位和个人无关）</p>"]
    for title, chapters in SECTIONS:
        parts.append(f"<h2>{title}</h2>")
        for name, text in chapters:
            parts.append(f"<h3>{name}</h3>" + f"<p>{text}</p>")
    rows = "".join(f"<tr><td>{name}</td><td class='n'>{figure}</td></tr>" for name, figure in BUDGET)
    parts.append(f"<h2>五、经费预算</h2><table><tr><th>科目</th><th class='n'>万元</th></tr>{rows}</table><p>申请补贴的部分用于设备购置和场地能耗，其余自筹。</p>")
    return f"<!doctype html><html lang='zh-CN'><meta charset='utf-8'><title>申报书（虚构示例）</title><style>{STYLE}</style>{''.join(parts)}</html>"


with tempfile.TemporaryDirectory() as folder:
    source = Path(folder) / "proposal.html"
    source.write_text(page(), encoding="utf-8")
    subprocess.run([
        os.environ.get("PATH_OF_CHROMIUM", "chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
        "--generate-pdf-document-outline", f"--print-to-pdf={HERE / 'proposal.pdf'}", source.as_uri()], check=True)
