using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Settings;

public class WrittenTests
{
    [Theory]
    [InlineData("5300000", "5300000")]
    [InlineData("5,300,000", "5300000")]
    [InlineData("５，３００，０００．５", "5300000.5")]
    [InlineData(" 1,234.50 ", "1234.5")]
    [InlineData("¥1,200", "1200")]
    [InlineData("￥1200元", "1200")]
    [InlineData("-3", "-3")]
    [InlineData("−3", "-3")]
    [InlineData("+0.5", "0.5")]
    [InlineData(".5", "0.5")]
    [InlineData("12\u200B0", "120")]
    public void Number_OfADecimalInAnyWidthWithOrWithoutThousands_IsItsValue(string text, string value) =>
        Assert.Equal(Rational.Parse(value), Written.Number(text));

    [Theory]
    [InlineData("54/60", NumberFault.IsFraction)]
    [InlineData("½", NumberFault.NotANumber)]
    [InlineData("10²", NumberFault.NotANumber)]
    [InlineData("①", NumberFault.NotANumber)]
    [InlineData("1,5", NumberFault.HasDecimalComma)]
    [InlineData("200.000,00", NumberFault.HasDecimalComma)]
    [InlineData("12,34,567", NumberFault.HasDecimalComma)]
    [InlineData("3项", NumberFault.HasWords)]
    [InlineData("20万元", NumberFault.HasWords)]
    [InlineData("约20", NumberFault.NotANumber)]
    [InlineData("90%", NumberFault.IsPercent)]
    [InlineData("90％", NumberFault.IsPercent)]
    [InlineData("5 300 000", NumberFault.NotANumber)]
    [InlineData("1e30", NumberFault.NotANumber)]
    [InlineData("NaN", NumberFault.NotANumber)]
    [InlineData("三", NumberFault.NotANumber)]
    [InlineData("5.", NumberFault.NotANumber)]
    [InlineData("-", NumberFault.NotANumber)]
    [InlineData("", NumberFault.NotANumber)]
    [InlineData(null, NumberFault.NotANumber)]
    public void ReadNumber_OfATextWithTwoMeanings_SaysWhy(string? text, NumberFault fault) =>
        Assert.Equal(fault, Written.ReadNumber(text, out _));

    [Theory]
    [InlineData("900,000", 90_000_000L)]
    [InlineData("0.01", 1L)]
    [InlineData("0.001", null)]
    [InlineData("-1", null)]
    [InlineData("99999999999999999999", null)]
    public void Amount_IsWholeFenFromZero(string text, long? fen) => Assert.Equal(fen, Written.Amount(text)?.Fen);

    [Theory]
    [InlineData("6%", "0.06")]
    [InlineData("６％", "0.06")]
    [InlineData("0.06", "0.06")]
    [InlineData("1", "1")]
    public void Share_IsAFractionOrPercent(string text, string value) => Assert.Equal(Rational.Parse(value), Written.Share(text));

    [Theory]
    [InlineData("13")]
    [InlineData("-0.1")]
    [InlineData("130%")]
    [InlineData("六")]
    public void Share_OutsideZeroToOne_IsNone(string text) => Assert.Null(Written.Share(text));

