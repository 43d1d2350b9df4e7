"""Writes the demo round beside this file: applications.csv, experts.csv, conflicts.csv, assignments.csv, scores.csv.

Standard library only; the seed is fixed, so everybody gets the same bytes. Every person, unit, code and figure is invented: names say 虚构, and
the credit codes have valid check digits but the region 999999, which is not assigned. What is planted, and why, is in README.md.
"""
import csv
import json
import random
import unicodedata
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
TREE = json.loads((HERE.parent / "indicator-trees" / "public-algorithm-platform.json").read_text(encoding="utf-8"))["indicators"]
RANDOM = random.Random(20241018)
EXPERTS_PER_APPLICATION, MAX_LOAD, PLACES = 5, 8, 10
FLOOR_YUAN, CAP_YUAN = 100_000, 1_000_000

# ---- The tree: leaves with their points, in the order of the sheet ----

NODES = {node["code"]: node for node in TREE}


def points_of(node):
    share = Fraction(100)
    while node is not None:
        share *= Fraction(node["weight"]) / 100
        node = NODES.get(node.get("parent"))
    return share


PARENTS = {node.get("parent") for node in TREE}
LEAVES = {code: points_of(node) for code, node in NODES.items() if code not in PARENTS}
JUDGED = [code for code in LEAVES if NODES[code].get("kind") != "measured"]


def measured_points(application):
    points = Fraction(0)
    for code, full in LEAVES.items():
        scale = NODES[code].get("scale")
        if scale is None:
            continue
        figure = Fraction(application[scale["attribute"]])
        if scale["kind"] == "linear":
            low, high = Fraction(scale["low"]), Fraction(scale["high"])
            share = min(Fraction(1), max(Fraction(0), (figure - low) / (high - low)))
        else:
            share = max([Fraction(t["share"]) for t in scale["tiers"] if figure >= Fraction(t["from"])], default=Fraction(0))
        points += full * share
    return points


# ---- Invented units and their credit codes (GB 32100-2015, with the organisation code of GB 11714) ----

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(number, kind):
    body = f"XU{number:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    check = 11 - sum(w * int(c, 36) for w, c in zip(weights, body)) % 11
    code = {"企业": "91", "科研机构": "12", "行业协会": "51"}[kind] + "999999" + body + {10: "X", 11: "0"}.get(check, str(check))
    rest = 31 - sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code)) % 31
    return code + ALPHABET[rest % 31]


def units(names, first_number):
    return [{"name": name, "type": kind, "code": credit_code(first_number + i, kind)} for i, (name, kind) in enumerate(names)]


PLACES_INVENTED = ["锦溪", "芙蓉渡", "浣云", "青杉", "云杉", "石榴坡", "竹影", "杏林", "江桥", "麓湖湾", "桂溪里", "银沙"]
APPLICANT_UNITS = units(
    [(f"{place}虚构{suffix}", "企业") for suffix in ("智能科技有限公司", "算法服务有限公司") for place in PLACES_INVENTED]
    + [(f"{place}虚构人工智能研究院", "科研机构") for place in PLACES_INVENTED[:5]]
    + [(f"{place}虚构软件行业协会", "行业协会") for place in PLACES_INVENTED[:3]], 1)
EXPERT_UNITS = units(
    [(f"{place}虚构大学", "科研机构") for place in ("望舒", "长庚", "启明", "北辰", "南箕", "东井")]
    + [(f"{place}虚构计算技术研究所", "科研机构") for place in ("望舒", "长庚", "启明", "北辰")]
    + [(f"{place}虚构信息技术有限公司", "企业") for place in ("摇光", "开阳", "玉衡")]
    + [(f"{place}虚构会计师事务所", "企业") for place in ("天权", "天玑")], 501)

TOPICS = [("算法检测", "algorithm testing"), ("算法验证", "algorithm verification"), ("算法交易", "algorithm trading"),
          ("生成式内容评测", "evaluation of generated content"), ("行业算法", "industry algorithms"), ("算力调度", "compute scheduling")]
