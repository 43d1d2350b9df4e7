"""Writes the Word templates of this folder (standard library only; the same bytes every time).

    python3 templates/documents/generate.py

A template is an ordinary document; what the program fills in are content controls, whose tag is a field's name, or "each:NAME" around paragraphs, tables
or rows that are repeated for every NAME (and are left out where there is none). Once written, a template may be edited in Word; this script is how the first ones were made.
Format: GB/T 9704-2012 (A4, text area 156 x 225 mm, body 仿宋 16 pt with 28 pt lines, title 小标宋 22 pt, page numbers between dashes, outside edge).
"""
import pathlib
import zipfile
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TITLE, BODY, HEADING, SUB, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
FALLBACK = {TITLE: "宋体", BODY: "仿宋", HEADING: "SimHei", SUB: "楷体", SONG: "SimSun"}


def run(text):
    """Text in which {name} is a field."""
    parts, rest = [], text
    while "{" in rest:
        before, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        parts += [plain(before), f'<w:sdt><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{name}"/><w:text/></w:sdtPr><w:sdtContent>{plain(f"〔{name}〕")}</w:sdtContent></w:sdt>']
    return "".join(parts + [plain(rest)])


def plain(text):
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def p(text, style="Body"):
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


def each(name, *content):
    return f'<w:sdt><w:sdtPr><w:alias w:val="each:{name}"/><w:tag w:val="each:{name}"/></w:sdtPr><w:sdtContent>{"".join(content)}</w:sdtContent></w:sdt>'


def table(columns, rows, total=None):
    """columns: (heading, width in mm, cell, right?)."""
    widths = [round(mm * 56.7) for _, mm, _, _ in columns]

    def row(texts, heading=False, style=None):
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f'{p(t, style or ("TableHead" if heading else "TableRight" if c[3] else "Table"))}</w:tc>' for t, w, c in zip(texts, widths, columns))
        return f'<w:tr><w:trPr><w:cantSplit/>{"<w:tblHeader/>" if heading else ""}</w:trPr>{cells}</w:tr>'

    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    edges = "".join(f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for e in ("top", "left", "bottom", "right", "insideH", "insideV"))
    return (f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            f'<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f'<w:tblGrid>{grid}</w:tblGrid>'
            f'{row([c[0] for c in columns], heading=True)}{each(rows, row([c[2] for c in columns]))}{row(total) if total else ""}</w:tbl>')


def money(language, *parts):
    """A table of money, below the line that says in what it is counted."""
    return p("单位：元" if language == "zh-CN" else "Unit: yuan", "Unit") + table(*parts)


def signed(language):
    """A line for each who signs, then the place of the seal with the day."""
    lines = ("制表：＿＿＿＿　审核：＿＿＿＿　负责人：＿＿＿＿", "{issuer}（盖章）", "年　　月　　日") if language == "zh-CN" else (
        "Prepared by: __________  Checked by: __________  Responsible: __________", "{issuer} (seal)", "Date: ________________")
    return p("", "Signer") + p(lines[0], "Signer") + p("", "Signer") + p(lines[1], "Sign") + p(lines[2], "Sign")


def fonts(east, size, extra=""):
    return f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="{east}"/>{extra}<w:sz w:val="{size * 2:g}"/><w:szCs w:val="{size * 2:g}"/></w:rPr>'


def style(name, east, size, jc="both", line='w:line="560" w:lineRule="exact"', ind="", extra="", keep=""):
    return (f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:pPr>{keep}<w:spacing w:before="0" w:after="0" {line}/>{ind}<w:jc w:val="{jc}"/></w:pPr>'
            f'{fonts(east, size, extra)}</w:style>')