    [Theory]
    [InlineData("Yes", true)]
    [InlineData("ＹＥＳ", true)]
    [InlineData("√", true)]
    [InlineData("是", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("否", false)]
    [InlineData("No ", false)]
    [InlineData("×", false)]
    [InlineData("待定", null)]
    [InlineData("", null)]
    [InlineData("2", null)]
    public void Truth_IsByAClosedList(string text, bool? truth) => Assert.Equal(truth, Written.Truth(text));

    [Theory]
    [InlineData("甲;乙；丙、丁|戊", "甲/乙/丙/丁/戊")]
    [InlineData("虚构学院丁，虚构学院戊", "虚构学院丁/虚构学院戊")]
    [InlineData("虚构学院丁\n虚构学院戊\r\n", "虚构学院丁/虚构学院戊")]
    [InlineData("deep learning, vision", "deep learning/vision")]
    [InlineData("Foo Co., Ltd; Bar Inc.", "Foo Co., Ltd/Bar Inc.")]
    [InlineData("Foo Co., Ltd.", "Foo Co., Ltd.")]
    [InlineData("虚构大学（计算机学院，软件学院）", "虚构大学（计算机学院，软件学院）")]
    [InlineData(" ；\u200B；", "")]
    public void List_SplitsAtWhatPeopleTypeBetweenNames(string text, string items) =>
        Assert.Equal(items, string.Join('/', Written.List(text)));

    /// <summary>Numbers that count up from 1 before each of several part them and belong to none, in whatever hand.</summary>
    [Theory]
    [InlineData("1、甲大学 2、乙大学", "甲大学/乙大学")]
    [InlineData("1、甲大学2、乙大学", "甲大学/乙大学")]
    [InlineData("1、甲大学\n2、乙大学", "甲大学/乙大学")]
    [InlineData("1.甲大学；2.乙大学。", "甲大学/乙大学")]
    [InlineData("1．甲大学，2．乙大学", "甲大学/乙大学")]
    [InlineData("１、甲大学　２、乙大学", "甲大学/乙大学")]
    [InlineData("1)甲大学 2)乙大学", "甲大学/乙大学")]
    [InlineData("1：甲大学 2：乙大学", "甲大学/乙大学")]
    [InlineData("(1)甲大学；(2)乙大学", "甲大学/乙大学")]
    [InlineData("（1）甲大学（2）乙大学", "甲大学/乙大学")]
    [InlineData("【1】甲大学【2】乙大学", "甲大学/乙大学")]
    [InlineData("①甲大学②乙大学", "甲大学/乙大学")]
    [InlineData("⑴甲大学⑵乙大学", "甲大学/乙大学")]
    [InlineData("⒈甲大学⒉乙大学", "甲大学/乙大学")]
    [InlineData("❶甲大学❷乙大学", "甲大学/乙大学")]
    [InlineData("一、甲大学二、乙大学", "甲大学/乙大学")]
    [InlineData("（一）甲大学；（二）乙大学", "甲大学/乙大学")]
    [InlineData("㈠甲大学㈡乙大学", "甲大学/乙大学")]
    [InlineData("\u200B1、甲大学 2、乙大学", "甲大学/乙大学")]
    [InlineData("1、甲大学", "甲大学")]
    [InlineData("1、甲大学、乙学院 2、丙大学", "甲大学/乙学院/丙大学")]
    [InlineData("1、甲大学（1、数学院）2、乙大学", "甲大学（1/数学院）/乙大学")]
    [InlineData("1.甲大学（牵头）2.乙大学", "甲大学（牵头）/乙大学")]
    [InlineData("1、虚构1.5米望远镜中心 2、乙大学", "虚构1.5米望远镜中心/乙大学")]
    [InlineData("9、甲 10、乙", "9/甲 10/乙")]
    [InlineData("1、3、5", "1/3/5")]
    [InlineData("1.1、1.2", "1.1/1.2")]
    [InlineData("一、三", "一/三")]
    [InlineData("①②", "①②")]
    [InlineData("甲大学第二、乙大学", "甲大学第二/乙大学")]
    [InlineData("1.deep learning, 2.vision", "deep learning/vision")]
    public void List_OfWhatIsNumbered_IsWhatTheNumbersCount(string text, string items) =>
        Assert.Equal(items, string.Join('/', Written.List(text)));

    [Fact]
    public void List_OfUpToTwentyNumbered_IsThem_InEveryHand()
    {
        string[] hands = ["{0}、", "{0}.", "（{0}）", "({0})", "{0}．"];
        foreach (var (hand, count) in from h in hands from n in Enumerable.Range(1, 20) select (h, n))
        {
            string[] names = [.. Enumerable.Range(1, count).Select(n => $"虚构{(char)('甲' + n)}大学")];
            foreach (var between in new[] { "", " ", "；", "\n", "，" })
            {
                var arabic = string.Join(between, names.Select((n, i) => string.Format(null, hand, i + 1) + n));
                var chinese = string.Join(between, names.Select((n, i) => string.Format(null, hand, ChineseNumerals.Ordinal(i + 1)) + n));

                Assert.Equal(names, Written.List(arabic));
                Assert.Equal(names, Written.List(chinese));
                Assert.Equal((count, count), Written.Count(arabic));
                Assert.Subset(Written.Parts(arabic).ToHashSet(), names.ToHashSet());
            }
        }
    }

    [Theory]
    [InlineData("虚构公司（成都）", "虚构公司(成都)")]
    [InlineData("虚构公司【成都】", "虚构公司(成都)")]
    [InlineData("虚构\u200B大学\uFEFF", "虚构大学")]
    [InlineData("虚构\u00AD大学 ", "虚构　大学")]
    [InlineData("ＡＢＣ–１", "abc-1")]
    [InlineData("“虚构”项目", "\"虚构\"项目")]
    [InlineData("91999999ma6fld00x2", "91999999-MA6FLD00X2")]
    [InlineData("5,300,000", "5300000")]
    public void Key_OfOneThingWrittenInTwoWays_IsOne(string one, string other) => Assert.Equal(Written.Key(other), Written.Key(one));

    [Theory]
    [InlineData("1.10", "1.1")]
    [InlineData("001", "1")]
    [InlineData("A-1", "A1")]
    [InlineData("虚构大学", "虚构大学二")]
    public void Key_OfDifferentThings_Differs(string one, string other) => Assert.NotEqual(Written.Key(other), Written.Key(one));

    [Theory]
    [InlineData("Yes", "yes", true)]
    [InlineData("√", "是", true)]
    [InlineData("是", "no", false)]
    [InlineData("1", "yes", true)]
    [InlineData("是", "1", false)]
    [InlineData("虚构区", "虚构区 ", true)]
    [InlineData("", "yes", false)]
    public void Says_HoldsAnAnswerAgainstAnAnswerAndATextAgainstAText(string cell, string accepted, bool says) =>
        Assert.Equal(says, Written.Says(cell, accepted));

    [Theory]
    [InlineData("yes y true 1 是 有 √ ✓ ✔ ☑ 对 Y ✔\uFE0F", true)]
    [InlineData("no n false 0 否 无 × ✗ ✘ ☒ N", false)]
    public void Truth_OfEveryWordOfItsList_IsThatAnswer(string words, bool truth) =>
        Assert.All(words.Split(' '), w => Assert.Equal((w, truth), (w, Written.Truth(w))));

    [Fact]
    public void AsksYesOrNo_OfTheSixAnswersOfSettings_AndNoOther()
    {
        Assert.All(["yes", "No", "TRUE", "false", "是", "否"], a => Assert.True(Written.AsksYesOrNo(a), a));
        Assert.All(["1", "0", "有", "无", "y", ""], a => Assert.False(Written.AsksYesOrNo(a), a));
    }

    /// <summary>No longer than sixty characters.</summary>
    [Theory]
    [InlineData(60, true, "")]
    [InlineData(61, false, "")]
    [InlineData(59, true, "-")]
    [InlineData(60, false, "-")]
    public void Number_OfManyDigits_IsReadToItsLimit(int digits, bool isRead, string sign) =>
        Assert.Equal(isRead, Written.Number(sign + new string('7', digits)) is not null);

    [Theory]
    [InlineData("约3项", NumberFault.HasWords)]
    [InlineData("3.5 km", NumberFault.HasWords)]
    [InlineData("37℃", NumberFault.HasWords)]
    [InlineData("37°", NumberFault.HasWords)]
    [InlineData("大约是3项", NumberFault.NotANumber)]
    [InlineData("3个多多多多多多", NumberFault.NotANumber)]
    [InlineData("-1,000.5 %", NumberFault.IsPercent)]
    [InlineData("+5 ⁄ 6", NumberFault.IsFraction)]
    [InlineData("-1,5", NumberFault.HasDecimalComma)]
    [InlineData(",5", NumberFault.HasDecimalComma)]
    [InlineData("1,0000", NumberFault.HasDecimalComma)]
    [InlineData("1,000,00", NumberFault.HasDecimalComma)]
    [InlineData("5a6", NumberFault.NotANumber)]
    [InlineData("1.2.3", NumberFault.NotANumber)]
    public void ReadNumber_OfAFigureWithSomethingElse_SaysWhat(string text, NumberFault fault) =>
        Assert.Equal((fault, default(Rational)), (Written.ReadNumber(text, out var value), value));

    [Theory]
    [InlineData("1,000", "1000")]
    [InlineData("12,000.25", "12000.25")]
    [InlineData("¥¥5元元", "5")]
    [InlineData("0000.50", "0.5")]
    public void Number_AtTheEdgesOfItsForm_IsRead(string text, string value) =>
        Assert.Equal(Rational.Parse(value), Written.Number(text));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0%", "0")]
    [InlineData("100%", "1")]
    [InlineData("12.5 %", "0.125")]
    public void Share_AtTheEnds_IsOne(string text, string value) => Assert.Equal(Rational.Parse(value), Written.Share(text));

    [Theory]
    [InlineData("ltd")]
    [InlineData("Inc.")]
    [InlineData("LLC")]
    [InlineData("Co. KG")]
    [InlineData("Corp")]
    [InlineData("Limited")]
    [InlineData("GmbH")]
    [InlineData("PLC")]
    [InlineData("S.A.")]
    [InlineData("S.p.A.")]
    [InlineData("Jr.")]
    [InlineData("Sr.")]
    public void List_OfANameWithItsForm_IsOneItem(string form) => Assert.Equal([$"Foo, {form}"], Written.List($"Foo, {form}"));

    [Theory]
    [InlineData("a, b; c", "a, b/c")]
    [InlineData("a, b、c", "a, b/c")]
    [InlineData("a, b|c", "a, b/c")]
    [InlineData("a, b｜c", "a, b/c")]
    [InlineData("a, b；c", "a, b/c")]
    [InlineData("a, b\nc", "a, b/c")]
    [InlineData("甲）、乙，丙", "甲）/乙/丙")]
    [InlineData("甲(乙，丙)，丁", "甲(乙，丙)/丁")]
    [InlineData("甲（乙（丙，丁），戊），己", "甲（乙（丙，丁），戊）/己")]
    [InlineData("甲（乙;丙）", "甲（乙/丙）")]
    [InlineData("(a, b), c", "(a, b)/c")]
    [InlineData("甲\r乙", "甲/乙")]
    [InlineData(null, "")]
    public void List_WithCommasOfItsOwn_SplitsAtTheStrongerSign(string? text, string items) =>
        Assert.Equal(items, string.Join('/', Written.List(text)));

    [Theory]
    [InlineData("甲大学（科技处）", "甲大学")]
    [InlineData("甲大学【科技处】", "甲大学")]
    [InlineData("甲（南）大学", "甲(南)大学")]
    [InlineData("甲（南）大学（科技处）", "甲(南)大学")]
    [InlineData("（甲）", "甲")]
    [InlineData("甲）", "甲)")]
    [InlineData("“甲大学”①", "甲大学")]
    [InlineData("甲大学*", "甲大学")]
    [InlineData("1.甲大学", "甲大学")]
    [InlineData("牵头单位：甲大学", "甲大学")]
    [InlineData("甲大学等2家单位", "甲大学")]
    [InlineData("虚构高等院校", "虚构高等院校")]
    [InlineData("1.10", "1.10")]
    [InlineData("", "")]
    public void Stem_IsTheKeyWithoutABracketAtItsEnd(string text, string stem) => Assert.Equal(stem, Written.Stem(text));

    /// <summary>Each of its kind is one sign; nothing else is.</summary>
    [Theory]
    [InlineData("[【〔（［(", '(')]
    [InlineData("]】〕）］)", ')')]
    [InlineData("‐‑‒–—―−﹣-", '-')]
    [InlineData("“”„「」『』\"", '"')]
    [InlineData("‘’'", '\'')]
    public void Key_OfBracketsHyphensAndQuotes_IsOneOfTheirKind(string signs, char key) =>
        Assert.All(signs, sign => Assert.Equal($"甲{key}", Written.Key($"甲{sign}")));

    [Theory]
    [InlineData(0x00AD)]
    [InlineData(0x200B)]
    [InlineData(0xFE00)]
    [InlineData(0xFE0F)]
    [InlineData(0xE0100)]
    [InlineData(0xE01EF)]
    [InlineData(0x180B)]
    [InlineData(0x180F)]
    [InlineData(0x034F)]
    [InlineData(0x115F)]
    [InlineData(0x1160)]
    [InlineData(0x3164)]
    [InlineData(0x17B4)]
    [InlineData(0x17B5)]
    [InlineData(0x0007)]
    public void Seen_LeavesOutWhatNobodySees(int unseen)
    {
        var text = $"甲{char.ConvertFromUtf32(unseen)} 乙\n";

        Assert.Equal("甲 乙\n", Written.Seen(text));
        Assert.Equal("甲乙", Written.Key(text));
    }

    [Theory]
    [InlineData(0x180A)]
    [InlineData(0xFE10)]
    [InlineData(0x1161)]
    [InlineData(0x3165)]
    public void Seen_KeepsTheNeighboursOfThose(int seen) =>
        Assert.Equal(2, Written.Seen($"甲{char.ConvertFromUtf32(seen)}").EnumerateRunes().Count());

    /// <summary>Thousands and credit codes alone lose their signs.</summary>
    [Theory]
    [InlineData("1,0000", "1,0000")]
    [InlineData("12,000.5", "12000.5")]
    [InlineData("a,000", "a,000")]
    [InlineData("91999999-MA6FLD00X", "91999999-ma6fld00x")]
    [InlineData("91999999-MA6FLD00中2", "91999999-ma6fld00中2")]
    [InlineData("91-999999-MA6FLD00X2", "91999999ma6fld00x2")]
    [InlineData("a_b.c", "a_b.c")]
    [InlineData(null, "")]
    public void Key_OfFiguresAndCodes_IsTheirs(string? text, string key) => Assert.Equal(key, Written.Key(text));

    [Fact]
    public void Key_IsItsOwnKey_OverRandomTexts()
    {
        var random = new Random(20251129);
        const string letters = "aZ1 ,.-（[【】)“”·\u200B\uFEFF\u00AD虚构Ａ９，\t%/𠮷";
        for (var i = 0; i < 5_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => letters[random.Next(letters.Length - 2)])]);