REGIONS = ["虚构东区", "虚构西区", "虚构南区", "虚构北区"]


def yuan(amount):
    return f"{float(amount):.2f}".rstrip("0").rstrip(".")


def set_income(application, net, tax_rate):
    """The audited income without tax, and what the invoices say with it."""
    net, rate = Fraction(net), Fraction(tax_rate or "0")
    application.update(service_income=yuan(net * (1 + rate)), tax_rate=tax_rate or "0", service_income_net=yuan(net))
    application["requested_amount"] = yuan(min(Fraction(CAP_YUAN), Fraction(int(net * 10), 100)))


# ---- Applications ----

def make_applications():
    quality = [Fraction(50 + i, 100) for i in range(36)]
    RANDOM.shuffle(quality)
    applications = []
    for i in range(36):
        unit = APPLICANT_UNITS[i % len(APPLICANT_UNITS)]
        topic, other = TOPICS[i % 6], TOPICS[(i * 5 + 2) % 6]
        merit = float(quality[i])
        application = {
            "id": f"P{i + 1:02d}", "title": f"示例{topic[0]}平台{i + 1:02d}（虚构）", "category": "4.2",
            "unit": unit["name"], "unit_code": unit["code"], "unit_type": unit["type"], "unit_former_names": "", "region": REGIONS[i % 4],
            "pi": f"{'子丑寅卯'[i // 9]}{'一二三四五六七八九'[i % 9]}", "partners": "",
            "keywords": ";".join(dict.fromkeys([topic[0], topic[1], other[0], other[1]])),
            "submitted_at": f"2024-09-{2 + i % 12:02d}T{9 + i % 8:02d}:{RANDOM.randrange(60):02d}:00+08:00", "eligible": "yes",
            "domestic_it_percent": str(min(100, round(100 * merit - 15 + RANDOM.uniform(-20, 20)))),
            "jobs": str(max(3, round((merit - 0.4) * 240 + RANDOM.uniform(-20, 20)))),
            "sme": "yes" if unit["type"] == "企业" and i % len(APPLICANT_UNITS) % 3 > 0 else "no", "gap_filling": "no", "library_year": "2023" if i in (8, 21, 30) else "", "quality": merit,
        }
        set_income(application, 100 * round((merit ** 3 * 130_000) * RANDOM.uniform(0.4, 1.3) + 11_000), ("0.06", "0.06", "", "0.03")[i % 4])
        applications.append(application)
    return applications


def plant_amounts(by_id):
    def plant(key, net, tax_rate, sme="no", gap_filling="no", quality=None, **more):
        application = by_id[key]
        application.update(sme=sme, gap_filling=gap_filling, quality=quality or application["quality"], **more)
        set_income(application, net, tax_rate)

    plant("P04", 850_000, "", quality=0.80)                                # 85,000: left out, although it scores well
    plant("P13", 995_000, "0.06", quality=0.74)                            # 105,470 with tax, 99,500 without: left out
    plant("P10", 620_000, "0.03", sme="yes", quality=0.93)                 # 62,000: kept, a small enterprise
    plant("P28", 780_000, "0.06", gap_filling="yes", quality=0.70)         # 78,000: kept, gap filling
    plant("P19", 1_000_000, "0.06", quality=0.72)                          # exactly 100,000: kept
    plant("P22", 13_500_000, "0.06", quality=0.86)                         # 1,350,000 before the cap
    plant("P25", Fraction("3456789.13"), "", quality=0.84)                 # 345,678.913: the part of a fen is dropped
    plant("P31", 2_400_000, "0.06", eligible="no", eligibility_note="近三年信用记录不符合申报条件（虚构）")


# ---- Experts and conflicts ----

