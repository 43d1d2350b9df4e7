using System.Text.RegularExpressions;
using GrantReview.Core.Applications;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;

namespace GrantReview.Files.Rounds;

/// <summary>A table as it was read: canonical column names, rows with their numbers, every cell as text.</summary>
public sealed class Table(string file, IReadOnlyList<string> columns, IReadOnlyList<TableRow> rows)
{
    public string File { get; } = file;
    public IReadOnlyList<string> Columns { get; } = columns;
    public IReadOnlyList<TableRow> Rows { get; } = rows;

    /// <summary>Where each column stands, from 1.</summary>
    public IReadOnlyDictionary<string, int> Places { get; init; } = new Dictionary<string, int>();
}

/// <param name="Number">As a spreadsheet shows it; the header is row 1.</param>
public sealed record TableRow(int Number, IReadOnlyDictionary<string, string> Cells)
{
    public string this[string column] => Cells.GetValueOrDefault(column, "");

    /// <summary>
    /// The cell of that name, as the other ids here; a blank one is the id of nothing, and whoever checks the row says so.
    /// </summary>
    public ApplicationId Application => ApplicationId.Of(this["application"]).GetValueOrDefault();
    public ExpertId Expert => ExpertId.Of(this["expert"]).GetValueOrDefault();
}

/// <summary>A name in a header row.</summary>
/// <param name="Column">The column it means, or itself.</param>
/// <param name="Note">What stands in brackets behind it: （近三年）, （万元）.</param>
/// <param name="Near">Columns that it nearly names, the likeliest first.</param>
public sealed record HeaderCell(string Column, string Written, string Note, IReadOnlyList<string> Near)
{
    /// <summary>A person said what it means.</summary>
    public bool IsSaid { get; init; }

    /// <summary>A word that lists often have for the column; it gives way to the column's own names, and is said.</summary>
    public bool IsUsual { get; init; }
}

/// <summary>The tables of a round: their columns, which are required, and what they are called in Chinese.</summary>
public sealed partial record TableSchema(string Name, IReadOnlyList<string> Required, IReadOnlyList<string> Optional)
{
    /// <summary>A table that programs write: its header is its first row and is taken word for word.</summary>
    public bool IsExact { get; init; }

    /// <summary>Other columns that the call reads, so that they are known by width, case and notes, too.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Columns that the call defines: their labels are headers, too, and stand with codes and units in its workbook.</summary>
    public IReadOnlyList<FieldDefinition> Fields { get; init; } = [];

    /// <summary>Columns of <see cref="Attributes"/> that hold yuan.</summary>
    public IReadOnlyList<string> Sums { get; init; } = [];

    /// <summary>Columns of <see cref="Attributes"/> beside the fields that hold shares of one.</summary>
    public IReadOnlyList<string> Shares { get; init; } = [];

    public static TableSchema Exact(string name, params IReadOnlyList<string> required) => new(name, required, []) { IsExact = true };

    /// <summary>Either the weight among siblings or the points of the whole.</summary>
    public static TableSchema Indicators { get; } = new("indicators", ["code", "parent", "name"],
        ["weight", "points", "name_en", "min_score", "max_score", "kind", "levels", "scale", "evidence", "note", "anchors"]);
    public static TableSchema Applications { get; } = new("applications", ["id", "title", "category", "unit"],
        ["unit_code", "unit_type", "unit_former_names", "region", "pi", "partners", "keywords", "requested_amount", "experts_needed",
            "submitted_at", "eligible", "min_amount", "panel",
            "pi_id_number", "pi_phone", "pi_email", "team_members", "excluded_experts",
            Payee.HolderColumn, Payee.BankColumn, Payee.AccountColumn]);
    public static TableSchema Experts { get; } =
        new("experts", ["id", "name", "unit"], ["unit_code", "former_units", "region", "kind", "keywords", "max_load", "min_load",
        "id_number", "phone", "email", Alias]);

