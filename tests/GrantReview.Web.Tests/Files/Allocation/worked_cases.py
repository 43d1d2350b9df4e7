"""Writes worked-cases.json: the sixteen worked cases of the allocation rules in the shape of an allocation case, each with its answer.

The cases are taken from public texts (Chengdu 2025, Fujian 2025, the Chengdu policy of 2024, Sichuan 2024, Chongqing 2023) or made for one rule; amounts in yuan.
Answers under ties "tie-break" and remainder "skip" are recomputed here over every subset; the others are stated from the rule named in the title.
Run: python3 worked_cases.py
"""
import itertools, json, os
from fractions import Fraction

W = 10000
CASES = []


def app(id, score, amount, minimum=None, eligible=True, ties=None, **attributes):
    a = {"id": id, "score": str(score), "amount": str(amount)}
    if minimum is not None: a["minAmount"] = str(minimum)
    if attributes: a["attributes"] = attributes
    if ties: a["tieBreakers"] = ties
    if not eligible: a["eligible"] = False
    return a


def count(id, max=None, min=None, **where):
    q = {"id": id, "measure": "count", "where": where}
    if max is not None: q["max"] = str(max)
    if min is not None: q["min"] = str(min)
    return q


def money(id, max, **where): return {"id": id, "measure": "amount", "where": where, "max": str(max)}


def add(id, title, apps, quotas, funded=None, reasons=None, sensitivity=None, min_score=None, order="priority", remainder="skip", ties="tie-break", chain=(), seed=None, conflicts=None, repairs=None, overrun=None, amounts=None):
    policy = {"order": order, "remainder": remainder, "ties": ties, "tieBreak": [dict(c) for c in chain]}
    if seed: policy["seed"] = seed
    case = {"applications": apps, "quotas": quotas, "policy": policy}
    if min_score is not None: case["minScore"] = str(min_score)
    if remainder == "skip" and ties == "tie-break" and not chain and len(apps) <= 12:
        best = exhaustive(case)
        assert best == (sorted(funded) if conflicts is None else None), (id, best, funded)
    CASES.append({"id": id, "title": title, "case": case, "funded": funded, "amounts": amounts, "reasons": reasons or {}, "sensitivity": sensitivity or [], "conflicts": conflicts, "repairs": repairs, "overrun": overrun})


def exhaustive(case):
    apps = sorted(case["applications"], key=lambda a: (-Fraction(a["score"]), a["id"])); best = None
    hit = lambda a, w: all(a.get("attributes", {}).get(k) in (v if isinstance(v, list) else [v]) for k, v in w.items())
    for bits in itertools.product([1, 0], repeat=len(apps)):
        chosen = [a for a, b in zip(apps, bits) if b]
        if any(a.get("eligible") is False or Fraction(a["score"]) < Fraction(case.get("minScore", "-1")) for a in chosen): continue
        used = [(q, sum(1 if q["measure"] == "count" else int(Fraction(a["amount"]) * 100) for a in chosen if hit(a, q["where"]))) for q in case["quotas"]]
        size = lambda q, k: int(Fraction(q[k]) * (1 if q["measure"] == "count" else 100))
        if any(("max" in q and u > size(q, "max")) or ("min" in q and u < size(q, "min")) for q, u in used): continue
        key = (sum(Fraction(a["score"]) for a in chosen), bits) if case["policy"]["order"] == "welfare" else bits
        if best is None or key > best[0]: best = (key, sorted(a["id"] for a in chosen))
    return best and best[1]


# C01 a tie at the line: five places of 200,000, three tied for the fifth
def c01(budget): return ([app(i, s, 20 * W, ties=t) for i, s, t in [("P1", "92.50", {}), ("P2", "90.00", {}), ("P3", "88.25", {}), ("P4", "86.00", {}),
    ("P5", "84.50", {"innovation": "80", "submittedAt": "2025-08-05T10:00:00+08:00"}), ("P6", "84.50", {"innovation": "83", "submittedAt": "2025-08-09T10:00:00+08:00"}),
    ("P7", "84.50", {"innovation": "83", "submittedAt": "2025-08-04T10:00:00+08:00"}), ("P8", "82.00", {})]], [count("count", 5), money("budget", budget * W)])