def styles(language):
    indent = '<w:ind w:firstLine="640" w:firstLineChars="200"/>' if language == "zh-CN" else '<w:ind w:firstLine="0"/>'
    single = 'w:line="300" w:lineRule="exact"'
    return (f'{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault>{fonts(BODY, 16, "").replace("</w:rPr>", "")}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
            f'<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
            + style("DocTitle", TITLE, 22, "center", 'w:line="700" w:lineRule="exact"', keep="<w:keepNext/>") + style("Body", BODY, 16, ind=indent) + style("Flush", BODY, 16, "left") + style("Annex", HEADING, 16, "left", keep="<w:keepNext/><w:pageBreakBefore/>")
            + style("Heading", HEADING, 16, "left", ind=indent, keep="<w:keepNext/>") + style("SubHeading", SUB, 16, "left", ind=indent, keep="<w:keepNext/>")
            + style("Signer", BODY, 16, "left", keep="<w:keepNext/>") + style("Unit", BODY, 10.5, "right", single, keep="<w:keepNext/>")
            + style("Centre", BODY, 16, "center") + style("Sign", BODY, 16, "right", keep="<w:keepNext/>", ind='<w:ind w:right="640" w:rightChars="200"/>')
            + style("Table", BODY, 10.5, "left", single) + style("TableRight", BODY, 10.5, "right", single) + style("TableHead", HEADING, 10.5, "center", single)
            + style("Note", BODY, 10.5, "left", single) + style("PageOdd", SONG, 14, "right", ind='<w:ind w:right="280"/>') + style("PageEven", SONG, 14, "left", ind='<w:ind w:left="280"/>') + "</w:styles>")


def footer(name):
    page = '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> —</w:t></w:r>'
    return f'{HEAD}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{page}</w:p></w:ftr>'


def write(name, language, *content):
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    kinds = {"document": "document.main", "styles": "styles", "settings": "settings", "fontTable": "fontTable", "footer1": "footer", "footer2": "footer"}
    section = ('<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/>'
               '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>')
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/word/{k}.xml" ContentType="{main}{v}+xml"/>' for k, v in kinds.items()) + "</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{relation}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(f'<Relationship Id="rId{i}" Type="{relation}/{v}" Target="{k}.xml"/>' for i, (k, v) in enumerate(list(kinds.items())[1:], 1)) + "</Relationships>",
        "word/document.xml": f'{HEAD}<w:document {W}><w:body>{"".join(content)}{section}</w:body></w:document>',
        "word/styles.xml": styles(language),
        "word/settings.xml": f'{HEAD}<w:settings {W}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/></w:settings>',
        "word/fontTable.xml": f'{HEAD}<w:fonts {W}>' + "".join(f'<w:font w:name="{n}"><w:altName w:val="{a}"/><w:family w:val="roman"/></w:font>' for n, a in FALLBACK.items()) + "</w:fonts>",
        "word/footer1.xml": footer("PageOdd"),
        "word/footer2.xml": footer("PageEven"),
    }
    with zipfile.ZipFile(pathlib.Path(__file__).parent / f"{name}.{language}.docx", "w", zipfile.ZIP_DEFLATED) as file:
        for part, text in parts.items():
            file.writestr(zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED)


# The list that goes to the meeting (上会材料) ------------------------------------------------------------------------------------------
FUNDED_ZH = [("名次", 10, "{place}", False), ("项目编号", 16, "{id}", False), ("项目名称", 25, "{title}", False), ("申报单位", 22, "{unit}", False), ("得分", 13, "{score}", True), ("拟支持金额", 27, "{amount}", True), ("金额测算", 43, "{how}", False)]
FUNDED_EN = [("Rank", 11, "{place}", False), ("No.", 16, "{id}", False), ("Title", 25, "{title}", False), ("Applicant unit", 22, "{unit}", False), ("Score", 13, "{score}", True), ("Amount", 27, "{amount}", True), ("How it came about", 42, "{how}", False)]
NEXT_ZH = [("次序", 12, "{place}", False), ("项目编号", 24, "{id}", False), ("项目名称", 58, "{title}", False), ("申报单位", 44, "{unit}", False), ("得分", 18, "{score}", True)]
NEXT_EN = [("Order", 14, "{place}", False), ("No.", 24, "{id}", False), ("Title", 56, "{title}", False), ("Applicant unit", 44, "{unit}", False), ("Score", 18, "{score}", True)]
REST_ZH = [("名次", 12, "{place}", False), ("项目编号", 24, "{id}", False), ("项目名称", 50, "{title}", False), ("得分", 16, "{score}", True), ("理由", 54, "{reasons}", False)]
REST_EN = [("Rank", 12, "{place}", False), ("No.", 24, "{id}", False), ("Title", 50, "{title}", False), ("Score", 16, "{score}", True), ("Reasons", 54, "{reasons}", False)]