    /// <summary>The experts of a call with the accounts that they sign in with.</summary>
    public static TableSchema ExpertsWithAccounts { get; } = Experts with { Optional = [.. Experts.Optional, UserName] };

    /// <summary>People who sign in.</summary>
    public static TableSchema Accounts { get; } = new("accounts", [UserName, "name"], ["email", "unit"]);

    public const string UserName = "user_name";

    /// <summary>The number in 专家n that was drawn for an expert; nobody fills it in by hand.</summary>
    public const string Alias = "alias";

    public static TableSchema Conflicts { get; } = new("conflicts", ["application", "expert"], ["kind", "note"]);

    /// <summary>The officer's table of units, for finding conflicts.</summary>
    public static TableSchema Units { get; } = new("units", ["unit"], ["unit_code", "aliases", "former_names", "parent"]);

    /// <summary>Ties of experts to people and units.</summary>
    public static TableSchema Relations { get; } = new("relations", ["expert", "person_or_unit", "kind"], ["year"]);

    /// <summary>
    /// Answers to questions of identity: is the person whom an application names the expert, or the person of a relation?
    /// </summary>
    public static TableSchema Identities { get; } = new("identities", ["application", "expert", "name", "same"], ["about"]);
    public static TableSchema Affinity { get; } = new("affinity", ["application", "expert", "affinity"], []);
    public static TableSchema Assignments { get; } = new("assignments", ["application", "expert"], ["affinity", "position"]);

    /// <summary>The pairs of a plan for people to edit; title and name are there to be read.</summary>
    public static TableSchema Seats { get; } = new("seats", ["application", "expert"], ["title", "name"]);

    /// <summary>Applications and their review groups; the title is there to be read.</summary>
    public static TableSchema Groups { get; } = new("groups", ["application"], ["panel", "title"]);
    public static TableSchema Scores { get; } = new("scores", ["application", "expert", "indicator", "score"], ["reason"]);

    /// <summary>
    /// An expert's own scores, filled in away from the site: what is there to be read, and in “seen” which save each field was filled in
    /// over.
    /// </summary>
    public static TableSchema OwnScores { get; } =
        new("own-scores", ["application", "indicator"], ["title", "name", "scale", "score", "reason", "seen"]);

    /// <summary>What a bank returns of payments, as banks write it.</summary>
    public static TableSchema BankReturn { get; } =
        new("bank-return", ["account", "amount", "status"], ["holder", "remark", "reason", "paid_on"]);

    /// <summary>What people answered to findings; the application may be * for a rule that is answered for all.</summary>
    public static TableSchema Verdicts { get; } = new("verdicts", ["application", "rule", "verdict"], ["clause", "by", "at", "reason"]);

    /// <summary>Awards of other calls, for limits that reach over years.</summary>
    public static TableSchema History { get; } =
        new("history", ["call", "application", "category", "unit_code", "project", "amount", "year"], []);

    /// <summary>What the command calibrate reads: one total a row.</summary>
    public static TableSchema Totals { get; } = new("totals", ["application", "expert", "score"], ["panel", "category", "position"]);

    public static IReadOnlyList<TableSchema> All { get; } =
        [Indicators, Applications, Experts, Conflicts, Units, Relations, Identities, Affinity, Assignments, Scores, Verdicts,
            History];

    /// <summary>
    /// Columns about people that help to find conflicts, and about accounts that are paid to; they are no attributes of an application.
    /// </summary>
    public static IReadOnlyList<string> Confidential { get; } =
    [
        "pi_id_number", "pi_phone", "pi_email", "team_members", "excluded_experts",
        Payee.HolderColumn, Payee.BankColumn, Payee.AccountColumn,
    ];

    /// <summary>Which of several tables of the kind: indicators/data-sets.csv, or a sheet indicators.data-sets.</summary>
    public string? Part { get; init; }

    public string File => Part is null ? Name + ".csv" : $"{Name}/{Part}.csv";