CHAIN = [{"by": "innovation", "descending": True}, {"by": "submittedAt"}]
tied = {p: ["tie-at-cut", "count"] for p in ("P5", "P6", "P7")}
add("C01 exclude-all", "Every tied one is out, and the place stays closed", *c01(1000), funded=["P1", "P2", "P3", "P4"], ties="exclude-all", reasons={**tied, "P8": ["closed-by-tie:count"]})
add("C01 include-all 140", "Counts give way, money suffices", *c01(140), funded=[f"P{i}" for i in range(1, 8)], ties="include-all", reasons={"P8": ["budget", "count"]}, overrun={"used": 4, "taken": 3})
add("C01 include-all 120", "Counts would give way, money does not", *c01(120), funded=["P1", "P2", "P3", "P4"], ties="include-all",
    reasons={**{p: ["tie-at-cut", "budget", "count"] for p in tied}, "P8": ["closed-by-tie:budget", "closed-by-tie:count"]})
add("C01 tie-break", "Innovation, then the earlier filing", *c01(1000), funded=["P1", "P2", "P3", "P4", "P7"], chain=CHAIN, reasons={"P6": ["lost-tie-break", "count"], "P5": ["lost-tie-break", "count"], "P8": ["count"]})
add("C01 lottery", "SHA-256 of seed|id: P7 22b8…, P5 2733…, P6 6ca8…", *c01(1000), funded=["P1", "P2", "P3", "P4", "P7"], ties="lottery", seed="CD2025-GENAI-R1", reasons={"P5": ["lost-lottery", "count"], "P6": ["lost-lottery", "count"]})
# C02 one award a unit
add("C02", "A cap of one award a unit skips better ones", [app(i, s, 20 * W, unit=u) for i, s, u in [("A1", 95, "U"), ("A2", 93, "U"), ("A3", 90, "V"), ("A4", 88, "U"), ("A5", 85, "W"), ("A6", 80, "V")]],
    [money("budget", 80 * W)] + [count(f"unit:{u}", 1, unit=u) for u in "UVW"], funded=["A1", "A3", "A5"], reasons={"A2": ["unit:U"], "A4": ["unit:U"], "A6": ["unit:V"]},
    sensitivity=[["budget", "+200000", [], []], ["unit:U", "+1", ["A2"], []], ["unit:V", "+1", ["A6"], []], ["unit:W", "+1", [], []]])
# C03 isolated categories
add("C03", "Categories do not lend each other places", [app(f"Z{i}", 96 - i, 50 * W, category="重点") for i in range(1, 6)] + [app("M1", 75, 20 * W, category="面上"), app("M2", 70, 20 * W, category="面上")],
    [count("重点", 3, category="重点"), count("面上", 4, category="面上")], funded=["M1", "M2", "Z1", "Z2", "Z3"], reasons={"Z4": ["重点"], "Z5": ["重点"]}, sensitivity=[["重点", "+1", ["Z4"], []], ["面上", "+1", [], []]])
# C04 recommender quotas, then topics; what was refused at intake is not eligible
add("C04", "A topic without candidates stays empty", [app(i, s, 300 * W, topic="2025H0108") for i, s in [("F1", 88), ("F3", 91), ("F4", 86), ("F6", 84), ("F9", 90)]] + [app(i, 99, 300 * W if i == "F7" else 200 * W, eligible=False, topic="2025H0108" if i == "F7" else "2025H0109") for i in ("F2", "F5", "F7", "F8")],
    [count("2025H0108", 2, topic="2025H0108"), count("2025H0109", 1, topic="2025H0109"), money("budget", 800 * W)], funded=["F3", "F9"],
    reasons={"F1": ["2025H0108", "budget"], "F4": ["2025H0108", "budget"], "F2": ["ineligible"], "F8": ["ineligible"]})
# C05 the first ten by filing date with a joint tenth: the score is minus the date
for name, groups, n, flag in [("a", [4, 5, 3, 1], 12, False), ("b", [8, 3, 2], 11, True), ("c", [1] * 11, 10, False), ("d", [7, 5, 1], 12, True), ("e", [9, 1, 2], 10, False), ("f", [6], 6, False), ("g", [8, 2, 1], 10, False), ("h", [12, 1], 12, True)]:
    dates = [d for d, size in enumerate(groups) for _ in range(size)]
    before = 0
    for size in groups:
        if before + size > 10 and before < 10: break
        before += size
    over = {"used": before, "taken": size, "human": flag} if n > 10 else None
    add(f"C05 {name}", "The first ten by date, all of the tenth's day", [app(f"m{i + 1:02}", -d, 100 * W) for i, d in enumerate(dates)], [count("first ten", 10)], funded=[f"m{i + 1:02}" for i in range(n)], ties="include-all", overrun=over)