write("meeting-list", "zh-CN",
      p("{call}", "DocTitle"), p("拟立项项目上会材料", "DocTitle"), p("（{date}）", "Centre"), p("", "Body"),
      p("本批共申报{applications}项，参加排序{ranked}项，拟立项{awards}项，拟安排资金合计{total}元，列入递补名单{reserve}项。提请集体审议。"),
      p("得分方法：{method}。选择规则：{policy}。最低分数线：{minScore}。"),
      each("quotas", p("{number}．{name}：{limit}；已用{used}。")),
      each("categories", p("{number}、{category}", "Heading"),
           p("申报{applications}项，参加排序{ranked}项，拟立项{awards}项，金额合计{sum}元。"),
           each("funded", p("拟立项项目", "SubHeading"), money("zh-CN", FUNDED_ZH, "rows", ["", "", "合计", "{awards}项", "", "{sum}", ""])),
           each("next", p("递补项目（次序为本通知统一的递补顺序）", "SubHeading"), table(NEXT_ZH, "rows")),
           each("rest", p("未立项项目及理由", "SubHeading"), table(REST_ZH, "rows"))),
      signed("zh-CN"), p("本材料由评审结果包生成，金额与其一致。结果包校验值（SHA-256）：{package}；随机种子：{seed}。", "Note"))

write("meeting-list", "en",
      p("{call}", "DocTitle"), p("Proposed awards for the meeting", "DocTitle"), p("({date})", "Centre"), p("", "Body"),
      p("{applications} applications were made, {ranked} take part in the ranking, {awards} are proposed for an award with {total} yuan in all, {reserve} are on the replacement list. The meeting is asked to decide."),
      p("How scores count: {method}. How the list is chosen: {policy}. Minimum score: {minScore}."),
      each("quotas", p("{number}. {name}: {limit}; used {used}.")),
      each("categories", p("{number}. {category}", "Heading"),
           p("{applications} applications, {ranked} ranked, {awards} proposed awards with {sum} yuan in all."),
           each("funded", p("Proposed awards", "SubHeading"), money("en", FUNDED_EN, "rows", ["", "", "Total", "{awards} awards", "", "{sum}", ""])),
           each("next", p("Replacement list, in the one order of the call", "SubHeading"), table(NEXT_EN, "rows")),
           each("rest", p("Not funded, with reasons", "SubHeading"), table(REST_EN, "rows"))),
      signed("en"), p("Made from the result package, with whose amounts it agrees. SHA-256 of the package: {package}; seed: {seed}.", "Note"))

# The panel's opinion (评审组意见) -------------------------------------------------------------------------------------------------------
SCORED_ZH = [("名次", 10, "{place}", False), ("项目编号", 19, "{id}", False), ("项目名称", 34, "{title}", False), ("专家评分（按专家编号排列）", 26, "{experts}", False), ("得分", 15, "{score}", True),
             ("建议立项人数", 12, "{fund}", True), ("修改后立项人数", 12, "{fundIf}", True), ("不予立项人数", 12, "{reject}", True), ("评审结论", 16, "{decision}", False)]
SCORED_EN = [("Rank", 11, "{place}", False), ("No.", 18, "{id}", False), ("Title", 31, "{title}", False), ("Totals, by the experts' numbers", 26, "{experts}", False), ("Score", 15, "{score}", True),
             ("Fund", 11, "{fund}", True), ("With changes", 15, "{fundIf}", True), ("Do not", 11, "{reject}", True), ("Conclusion", 18, "{decision}", False)]
COMMENTS_ZH = [("项目编号", 20, "{id}", False), ("项目名称", 36, "{title}", False), ("专家", 18, "{expert}", False), ("评审意见", 82, "{comment}", False)]
COMMENTS_EN = [("No.", 20, "{id}", False), ("Title", 36, "{title}", False), ("Expert", 20, "{expert}", False), ("Comment", 80, "{comment}", False)]