def make_experts():
    experts = []
    for i in range(24):
        unit = EXPERT_UNITS[i % len(EXPERT_UNITS)]
        kind = "finance" if "会计" in unit["name"] else "industry" if unit["type"] == "企业" else "academic"
        topics = [TOPICS[i % 6], TOPICS[(i + 1 + i // 6) % 6]]
        experts.append({
            "id": f"E{i + 1:02d}", "name": f"{'甲乙丙'[i // 8]}{'一二三四五六七八'[i % 8]}", "unit": unit["name"], "unit_code": unit["code"],
            "former_units": "", "region": REGIONS[(i + 1) % 4], "kind": kind, "keywords": ";".join(w for t in topics for w in t), "max_load": "",
            "severity": RANDOM.gauss(0, 0.025), "noise": 0.05,
        })
    for key, severity in (("E03", -0.13), ("E14", -0.10), ("E08", 0.11), ("E20", 0.09)):
        next(e for e in experts if e["id"] == key)["severity"] = severity
    return experts


def plant_conflicts(applications, experts):
    a, e = applications, experts
    # Same unit by code, although the names are written differently.
    a["P02"].update(unit="望舒虚构计算所", unit_code=e["E07"]["unit_code"], unit_type="科研机构", sme="no")
    # Same unit by name: no code on the expert's side, and brackets of another width.
    a["P06"]["unit"] = "桂溪里虚构（示例）智能科技有限公司"
    e["E23"].update(unit="桂溪里虚构(示例)智能科技有限公司", unit_code="", kind="industry")
    # The expert worked there before; the unit was once called what the expert's unit is called.
    e["E05"]["former_units"] = a["P09"]["unit"]
    a["P12"]["unit_former_names"] = e["E11"]["unit"]
    # A partner of the application employs the expert.
    a["P16"]["partners"] = f"{e['E13']['unit']};{a['P17']['unit']}"
    # The PI is the expert, whose unit is not known; another PI only shares an expert's name, and both units are known.
    e["E24"].update(unit="", unit_code="")
    a["P20"]["pi"] = e["E24"]["name"]
    a["P24"]["pi"] = e["E18"]["name"]
    return [("P05", "E01", "师生", "专家曾任项目负责人的导师"), ("P10", "E09", "合作", "近两年与申报单位共同承担项目"), ("P33", "E16", "持股", "专家持有申报单位股份")]


def words(text):
    folded = unicodedata.normalize("NFKC", text).casefold()
    return {"".join(part.split()) for part in folded.split(";")} - {""}


def conflicted(application, expert, declared):
    unit, former = words(expert["unit"]), words(expert["former_units"])
    applicant, earlier = words(application["unit"]), words(application["unit_former_names"])
    return bool(
        (expert["unit_code"] and expert["unit_code"] == application["unit_code"])
        or unit & (applicant | earlier | words(application["partners"])) or former & (applicant | earlier)
        or (application["pi"] == expert["name"] and not unit)
        or (application["id"], expert["id"]) in declared)


# ---- Assignment: the least loaded expert first, then the one who knows the subject ----

def assign(applications, experts, declared):
    load = {e["id"]: 0 for e in experts}
    pairs = []
    for application in RANDOM.sample(applications, len(applications)):
        chosen = []
        luck = {e["id"]: RANDOM.random() for e in experts}
        known = {e["id"]: len(words(e["keywords"]) & words(application["keywords"])) for e in experts}
        for expert in sorted(experts, key=lambda e: (load[e["id"]], -known[e["id"]], luck[e["id"]])):
            same_unit = any(expert["unit"] and c["unit"] == expert["unit"] for c in chosen)
            if len(chosen) < EXPERTS_PER_APPLICATION and load[expert["id"]] < MAX_LOAD and not same_unit and not conflicted(application, expert, declared):
                chosen.append(expert)
                load[expert["id"]] += 1
        assert len(chosen) == EXPERTS_PER_APPLICATION, application["id"]
        pairs += [(application["id"], e["id"]) for e in chosen]
    return sorted(pairs)


# ---- Scores: the platform's merit, its strengths by branch, the expert's severity and some noise, in half points ----

REASONS = {
    "capacity.hardware.performance": ("算力和存储满足现有业务并留有余量", "算力规模偏小，高峰期可能不足"),
    "capacity.software.functions": ("检测、验证、交易等功能较为齐全", "功能较单一，尚缺评测类功能"),
    "capacity.software.reliability": ("运行记录完整，故障恢复及时", "未见近一年的运行和故障记录"),
    "services.scale.algorithms": ("上架算法数量多，分类清楚", "算法数量少且更新较慢"),
    "services.scale.users": ("用户覆盖多个行业，增长稳定", "用户集中于少数关联单位"),
    "services.scale.orders": ("业务笔数有合同和发票佐证", "业务笔数与发票不能一一对应"),
    "innovation.technology.research": ("研发投入持续增长，归集清楚", "研发费用归集口径不清"),
    "innovation.technology.property": ("专利与平台功能直接相关", "知识产权与平台关联度不高"),
    "innovation.market.honours": ("获得多项省级以上资质", "荣誉以市级及以下为主"),
    "innovation.market.strength": ("核心技术自主，指标领先", "与同类平台相比差异不明显"),
    "economy.returns.margin": ("服务毛利稳定，盈利模式清楚", "成本较高，利润率偏低"),
    "society.industry.partners": ("合作单位覆盖产业上下游", "合作多为意向，落地较少"),
}


def score_round(by_application, by_expert, pairs):
    branches = [code for code, node in NODES.items() if "parent" not in node]
    shape = {}
    for application in by_application.values():
        strengths = {b: RANDOM.gauss(0, 0.05) for b in branches}
        shape[application["id"]] = {code: application["quality"] + strengths[code.split(".")[0]] + RANDOM.gauss(0, 0.05) for code in JUDGED}
    rows = []
    for application, key in pairs:
        expert = by_expert[key]
        for code in JUDGED:
            full = LEAVES[code]
            share = min(1.0, max(0.0, shape[application][code] + expert["severity"] + RANDOM.gauss(0, expert["noise"])))
            if NODES[code]["kind"] == "levels":
                # A certificate is a fact: experts rarely read it differently, and severity does not enter.
                share = min(1.0, max(0.0, shape[application][code] + (RANDOM.gauss(0, 0.15) if RANDOM.random() < 0.15 else 0)))
                score = min((Fraction(level["points"]) for level in NODES[code]["levels"]), key=lambda p: abs(float(p / full) - share))
            else:
                score = Fraction(round(float(full) * share * 2), 2)
            comment = REASONS.get(code, ("", ""))[0 if share >= 0.7 else 1] if (share > 0.88 or share < 0.55) and RANDOM.random() < 0.5 else ""
            rows.append({"application": application, "expert": key, "indicator": code, "score": yuan(score), "reason": comment})
    return rows


# ---- The tie at the funding line ----

def rounded(total):
    return Fraction(int(total * 100 + Fraction(1, 2)), 100)


def mean_points(rows, application, branch=""):
    return sum(Fraction(r["score"]) for r in rows if r["application"] == application and r["indicator"].startswith(branch)) / EXPERTS_PER_APPLICATION


def is_ranked(application):
    exempt = "yes" in (application["sme"], application["gap_filling"])
    return application["eligible"] == "yes" and (exempt or Fraction(application["requested_amount"]) >= FLOOR_YUAN)


def tie_at_the_line(by_application, rows):
    """Moves the income of the first below the line so that after rounding it ties with the last above it; exactly, the winner of the tie-break has less."""
    judged = {key: mean_points(rows, key) for key in by_application}

    def total(key):
        return judged[key] + measured_points(by_application[key])

    order = sorted((key for key, application in by_application.items() if is_ranked(application)), key=lambda key: (-total(key), key))
    last, first = order[PLACES - 1], order[PLACES]
    wins = mean_points(rows, first, "services.") > mean_points(rows, last, "services.")
    target = rounded(total(last)) + (Fraction(-2, 1000) if wins else Fraction(2, 1000))
    assert (target < total(last)) == wins
    yuan_a_point = 10_000_000 / LEAVES["economy.returns.income"]
    net = Fraction(by_application[first]["service_income_net"]) + (target - total(first)) * yuan_a_point
    set_income(by_application[first], 100 * round(net / 100), by_application[first]["tax_rate"])
    assert total(last) != total(first) and rounded(total(last)) == rounded(total(first)) > rounded(total(order[PLACES + 1]))
    assert mean_points(rows, first, "services.") != mean_points(rows, last, "services.") and is_ranked(by_application[first])
    for place, key in enumerate(order, 1):
        print(f"{place:2d} {key} {float(total(key)):8.4f} services {float(mean_points(rows, key, 'services.')):5.1f} amount {by_application[key]['requested_amount']}")


# ---- What the formal review answered for all: the papers that these rules ask about are no columns of the demo ----

VERDICTS = [
    ("CP24-10", "信用记录和安全记录已逐家查询（虚构）"), ("CP24-11", "登记证照和身份证复印件齐全（虚构）"), ("CP24-25", "平台功能和对外服务案例已核对（虚构）"),
    ("CP24-27", "专项审计报告已核验（虚构）"), ("CP24-28", "服务性收入按审计报告核对（虚构）"), ("CP24-53", "未发现市级资金重复支持（虚构）"),
    ("CP24-54", "其他补助情况均已说明（虚构）"), ("CP24-55", "各平台项目互不相同（虚构）"), ("CP24-59", "均在细则施行之后（虚构）"), ("CP24-65", "申报表齐全（虚构）"),
]


def write(name, rows, columns):
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    applications, experts = make_applications(), make_experts()
    by_application, by_expert = {a["id"]: a for a in applications}, {e["id"]: e for e in experts}
    plant_amounts(by_application)
    declared = plant_conflicts(by_application, by_expert)
    pairs = assign([a for a in applications if a["eligible"] == "yes"], experts, {row[:2] for row in declared})
    rows = score_round(by_application, by_expert, pairs)
    tie_at_the_line(by_application, rows)
    codes = sorted({application["unit_code"] for application in applications})
    for application in applications:
        # One account is still to be asked for.
        asked = application["id"] == "P05"
        application["bank"] = "" if asked else "样例银行虚构支行"
        application["account"] = "" if asked else f"99990000{codes.index(application['unit_code']) + 1:04d}0371"
    write("applications.csv", applications, [
        "id", "title", "category", "unit", "unit_code", "unit_type", "unit_former_names", "region", "pi", "partners", "keywords", "requested_amount",
        "submitted_at", "eligible", "eligibility_note", "service_income", "tax_rate", "service_income_net", "sme", "gap_filling", "domestic_it_percent", "jobs", "library_year", "bank", "account"])
    write("experts.csv", experts, ["id", "name", "unit", "unit_code", "former_units", "region", "kind", "keywords", "max_load"])
    write("conflicts.csv", [dict(zip(("application", "expert", "kind", "note"), row)) for row in declared], ["application", "expert", "kind", "note"])
    write("assignments.csv", [{"application": a, "expert": e} for a, e in pairs], ["application", "expert"])
    write("verdicts.csv", [{
        "application": "*", "rule": rule, "verdict": "met", "clause": "", "by": "演示项目主管", "at": "2024-09-20T16:00:00+08:00", "reason": reason,
    } for rule, reason in VERDICTS], ["application", "rule", "verdict", "clause", "by", "at", "reason"])
    write("scores.csv", rows, ["application", "expert", "indicator", "score", "reason"])


if __name__ == "__main__":
    main()