            Assert.Equal(Written.Key(text), Written.Key(Written.Key(text)));
            Assert.Equal(Written.Key(text), Written.Key($" {text}\u200B"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \u3000")]
    [InlineData("/")]
    [InlineData("／")]
    [InlineData("——")]
    [InlineData("－")]
    [InlineData("…")]
    [InlineData("？")]
    [InlineData("N/A")]
    [InlineData("#N/A")]
    [InlineData("待定")]
    [InlineData("同上")]
    [InlineData("\u200B-\uFFFC")]
    public void SaysNothing_OfWhatStandsForABlank(string text) => Assert.True(Written.SaysNothing(text));

    [Theory]
    [InlineData("无")]
    [InlineData("否")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("A/B")]
    [InlineData("待定市")]
    [InlineData("U")]
    public void SaysNothing_OfAWord_IsNotSo(string text) => Assert.False(Written.SaysNothing(text));

    /// <summary>As PDF files, web pages and other keyboards leave a name.</summary>
    [Theory]
    [InlineData("长虹公司", "\u2ED3虹公司")]
    [InlineData("民生大学", "\u2EA0生⼤学")]
    [InlineData("马门车龙", "\u2EE2\u2ED4\u2ECB\u2EF0")]
    [InlineData("甲·乙公司", "甲•乙公司")]
    [InlineData("甲·乙公司", "甲・乙公司")]
    [InlineData("甲·乙公司", "甲‧乙公司")]
    [InlineData("甲公司", "甲公司\uFFFC")]
    public void Key_OfANameInAnotherHand_IsTheSame(string name, string other) => Assert.Equal(Written.Key(name), Written.Key(other));

    /// <summary>Other candidates do no harm: they are what is looked for, and nobody is called so.</summary>
    [Theory]
    [InlineData("甲公司/乙大学", "甲公司 乙大学")]
    [InlineData("甲公司／乙大学", "甲公司 乙大学")]
    [InlineData("甲公司和乙大学", "甲公司 乙大学")]
    [InlineData("1.甲公司 2.乙大学", "甲公司 乙大学")]
    [InlineData("①甲公司②乙大学", "甲公司 乙大学")]
    [InlineData("（1）甲公司（2）乙大学", "甲公司 乙大学")]
    [InlineData("1、甲公司 2、乙大学", "甲公司 乙大学")]
    [InlineData("一、甲公司二、乙大学", "甲公司 乙大学")]
    [InlineData("1甲公司2乙大学", "甲公司 乙大学")]
    [InlineData("1 甲公司 2 乙大学", "甲公司 乙大学")]
    [InlineData("A.甲公司B.乙大学", "甲公司 乙大学")]
    [InlineData("甲公司（成都）", "甲公司")]
    [InlineData("甲公司 ,乙大学；丙院", "甲公司 乙大学 丙院")]
    [InlineData("甲公司﹐乙大学﹑丙院﹔丁所", "甲公司 乙大学 丙院 丁所")]
    [InlineData("牵头：甲公司，参与：乙大学等3家", "甲公司 乙大学")]
    [InlineData("“甲公司”", "甲公司")]
    [InlineData("《甲公司》", "甲公司")]
    [InlineData("甲公司（第二单位）", "甲公司")]
    [InlineData("（牵头）甲公司", "甲公司")]
    [InlineData("甲公司（原乙大学）", "甲公司 乙大学")]
    [InlineData("甲公司①", "甲公司")]
    public void Parts_OfACell_HoldTheNamesItMayBeMadeOf(string cell, string parts) =>
        Assert.Subset(Written.Parts(cell).ToHashSet(), parts.Split(' ').ToHashSet());

    [Theory]
    [InlineData("甲公司")]
    [InlineData("和")]
    [InlineData("")]
    [InlineData(null)]
    public void Parts_OfOneNameAlone_AreNone(string? cell) => Assert.Empty(Written.Parts(cell));

    [Theory]
    [InlineData("甲、乙", 2, 2)]
    [InlineData("甲、甲", 1, 1)]
    [InlineData("甲大学/乙医院", 1, 2)]
    [InlineData("甲大学／乙公司、丙所", 2, 3)]
    [InlineData("1.甲大学 2.乙大学", 2, 2)]
    [InlineData("①甲②乙③丙", 3, 3)]
    [InlineData("（1）甲大学（2）乙大学", 2, 2)]
    [InlineData("1、甲大学 2、乙大学", 2, 2)]
    [InlineData("1、甲大学", 1, 1)]
    [InlineData("1、甲大学、乙大学", 2, 2)]
    [InlineData("1、甲大学 2、乙大学 4、丙大学", 3, 3)]
    [InlineData("2、甲大学、乙大学", 2, 3)]
    [InlineData("3、甲大学", 1, 2)]
    [InlineData("1、2、3", 3, 3)]
    [InlineData("一、二、三", 3, 3)]
    [InlineData("1甲大学2乙大学", 1, 2)]
    [InlineData("1 甲大学 2 乙大学", 1, 2)]
    [InlineData("A.甲大学 B.乙大学", 1, 2)]
    [InlineData("1、甲大学（2）乙大学", 1, 2)]
    [InlineData("第一，甲大学；第二，乙大学", 2, 4)]
    [InlineData("2号线公司3部", 1, 1)]
    [InlineData("甲大学（数学院、物理院）", 1, 2)]
    [InlineData("甲大学（数学院、物理院）、乙大学", 2, 3)]
    [InlineData("甲（乙、丙", 1, 2)]
    [InlineData("甲/乙", 1, 1)]
    [InlineData("AC/DC实验室", 1, 1)]
    [InlineData("甲大学 乙学院", 1, 1)]
    [InlineData("甲和乙；丙", 2, 2)]
    [InlineData("虚构人民共和国", 1, 1)]
    [InlineData("呼和浩特市第一医院", 1, 1)]
    [InlineData("中国联合网络通信有限公司;四川大学", 2, 2)]
    [InlineData("University of Electronic Science and Technology of China", 1, 1)]
    [InlineData("和田地区农业与环境研究所", 1, 1)]
    [InlineData("北京联合大学、虚构及时雨科技与发展公司", 2, 2)]
    [InlineData("虚构R&D中心", 1, 1)]
    [InlineData("虚构1.5米望远镜中心", 1, 1)]
    [InlineData("虚构高等专科学校", 1, 1)]
    [InlineData("甲大学、乙大学等5家", 2, null)]
    [InlineData("甲等", 1, 1)]
    [InlineData("虚构甲等", 1, null)]
    [InlineData("", 0, 0)]
    public void Count_OfAList_SaysAtLeastAndAtMost(string cell, int least, int? most) =>
        Assert.Equal((least, most), Written.Count(cell));

    [Theory]
    [InlineData("張三", "张三")]
    [InlineData("國立虛構大學", "国立虚构大学")]
    [InlineData("甲公司【成都】", "甲公司《成都》")]
    [InlineData("甲公司〔成都〕", "甲公司﹙成都﹚")]
    [InlineData("甲公司‹成都›", "甲公司{成都}")]
    [InlineData("甲\u2800大学", "甲大学")]
    [InlineData("甲\uFFA0大学", "甲大学")]
    public void Key_OfOneNameInAnotherScriptOrBracket_IsOne(string one, string other) => Assert.Equal(Written.Key(other), Written.Key(one));

    [Theory]
    [InlineData("甲大学,乙大学；丙院", "甲大学/乙大学/丙院")]
    [InlineData("甲大学﹑乙大学﹔丙院﹐丁所", "甲大学/乙大学/丙院/丁所")]
    [InlineData("甲大学､乙大学¦丙院\u2028丁所", "甲大学/乙大学/丙院/丁所")]
    [InlineData("甲大学\t乙大学", "甲大学/乙大学")]
    [InlineData("甲【乙，丙】，丁", "甲【乙，丙】/丁")]
    public void List_WithSeparatorsOfSeveralKinds_SplitsAtEach(string text, string items) =>
        Assert.Equal(items, string.Join('/', Written.List(text)));

    [Theory]
    [InlineData("200.000")]
    [InlineData("1.500")]
    public void Amount_WithAPointBeforeThreeDigits_IsNone(string text) => Assert.Null(Written.Amount(text));
}