    /// <summary>The sheet's name in a Chinese workbook.</summary>
    public string ChineseName => ChineseSheets[Name];

    /// <summary>A header as written → the column it means; an unknown one is kept as it is.</summary>
    public string Canonical(string header) => Read(header).Column;

    /// <summary>What a must or a note below the table is marked by.</summary>
    internal static char[] HeaderMarks { get; } = [.. "*＊※†‡①②③④⑤⑥⑦⑧⑨¹²³"];

    /// <summary>Whatever is longer names no column, and is not searched for one.</summary>
    public const int LongestHeader = 1_000;

    /// <summary>A header by its name in any width and case, with or without a note in brackets; an unknown one is kept as it is.</summary>
    public HeaderCell Read(string header)
    {
        var name = header.Trim().TrimStart('\uFEFF').TrimEnd(HeaderMarks).Trim();
        if (IsExact)
        {
            return new HeaderCell(ColumnWritten(name) ?? name, name, "", []);
        }
        if (name.Length > LongestHeader)
        {
            return new HeaderCell(name, name, "", []);
        }
        if (ColumnOf(name) is { } column)
        {
            return new HeaderCell(column, name, "", []);
        }
        var noted = Noted().Match(name);
        if (noted.Success && ColumnOf(noted.Groups[1].Value) is { } known)
        {
            return new HeaderCell(known, name, noted.Groups["note"].Value, []);
        }
        if ((UsualFor(name) ?? (noted.Success ? UsualFor(noted.Groups[1].Value) : null)) is { } usual)
        {
            return new HeaderCell(usual, name, "", []) { IsUsual = true };
        }
        return new HeaderCell(name, name, "", Near(name));
    }

    /// <summary>A header of which a person says what it means; blank = no column that is known.</summary>
    internal static HeaderCell Say(string header, string column)
    {
        var name = header.Trim().TrimStart('\uFEFF').TrimEnd(HeaderMarks).Trim();
        return Noted().Match(name) is { Success: true } noted && column.Length > 0
            ? new HeaderCell(column, name, noted.Groups["note"].Value, []) { IsSaid = true }
            : new HeaderCell(column.Length > 0 ? column : name, name, "", []) { IsSaid = true };
    }

    /// <summary>Whether a sheet of this name holds the table.</summary>
    public bool IsSheet(string name) => Core.Settings.Written.Key(name) is var key && (Part is { } part
        ? key == Core.Settings.Written.Key($"{Name}.{part}") || key == Core.Settings.Written.Key($"{ChineseName}.{part}")
        : key == Name || key == File || key == Core.Settings.Written.Key(ChineseName));

    public bool IsKnown(string column) => Required.Contains(column) || Optional.Contains(column) || Attributes.Contains(column);

    /// <summary>Sentences, in which any sign may stand; what is compared is no prose.</summary>
    public bool IsProse(string column) => column is "title" or "keywords" or "note" or "reason" or "remark" or "evidence" or "anchors"
        || Fields.Any(f => f.Code == column && f is { Type: FieldType.Text, Codes.Count: 0 });

    public bool IsMoney(string column) => (Name == "applications" && column is "requested_amount" or "min_amount")
        || (Name is "history" or "bank-return" && column == "amount") || Sums.Contains(column);

    /// <summary>Shares or percent.</summary>
    public bool IsRate(string column) => IsShare(column) || Fields.Any(f => f.Code == column && f.Type == FieldType.Percent);

    public bool IsShare(string column) => Shares.Contains(column) || Fields.Any(f => f.Code == column && f.Type == FieldType.Share);

    /// <summary>How many yuan, or percent points, a figure of a column is whose header says no unit.</summary>
    public int FactorOf(string column) => IsShare(column) ? PercentOfOne : Fields.FirstOrDefault(f => f.Code == column)?.Factor ?? 1;