write("panel-opinion", "zh-CN",
      p("{call}", "DocTitle"), p("评审组意见", "DocTitle"), p("（{date}）", "Centre"), p("", "Body"),
      p("评审组由{experts}名专家组成，对{applications}项申报项目独立评分，共提交评分表{sheets}份。得分方法：{method}。专家以本通知内统一的编号列示。"),
      each("categories", p("{number}、{category}", "Heading"),
           p("本类参加排序{ranked}项。评审组按得分排序，建议立项{awards}项，列入递补{reserve}项，其余{others}项不建议立项。"),
           table(SCORED_ZH, "rows"),
           each("comments", p("专家评审意见", "SubHeading"), table(COMMENTS_ZH, "rows"))),
      p("", "Signer"), p("评审组组长（签字）：＿＿＿＿＿＿＿＿", "Signer"), p("评审组成员（签字）：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿", "Signer"),
      p("评审秘书（签字）：＿＿＿＿＿＿＿＿", "Signer"), p("组织单位：{issuer}（盖章）", "Signer"), p("年　　月　　日", "Sign"),
      p("评审结果包校验值（SHA-256）：{package}。", "Note"))

write("panel-opinion", "en",
      p("{call}", "DocTitle"), p("Opinion of the panel", "DocTitle"), p("({date})", "Centre"), p("", "Body"),
      p("The panel has {experts} experts, who scored {applications} applications independently on {sheets} score sheets. How scores count: {method}. Experts appear by their numbers in this call."),
      each("categories", p("{number}. {category}", "Heading"),
           p("{ranked} applications are ranked. In the order of their scores the panel proposes {awards} for an award and {reserve} for the replacement list; the other {others} are not proposed."),
           table(SCORED_EN, "rows"),
           each("comments", p("What the experts said", "SubHeading"), table(COMMENTS_EN, "rows"))),
      p("", "Signer"), p("Chair of the panel (signature): ________________", "Signer"), p("Members of the panel (signatures): ________________________________", "Signer"),
      p("Secretary (signature): ________________", "Signer"), p("Held by: {issuer} (seal)", "Signer"), p("Date: ________________", "Sign"),
      p("SHA-256 of the result package: {package}.", "Note"))

# The notice (公示) -----------------------------------------------------------------------------------------------------------------------
NOTICE_ZH = [("序号", 10, "{number}", False), ("项目编号", 20, "{id}", False), ("项目名称", 46, "{title}", False), ("申报单位", 34, "{unit}", False), ("项目负责人", 18, "{pi}", False), ("拟支持金额", 28, "{amount}", True)]
NOTICE_EN = [("#", 10, "{number}", False), ("No.", 20, "{id}", False), ("Title", 46, "{title}", False), ("Applicant unit", 30, "{unit}", False), ("Principal investigator", 22, "{pi}", False), ("Amount", 28, "{amount}", True)]

write("notice", "zh-CN",
      p("关于{call}", "DocTitle"), p("拟立项项目的公示", "DocTitle"), p("", "Body"),
      p("经申报、形式审查、专家评审，并于{heldOn}集体审议，现将拟立项项目{awards}项予以公示，拟支持金额合计{total}元。公示期为{days}个工作日，自{from}起至{until}止。"),
      p("公示期内，单位或个人对公示内容有异议的，请以书面形式实名向受理部门提出，并提供佐证材料；单位提出的须加盖公章，个人提出的须签署真实姓名并注明联系方式。受理部门对异议人信息予以保密。匿名或超期的异议不予受理。"),
      p("受理部门：{department}"), p("联系电话：{phone}"), p("联系地址：{address}"),
      p("附件：拟立项项目名单"), p("", "Body"), p("{issuer}（盖章）", "Sign"), p("{date}", "Sign"),
      p("附件", "Annex"), p("拟立项项目名单", "Centre"), each("categories", p("{category}（{awards}项，{sum}元）", "SubHeading"), money("zh-CN", NOTICE_ZH, "rows")),
      each("exemptions", p("对申报通知规定的例外", "SubHeading"), each("rows", p("{id}　{title}：{clause}"))))