# C06 a floor of one for ethnic areas
c06 = [app(i, s, 30 * W, region=r) for i, s, r in [("R1", 93, "成都"), ("R2", 91, "成都"), ("R3", 90, "绵阳"), ("R4", 88, "成都"), ("R5", 86, "成都"), ("R6", 79, "民族地区"), ("R7", 77, "德阳"), ("R8", 74, "民族地区")]]
f06 = [count("count", 4), count("floor:民族地区", min=1, region="民族地区")]
add("C06", "A floor binds at the last possible place", c06, f06, min_score=70, funded=["R1", "R2", "R3", "R6"], reasons={"R4": ["floor-reserved:floor:民族地区"], "R5": ["floor-reserved:floor:民族地区"], "R7": ["count"], "R8": ["count"]},
    sensitivity=[["count", "+1", ["R4"], []], ["floor:民族地区", "-1", ["R4"], ["R6"]]])
add("C06 welfare", "The same by the sum of scores", c06, f06, min_score=70, order="welfare", funded=["R1", "R2", "R3", "R6"])
add("C06 without floor", "What the floor costs", c06, f06[:1], min_score=70, funded=["R1", "R2", "R3", "R4"])
# C07 the end of the budget
c07 = [app("B1", 95, 400 * W, 300 * W), app("B2", 92, 300 * W, 200 * W), app("B3", 90, 400 * W, 280 * W), app("B4", 85, 200 * W, 150 * W), app("B5", 80, 100 * W, 80 * W)]
add("C07 skip", "Whatever still fits", c07, [money("budget", 1000 * W)], funded=["B1", "B2", "B4", "B5"], reasons={"B3": ["budget"]}, sensitivity=[["budget", "+1000000", ["B3"], ["B4", "B5"]]])
add("C07 stop", "The first that does not fit ends the walk", c07, [money("budget", 1000 * W)], remainder="stop", funded=["B1", "B2"], reasons={"B3": ["budget"], "B4": ["after-stop:B3"], "B5": ["after-stop:B3"]})
add("C07 partial", "The first that does not fit takes the rest", c07, [money("budget", 1000 * W)], remainder="partial", funded=["B1", "B2", "B3"], amounts={"B1": 400 * W, "B2": 300 * W, "B3": 300 * W}, reasons={"B4": ["budget"], "B5": ["budget"]})
add("C07 welfare", "352 points", c07, [money("budget", 1000 * W)], order="welfare", funded=["B1", "B2", "B4", "B5"])
add("C07 1100", "More money, fewer winners", c07, [money("budget", 1100 * W)], funded=["B1", "B2", "B3"])
add("C07 1100 welfare", "The sum prefers the many", c07, [money("budget", 1100 * W)], order="welfare", funded=["B1", "B2", "B4", "B5"])
# C08 amounts from the formulas of the policy: those at zero are not eligible, the rest is paid to the fen
lines = ["250", "240", "250", "100", "80", "100", "100", "99.99", "100", "50", "100", "50", "25", "0", "10", "10", "0", "20", "25", "0", "20"]
add("C08", "Twenty-one amounts by formula", [app(f"L{i + 1:02}", 100 - i, f"{float(x) * W:.0f}", eligible=x != "0") for i, x in enumerate(lines)], [money("budget", 2000 * W)], funded=[f"L{i + 1:02}" for i, x in enumerate(lines) if x != "0"],
    reasons={"L14": ["ineligible"]}, amounts={"L08": 999900, "L02": 2400000})
# C09 the floor of 100,000 before the ranking, three platforms
add("C09", "An amount below the floor takes no place", [app("T1", 92, 100 * W), app("T2", 90, 95000, eligible=False), app("T3", 88, 6 * W), app("T4", 85, 10 * W), app("T5", 83, 40 * W), app("T6", 99, 0, eligible=False)],
    [count("platforms/year", 3)], funded=["T1", "T3", "T4"], reasons={"T2": ["ineligible"], "T6": ["ineligible"], "T5": ["platforms/year"]})
# C10 an annual cap per enterprise: the part that still fits is paid
c10 = [("S1甲", "甲", 40), ("S1乙", "乙", 20), ("S2甲", "甲", 40), ("S3甲", "甲", 25), ("S3乙", "乙", 15), ("S4乙", "乙", 15), ("S4甲", "甲", 10), ("S5甲", "甲", 25)]
add("C10", "甲 140 is cut to 100, 乙 50", [app(i, 99 - k, a * W, 1, unit=u) for k, (i, u, a) in enumerate(c10)], [money(f"year:{u}", 100 * W, unit=u) for u in "甲乙"], remainder="partial",
    funded=["S1乙", "S1甲", "S2甲", "S3乙", "S3甲", "S4乙"], amounts={"S1甲": 40 * W, "S2甲": 40 * W, "S3甲": 20 * W, "S1乙": 20 * W}, reasons={"S4甲": ["year:甲"], "S5甲": ["year:甲"]})