    /// <summary>0.62 is 62 %.</summary>
    public const int PercentOfOne = 100;

    /// <summary>How many percent points one figure is, by a header's note; null where it says none.</summary>
    public static int? PercentIn(string note) => Core.Settings.Written.Key(note) switch
    {
        "%" or "百分比" or "百分数" or "百分点" or "percent" or "percentagepoints" => 1,
        "0-1" or "小数" or "shareofone" or "shareof1" or "fraction" => PercentOfOne,
        _ => null,
    };

    /// <summary>How many yuan a unit of money in a header's note is; null where it names none that is known.</summary>
    public static int? YuanIn(string note) => Core.Settings.Written.Key(note).Replace("人民币", "", StringComparison.Ordinal)
        .Replace("单位:", "", StringComparison.Ordinal) switch
    {
        "元" or "yuan" or "rmb" or "cny" or "¥" => 1,
        "千元" => 1_000,
        "万元" or "万" or "10000yuan" or "10,000yuan" or "10000rmb" or "10,000rmb" => 10_000,
        "百万元" => 1_000_000,
        "亿元" or "亿" => 100_000_000,
        _ => null,
    };

    /// <summary>The unit that a title or a note above a header gives for all its figures: "单位：万元", "（金额单位: 万元）".</summary>
    public static string? UnitAbove(string text) =>
        AllIn().Match(text.Normalize(System.Text.NormalizationForm.FormKC)) is { Success: true } match ? match.Groups[1].Value : null;

    private string? ColumnWritten(string name) =>
        Synonyms.TryGetValue((Name, name), out var own) || Synonyms.TryGetValue(("", name), out own)
            ? own : Required.Concat(Optional).FirstOrDefault(c => string.Equals(c, name, StringComparison.OrdinalIgnoreCase));

    private string? ColumnOf(string name)
    {
        if (Attributes.Contains(name))
        {
            return name;
        }
        var key = KeyOf(name);
        return ColumnWritten(name) ?? Names().FirstOrDefault(n => KeyOf(n.Name) == key).Column;
    }

    private string? UsualFor(string name) =>
        Usual.TryGetValue(Name, out var words) && KeyOf(name) is var key
            ? words.FirstOrDefault(w => IsKnown(w.Column) && w.Words.Any(word => word[0] == AnyKind
                ? key.EndsWith(word[1..], StringComparison.Ordinal) : key == word)).Column : null;

    /// <summary>The columns whose names this one holds or is held by, or which a letter sets apart.</summary>
    private List<string> Near(string name)
    {
        var key = KeyOf(name);
        return [.. Names().Select(n => (Key: KeyOf(n.Name), n.Column)).Where(n => IsNear(key, n.Key)).OrderByDescending(n => n.Key.Length)
            .Select(n => n.Column).Distinct()];
    }

    private static bool IsNear(string one, string other)
    {
        var (shorter, longer) = one.Length <= other.Length ? (one, other) : (other, one);
        var enough = shorter.Any(c => c > '\u007F') ? 3 : 6;
        return shorter.Length >= enough && (longer.Contains(shorter, StringComparison.Ordinal)
            || (longer.Length - shorter.Length <= 1 && Differ(shorter, longer) == 1));
    }