write("notice", "en",
      p("{call}", "DocTitle"), p("Public notice of proposed awards", "DocTitle"), p("", "Body"),
      p("After filing, formal review and evaluation by experts, and deliberation on {heldOn}, {awards} proposed awards with {total} yuan in all are put on public notice for {days} working days, from {from} until {until}."),
      p("Whoever objects may do so within this period in writing, under the real name and with evidence: organisations under their seal, persons with their signature and how to reach them. Who objected is kept confidential. Anonymous and late objections are not accepted."),
      p("Where to: {department}"), p("Telephone: {phone}"), p("Address: {address}"),
      p("Annex: list of proposed awards"), p("", "Body"), p("{issuer} (seal)", "Sign"), p("{date}", "Sign"),
      p("Annex", "Annex"), p("List of proposed awards", "Centre"), each("categories", p("{category} ({awards} awards, {sum} yuan)", "SubHeading"), money("en", NOTICE_EN, "rows")),
      each("exemptions", p("Exceptions from the rules of the call", "SubHeading"), each("rows", p("{id} {title}: {clause}"))))

# The award document (立项文件) -------------------------------------------------------------------------------------------------------------
AWARD_ZH = [("序号", 10, "{number}", False), ("项目编号", 20, "{id}", False), ("项目名称", 46, "{title}", False), ("承担单位", 34, "{unit}", False), ("项目负责人", 18, "{pi}", False), ("立项金额", 28, "{amount}", True)]
AWARD_EN = [("#", 10, "{number}", False), ("No.", 20, "{id}", False), ("Title", 46, "{title}", False), ("Unit", 30, "{unit}", False), ("Principal investigator", 22, "{pi}", False), ("Award", 28, "{amount}", True)]
OTHER_ZH = [("项目编号", 30, "{id}", False), ("承担单位", 66, "{unit}", False), ("资金来源", 30, "{source}", False), ("金额", 30, "{amount}", True)]
OTHER_EN = [("No.", 30, "{id}", False), ("Unit", 66, "{unit}", False), ("Source", 30, "{source}", False), ("Amount", 30, "{amount}", True)]

write("award", "zh-CN",
      p("{documentNumber}", "Centre"), p("", "Body"), p("关于{call}", "DocTitle"), p("立项的通知", "DocTitle"), p("", "Body"), p("各有关单位：", "Flush"),
      p("经{heldOn}集体审议（{meeting}，会议纪要{minutes}），并于{from}至{until}公示，现批准{awards}项立项，资金合计{total}元（人民币{capital}）。"),
      each("terms", p("{name}：{value}。")),
      each("instalments", p("第{number}期：{share}，{sum}元{due}。")),
      p("请各承担单位按照项目合同（任务书）组织实施，专款专用，并接受监督检查。"),
      p("附件：立项项目名单"), p("", "Body"), p("{issuer}（盖章）", "Sign"), p("{date}", "Sign"),
      p("附件", "Annex"), p("立项项目名单", "Centre"), each("categories", p("{category}（{awards}项，{sum}元）", "SubHeading"), money("zh-CN", AWARD_ZH, "rows")),
      each("others", p("其他来源资金（不计入上述金额）", "SubHeading"), money("zh-CN", OTHER_ZH, "rows", ["合计", "", "", "{sum}"])),
      each("exemptions", p("对申报通知规定的例外", "SubHeading"), each("rows", p("{id}　{title}：{clause}"))),
      p("", "Body"), p("立项结果包校验值（SHA-256）：{package}。", "Note"))

write("award", "en",
      p("{documentNumber}", "Centre"), p("", "Body"), p("{call}", "DocTitle"), p("Notice of award", "DocTitle"), p("", "Body"), p("To the units concerned:", "Flush"),
      p("After deliberation on {heldOn} ({meeting}, minutes {minutes}) and public notice from {from} until {until}, {awards} awards are approved with {total} yuan in all."),
      each("terms", p("{name}: {value}.")),
      each("instalments", p("Instalment {number}: {share}, {sum} yuan{due}.")),
      p("Each unit carries out its project as contracted, uses the money for it alone, and accepts supervision."),
      p("Annex: list of awards"), p("", "Body"), p("{issuer} (seal)", "Sign"), p("{date}", "Sign"),
      p("Annex", "Annex"), p("List of awards", "Centre"), each("categories", p("{category} ({awards} awards, {sum} yuan)", "SubHeading"), money("en", AWARD_EN, "rows")),
      each("others", p("Money from other sources, not in the amounts above", "SubHeading"), money("en", OTHER_EN, "rows", ["Total", "", "", "{sum}"])),
      each("exemptions", p("Exceptions from the rules of the call", "SubHeading"), each("rows", p("{id} {title}: {clause}"))),
      p("", "Body"), p("SHA-256 of the package of final awards: {package}.", "Note"))