# C11 an empty category, and the joint cap that would let another use it
c11 = [app("E1", 88, 30 * W, category="港澳台"), app("E2", 86, 30 * W, category="国际面上"), app("E3", 84, 30 * W, category="国际面上"), app("E4", 82, 30 * W, category="国际面上")]
add("C11", "An empty category stays empty", c11, [count("国际重点", 1, category="国际重点"), count("国际面上", 2, category="国际面上"), count("港澳台", 1, category="港澳台"), money("budget", 200 * W)], funded=["E1", "E2", "E3"], reasons={"E4": ["国际面上"]})
add("C11 joint", "A declared joint cap", c11, [count("国际", 3, category=["国际重点", "国际面上"]), count("港澳台", 1, category="港澳台"), money("budget", 200 * W)], funded=["E1", "E2", "E3", "E4"])
# C12 floors that cannot be met
c12 = [app("I1", 90, 20 * W, region="成都"), app("I2", 85, 20 * W, region="成都"), app("I3", 72, 20 * W, region="民族地区"), app("I4", 58, 20 * W, region="民族地区")]
add("C12", "No list, the conflict and two repairs", c12, [count("count", 3), money("budget", 60 * W), count("floor:民族地区", min=2, region="民族地区")], min_score=60, conflicts=[["floor:民族地区", "minScore"]],
    repairs=[["minScore", "-2", ["I1", "I3", "I4"]], ["floor:民族地区", "-1", ["I1", "I2", "I3"]]])
add("C12 budget", "The budget against the floor", c12, [count("count", 3), money("budget", 20 * W), count("floor:民族地区", min=2, region="民族地区")], conflicts=[["budget", "floor:民族地区"]],
    repairs=[["budget", "+200000", ["I3", "I4"]], ["floor:民族地区", "-1", ["I3"]]])
# C13 crossing caps
c13 = [app("K1", 90, 20 * W, category="X", unit="U"), app("K2", 89, 20 * W, category="X", unit="V"), app("K3", 88, 20 * W, category="Y", unit="U")]
q13 = [count("cat:X", 1, category="X"), count("unit:U", 1, unit="U")]
add("C13", "Strict priority", c13, q13, funded=["K1"], reasons={"K2": ["cat:X"], "K3": ["unit:U"]})
add("C13 welfare", "177 points against 90", c13, q13, order="welfare", funded=["K2", "K3"])
# C14 the replacement list; who comes in is tested with Promotion
add("C14", "The replacement list in ranking order", [app(i, s, 20 * W, unit=u) for i, s, u in [("V1", 95, "U"), ("V2", 93, "V"), ("V3", 91, "U"), ("V4", 90, "W"), ("V5", 89, "V")]], [count("count", 2)] + [count(f"unit:{u}", 1, unit=u) for u in "UVW"], funded=["V1", "V2"])
# C15 the project library: no reading, first tie-break key, own tier (scores of the library above all others)
def c15(up): return [app(i, f"{s + (up if y != 9999 else 0):.2f}", 60 * W, ties={"library": str(y)}) for i, s, y in [("N1", 85.00, 9999), ("N2", 85.00, 2024), ("N3", 84.90, 2023), ("N4", 88.00, 9999)]]
add("C15 none", "The library gives nothing", c15(0), [count("count", 2)], funded=["N1", "N4"])
add("C15 tie-break", "The library decides among equals", c15(0), [count("count", 2)], funded=["N2", "N4"], chain=[{"by": "library"}], reasons={"N1": ["lost-tie-break", "count"]})
add("C15 tier", "The library comes first", c15(100), [count("count", 2)], funded=["N2", "N3"])
# C16 one project a topic, own money as an absolute floor
add("C16", "The best score is not eligible", [app("G1", 91, 750 * W, topic="三"), app("G2", 93, 600 * W, eligible=False, topic="三"), app("G3", 88, 750 * W, topic="三"), app("G4", 79, 500 * W, eligible=False, topic="四"), app("G5", 90, 1000 * W, topic="一")],
    [count(f"topic:{t}", 1, topic=t) for t in "一三四"], funded=["G1", "G5"], amounts={"G1": 750 * W, "G5": 1000 * W}, reasons={"G2": ["ineligible"], "G3": ["topic:三"], "G4": ["ineligible"]})

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "worked-cases.json"), "w", encoding="utf-8") as f:
    json.dump(CASES, f, ensure_ascii=False, indent=1)
    f.write("\n")
print(len(CASES), "cases")