    /// <summary>How many letters must be changed, added or left out.</summary>
    private static int Differ(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (var i = 0; i < one.Length; i++)
        {
            var diagonal = row[0];
            row[0]++;
            for (var j = 0; j < other.Length; j++)
            {
                var changed = diagonal + (one[i] == other[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, Math.Min(row[j], row[j + 1]) + 1);
            }
        }
        return row[other.Length];
    }

    private IEnumerable<(string Name, string Column)> Names() =>
        Synonyms.Where(s => s.Key.Table == Name || s.Key.Table.Length == 0).Select(s => (s.Key.Header, s.Value))
            .Where(s => IsKnown(s.Value))
            .Concat(Required.Concat(Optional).Concat(Attributes).Select(c => (c, c))).Concat(Fields.SelectMany(NamesOf));

    /// <summary>The unit of money, and a %, is a note that is heeded; any other belongs to the name.</summary>
    private static IEnumerable<(string Name, string Column)> NamesOf(FieldDefinition field) =>
        (field.Unit is null || field.Type is FieldType.Money or FieldType.Percent ? new[] { field.Label }
            : [field.Label, FieldWords.HeadingOf(field)]).SelectMany(n => new[] { n.Zh, n.En }, (_, name) => (name, field.Code));

    private static string KeyOf(string name) => Core.Settings.Written.Key(name.TrimEnd(':', '：'))
        .Replace("_", "", StringComparison.Ordinal);

    /// <summary>"申请金额（万元）", "申请金额/万元", "信创占比%".</summary>
    [GeneratedRegex(@"^(.+?)\s*(?:[（(\[【〔{｛﹙《〈‹«〖](?<note>.+)[)）\]】〕}｝﹚》〉›»〗]"
        + @"|[/／:：,，\-–—_ ]\s*(?<note>百万元|万元|千元|亿元|元)|[/／:：,，\-–—_]?\s*(?<note>[%％]))\s*\z",
        RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Noted();

    [GeneratedRegex(@"(?:单\s*位\s*(?:[:：]|为|是)|\bunits?\s*:|\bin\b|以|[(\[【〔])\s*[(（]?\s*("
        + @"人民币?\s*\p{IsCJKUnifiedIdeographs}{0,3}元|\p{IsCJKUnifiedIdeographs}{0,3}元"
        + @"|美金|USD|EUR|(?:RMB|CNY)?\s*(?:10,?000)?\s*(?:yuan|RMB|CNY))\s*(?:为\s*单位|计|[)\]】〕;,。、]|\s|\z)",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AllIn();

    /// <summary>The Chinese header of a column, for workbooks that people fill in.</summary>
    public string ChineseHeader(string column) =>
        Synonyms.FirstOrDefault(s => s.Key.Table == Name && s.Value == column).Key.Header
        ?? Synonyms.FirstOrDefault(s => s.Key.Table.Length == 0 && s.Value == column).Key.Header ?? column;

    private static readonly Dictionary<string, string> ChineseSheets = new(StringComparer.Ordinal)
    {
        ["indicators"] = "评价指标体系", ["applications"] = "申报项目", ["experts"] = "评审专家", ["conflicts"] = "利益冲突",
        ["affinity"] = "匹配度", ["assignments"] = "指派", ["scores"] = "评分",
        ["units"] = "单位", ["relations"] = "关联关系", ["identities"] = "身份确认", ["seats"] = "指派方案", ["groups"] = "评审分组", ["verdicts"] = "认定",
        ["history"] = "历年立项",
        ["own-scores"] = "我的评分",
        ["accounts"] = "账户", ["bank-return"] = "银行回单",
    };

    /// <summary>Whoever passes an application on; columns of calls that ask for it.</summary>
    private static readonly string[] Recommending =
        ["推荐单位", "推荐部门", "推荐机构", "归口单位", "归口部门", "归口管理单位", "归口管理部门", "主管部门", "主管单位", "recommendedby"];

    /// <summary>Whatever kind of it a list is of: 中试平台名称, 工程技术研究中心名称.</summary>
    private const char AnyKind = '*';

    /// <summary>
    /// Words that published lists have for a column; none for money, whose unit and meaning (asked, granted) a person has to say.
    /// </summary>
    private static readonly Dictionary<string, (string Column, string[] Words)[]> Usual = new(StringComparer.Ordinal)
    {
        ["applications"] =
        [
            ("id", ["项目批准号", "批准号", "立项编号", "受理编号", "项目受理编号", "受理号", "申报编号", "项目申报编号", "申请编号", "申请书编号", "课题编号",
                "项目编码", "计划编号", "awardnumber", "grantnumber", "applicationnumber", "appnumber", "projectnumber",
                "projectreference", "grantreference", "identifier"]),
            ("title", ["课题名称", "项目(课题)名称", "项目中文名称", "申报项目名称", "申请项目名称", "项目题目", "课题题目", "选题名称", "申报题目", "项目名",
                "*平台名称", "*中心名称", "*实验室名称", "*基地名称", "*联盟名称", "*案例名称", "*场景名称", "*产品名称", "*榜单名称", "*榜单任务",
                "projecttitle", "awardtitle", "granttitle", "applicationtitle"]),
            ("unit", ["承担单位", "项目承担单位", "主承担单位", "第一承担单位", "依托单位", "牵头单位", "牵头申报单位", "申报单位名称", "申请单位", "项目单位", "企业名称",
                "申报企业", "项目申报单位", "申报单位/依托单位", "申报单位/承担单位", "责任单位", "实施单位", "主持单位", "所在单位", "项目牵头单位",
                "项目依托单位", "完成单位", "项目牵头承担单位", "牵头承担单位", "第一完成单位", "申报主体", "揭榜单位", "建设单位", "所属单位",
                "institution", "organisation", "organization", "organisationname", "organizationname", "leadorganisation",
                "hostinstitution", "leadro.name", "leadroname", "recipientorg:name", "administeringorganisation", "researchorganisation",
                "orgname", "leadorganization", "hostorganisation", "hostorganization", "leadinstitution", "applicantorganisation",
                "applicantorganization", "awardee", "grantee"]),
            ("category", ["项目类型", "资助类别", "计划类别", "课题类别", "项目类别名称", "申报类别", "申报类型", "scheme", "schemename", "awardtype",
                "granttype", "projectcategory"]),
            ("pi", ["负责人姓名", "项目负责人姓名", "课题负责人", "申请人", "申报人", "负责人/申报人", "主持人", "项目主持人", "课题主持人", "首席专家", "principalinvestigator",
                "piname", "projectleader", "leadinvestigator", "leadresearcher", "contactpi/projectleader", "项目申请人", "项目申报人", "申请者", "申报者", "团队负责人", "第一完成人",
                "nameofprincipalinvestigator", "projectdirector"]),
            ("partners", ["参与单位", "参加单位", "协作单位", "联合申报单位", "共建单位"]),
            ("recommender", Recommending), ("recommenders", Recommending),
        ],
        ["bank-return"] =
        [
            ("account", ["收款人账户", "收款方账号", "对方账号", "对方账户", "入账账号", "卡号"]),
            ("holder", ["收款方户名", "收款人姓名", "对方户名", "对方名称", "账户名称"]),
            ("status", ["处理状态", "交易结果", "处理结果", "支付状态", "付款状态", "指令状态"]),
            ("reason", ["退票原因", "退汇原因", "处理信息", "返回信息", "错误信息"]), ("remark", ["摘要", "用途", "备注"]),
            ("paid_on", ["交易时间", "处理日期", "入账日期", "付款日期", "完成时间"]),
        ],
        ["experts"] =
        [
            ("id", ["专家号", "专家代码"]), ("unit", ["所在单位", "所属单位", "单位名称", "工作单位名称"]),
            ("keywords", ["研究方向", "研究领域", "专业领域", "擅长领域", "从事专业", "研究关键词"]), ("phone", ["联系电话"]),
            ("email", ["电子邮箱", "邮箱地址", "电子邮件", "e-mail"]), ("id_number", ["身份证号码", "证件号码"]),
        ],
    };

    private static readonly Dictionary<(string Table, string Header), string> Synonyms = new()
    {
        [("indicators", "指标代码")] = "code", [("indicators", "代码")] = "code", [("indicators", "上级指标")] = "parent",
        [("indicators", "上级代码")] = "parent",
        [("indicators", "指标名称")] = "name", [("indicators", "名称")] = "name", [("indicators", "权重")] = "weight",
        [("indicators", "占百分分值")] = "points", [("indicators", "英文名称")] = "name_en", [("indicators", "计算标准")] = "scale",
        [("indicators", "最低分")] = "min_score",
        [("indicators", "最高分")] = "max_score", [("indicators", "满分")] = "max_score", [("indicators", "分值")] = "max_score",
        [("indicators", "评分方式")] = "kind",
        [("indicators", "等级")] = "levels", [("indicators", "佐证材料")] = "evidence", [("indicators", "指标说明")] = "note",
        [("indicators", "档次锚点")] = "anchors",
        [("applications", "项目编号")] = "id", [("applications", "编号")] = "id", [("applications", "项目名称")] = "title",
        [("applications", "名称")] = "title",
        [("applications", "项目类别")] = "category", [("applications", "类别")] = "category", [("applications", "申报单位")] = "unit",
        [("applications", "单位名称")] = "unit",
        [("applications", "单位")] = "unit", [("applications", "单位类型")] = "unit_type", [("applications", "单位曾用名")] = "unit_former_names",
        [("applications", "项目负责人")] = "pi", [("applications", "负责人")] = "pi", [("applications", "合作单位")] = "partners",
            [("applications", "申请金额（元）")] = "requested_amount", [("applications", "申请金额")] = "requested_amount",
        [("applications", "申请经费")] = "requested_amount", [("applications", "申报金额")] = "requested_amount",
        [("applications", "申请资助经费")] = "requested_amount", [("applications", "申请资助金额")] = "requested_amount",
        [("applications", "Amount Requested")] = "requested_amount", [("applications", "Requested")] = "requested_amount",
            [("applications", "所需专家数")] = "experts_needed", [("applications", "提交时间")] = "submitted_at",
        [("applications", "是否撤回")] = "withdrawn", [("applications", "已撤回")] = "withdrawn",
        [("applications", "是否受理")] = "eligible", [("applications", "形式审查通过")] = "eligible", [("applications", "最低资助金额")] = "min_amount",
        [("applications", "评审分组")] = "panel",
        [("experts", "专家编号")] = "id", [("experts", "编号")] = "id", [("experts", "姓名")] = "name", [("experts", "专家姓名")] = "name",
        [("experts", "工作单位")] = "unit",
        [("experts", "单位")] = "unit", [("experts", "曾任职单位")] = "former_units", [("experts", "专家类型")] = "kind",
        [("experts", "专家类别")] = "kind",
        [("experts", "最多评审数")] = "max_load", [("experts", "最少评审数")] = "min_load", [("experts", "匿名编号")] = Alias,
        [("applications", "负责人证件号")] = "pi_id_number", [("applications", "负责人电话")] = "pi_phone", [("applications", "负责人邮箱")] = "pi_email",
        [("bank-return", "收款账号")] = "account", [("bank-return", "收款人账号")] = "account", [("bank-return", "账号")] = "account",
        [("bank-return", "金额")] = "amount", [("bank-return", "交易金额")] = "amount", [("bank-return", "付款金额")] = "amount",
        [("bank-return", "转账金额")] = "amount", [("bank-return", "发生额")] = "amount", [("bank-return", "状态")] = "status",
        [("bank-return", "交易状态")] = "status", [("bank-return", "收款户名")] = "holder", [("bank-return", "收款人名称")] = "holder",
        [("bank-return", "户名")] = "holder", [("bank-return", "收款人")] = "holder", [("bank-return", "附言")] = "remark",
        [("bank-return", "失败原因")] = "reason", [("bank-return", "原因")] = "reason", [("bank-return", "交易日期")] = "paid_on",
        [("bank-return", "日期")] = "paid_on",
        [("applications", "开户名")] = Payee.HolderColumn, [("applications", "户名")] = Payee.HolderColumn,
        [("applications", "收款单位")] = Payee.HolderColumn, [("applications", "开户银行")] = Payee.BankColumn,
        [("applications", "开户行")] = Payee.BankColumn, [("applications", "账号")] = Payee.AccountColumn,
        [("applications", "银行账号")] = Payee.AccountColumn, [("applications", "银行账户")] = Payee.AccountColumn,
        [("applications", "项目组成员")] = "team_members", [("applications", "申请回避专家")] = "excluded_experts",
        [("experts", "证件号")] = "id_number", [("experts", "身份证号")] = "id_number", [("experts", "电话")] = "phone",
        [("experts", "手机")] = "phone", [("experts", "手机号")] = "phone", [("experts", "手机号码")] = "phone",
        [("experts", "邮箱")] = "email",
        [("experts", "用户名")] = UserName, [("experts", "账号")] = UserName, [("experts", "账户")] = UserName,
        [("accounts", "用户名")] = UserName, [("accounts", "账号")] = UserName, [("accounts", "账户")] = UserName,
        [("accounts", "姓名")] = "name", [("accounts", "专家姓名")] = "name", [("accounts", "邮箱")] = "email", [("accounts", "电子邮箱")] = "email",
        [("accounts", "单位")] = "unit", [("accounts", "工作单位")] = "unit",
        [("units", "单位")] = "unit", [("units", "单位名称")] = "unit", [("units", "别名")] = "aliases", [("units", "曾用名")] = "former_names",
        [("units", "上级单位")] = "parent",
        [("relations", "关联人或单位")] = "person_or_unit", [("relations", "关系类型")] = "kind", [("relations", "年份")] = "year",
        [("identities", "姓名")] = "name", [("identities", "是否同一人")] = "same", [("identities", "事项")] = "about",
        [("conflicts", "回避类型")] = "kind", [("conflicts", "冲突类型")] = "kind", [("conflicts", "说明")] = "note", [("conflicts", "备注")] = "note",
        [("seats", "项目名称")] = "title", [("seats", "专家姓名")] = "name", [("groups", "评审分组")] = "panel", [("groups", "项目名称")] = "title",
        [("affinity", "匹配度")] = "affinity", [("assignments", "匹配度")] = "affinity", [("assignments", "阅读次序")] = "position",
        [("totals", "阅读次序")] = "position",
        [("scores", "指标")] = "indicator", [("scores", "指标代码")] = "indicator", [("scores", "得分")] = "score", [("totals", "得分")] = "score",
        [("totals", "总分")] = "score", [("totals", "total")] = "score", [("totals", "评审组")] = "panel", [("scores", "评分")] = "score",
        [("scores", "分数")] = "score",
        [("scores", "打分理由")] = "reason", [("scores", "理由")] = "reason",
        [("own-scores", "指标代码")] = "indicator", [("own-scores", "项目名称")] = "title", [("own-scores", "指标")] = "name",
        [("own-scores", "分值范围")] = "scale",
        [("own-scores", "打分")] = "score", [("own-scores", "打分理由")] = "reason", [("own-scores", "版本（请勿修改）")] = "seen",
        [("verdicts", "申报条件")] = "rule", [("verdicts", "规则")] = "rule", [("verdicts", "认定")] = "verdict", [("verdicts", "依据条款")] = "clause",
        [("verdicts", "条款")] = "clause", [("verdicts", "认定人")] = "by", [("verdicts", "认定时间")] = "at", [("verdicts", "理由")] = "reason",
        [("", "统一社会信用代码")] = "unit_code", [("", "单位代码")] = "unit_code", [("", "地区")] = "region", [("", "所在地区")] = "region",
        [("", "所属区域")] = "region", [("", "所在区域")] = "region",
        [("", "关键词")] = "keywords",
        [("", "申报项目")] = "application", [("", "项目编号")] = "application", [("", "评审专家")] = "expert", [("", "专家")] = "expert",
        [("", "专家编号")] = "expert",
    };
}