# The report of the formal review (形式审查情况) --------------------------------------------------------------------------------------------
REVIEW_ZH = [("项目编号", 20, "{id}", False), ("项目名称", 34, "{title}", False), ("申报单位", 28, "{unit}", False), ("申报条件", 38, "{rule}", False), ("审查情况", 36, "{why}", False)]
REVIEW_EN = [("No.", 20, "{id}", False), ("Title", 34, "{title}", False), ("Applicant unit", 28, "{unit}", False), ("Rule", 38, "{rule}", False), ("What was found", 36, "{why}", False)]
VERDICTS_ZH = [("申报条件", 48, "{rule}", False), ("认定情况", 40, "{why}", False), ("项数", 12, "{count}", True), ("项目编号", 56, "{ids}", False)]
VERDICTS_EN = [("Rule", 48, "{rule}", False), ("Verdict", 40, "{why}", False), ("Number", 16, "{count}", True), ("Applications", 52, "{ids}", False)]
LIST_ZH = [("序号", 14, "{rule}", False), ("项目编号", 26, "{id}", False), ("项目名称", 66, "{title}", False), ("申报单位", 50, "{unit}", False)]
LIST_EN = [("#", 14, "{rule}", False), ("No.", 26, "{id}", False), ("Title", 66, "{title}", False), ("Applicant unit", 50, "{unit}", False)]

write("formal-review", "zh-CN",
      p("{call}", "DocTitle"), p("形式审查情况", "DocTitle"), p("（{date}）", "Centre"), p("", "Body"),
      p("共申报{applications}项。经形式审查，受理{admitted}项，不予受理{ineligible}项，待认定{waiting}项。"),
      each("refused", p("{number}、不予受理", "Heading"), table(REVIEW_ZH, "rows")),
      each("open", p("{number}、待认定", "Heading"), table(REVIEW_ZH, "rows")),
      each("answered", p("{number}、人工认定", "Heading"), table(VERDICTS_ZH, "rows")),
      each("list", p("{number}、受理项目", "Heading"), table(LIST_ZH, "rows")),
      signed("zh-CN"))

write("formal-review", "en",
      p("{call}", "DocTitle"), p("Report of the formal review", "DocTitle"), p("({date})", "Centre"), p("", "Body"),
      p("{applications} applications were made: {admitted} are admitted, {ineligible} are not, {waiting} wait for a verdict."),
      each("refused", p("{number}. Not admitted", "Heading"), table(REVIEW_EN, "rows")),
      each("open", p("{number}. Waiting for a verdict", "Heading"), table(REVIEW_EN, "rows")),
      each("answered", p("{number}. Verdicts given", "Heading"), table(VERDICTS_EN, "rows")),
      each("list", p("{number}. Admitted", "Heading"), table(LIST_EN, "rows")),
      signed("en"))

# The certificate of service (评审专家证明) ------------------------------------------------------------------------------------------------
write("certificate", "zh-CN",
      p("编号：{number}", "Sign"), p("", "Body"), p("评审专家证明", "DocTitle"), p("", "Body"),
      p("兹证明{expert}受聘担任“{call}”评审专家，于{from}至{until}参加评审工作{items}{days}。"),
      p("特此证明。"), p("", "Body"), p("", "Body"), p("{issuer}（盖章）", "Sign"), p("{date}", "Sign"))

write("certificate", "en",
      p("No. {number}", "Sign"), p("", "Body"), p("Certificate of service", "DocTitle"), p("", "Body"),
      p("This is to certify that {expert} served as an expert of the evaluation of “{call}” from {from} until {until}{items}{days}."),
      p("", "Body"), p("", "Body"), p("{issuer} (seal)", "Sign"), p("{date}", "Sign"))
