using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using GrantReview.Core.Acts;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>What was typed comes back into the form that it was typed into, and into no other.</summary>
public class TypedFieldsTests
{
    private const string Row = """
        <form method="post" action="/act"><input type="hidden" name="row" value="B"><input type="hidden" name="seen" value="2">
        <label>Reason<input name="reason"></label><select name="kind"><option value="x">X</option></select></form>
        """;

    [Fact]
    public async Task Fill_WhenTheRowIsGone_LeavesOtherRowsAlone_AndListsWhatWasTyped()
    {
        var (typed, page) = await FillAsync(Row, new RefusedForm("/page", "no"), ("row", "A"), ("seen", "1"), ("reason", "mine"));

        Assert.Equal("", page.Field("reason"));
        Assert.Equal([("Reason", "mine")], typed.Kept);
    }

    [Fact]
    public async Task Fill_WhenNoFormIsLeft_ListsNoSecret()
    {
        var (typed, _) = await FillAsync(
            "<p>over</p>", new RefusedForm("/page", "no"), ("reason", "mine"), ("Password", "secret"), ("_page", "/page"));

        Assert.Equal([("", "mine")], typed.Kept);
    }

    [Fact]
    public async Task Fill_WhenTheChoiceIsGone_ChoosesNothing_AndSaysSo()
    {
        var (typed, page) = await FillAsync(Row, new RefusedForm("/page", "no"), ("row", "B"), ("reason", "mine"), ("kind", "y"));

        Assert.Equal("mine", page.Field("reason"));
        Assert.Equal("", page.Field("kind"));
        Assert.Single(typed.Mistakes);
        Assert.Empty(typed.Kept);
    }

    [Fact]
    public async Task Fill_KeepsWhatWasSeen_UntilAnotherIsSaidToHaveBeenFirst()
    {
        (string, string)[] posted = [("row", "B"), ("seen", "1"), ("reason", "mine"), ("kind", "x")];

        var (_, refused) = await FillAsync(Row, new RefusedForm("/page", "no"), posted);
        var (_, changed) = await FillAsync(Row, RefusedForm.Of("/page", new Refusal.ChangedMeanwhile()), posted);

        Assert.Equal("1", refused.Field("seen"));
        Assert.Equal("2", changed.Field("seen"));
    }

    [Theory]
    [InlineData("/said", "/named", "/said")]
    [InlineData(null, "/named", "/named")]
    [InlineData(null, "", "/from")]
    public async Task Page_IsTheForms_ThenTheActs_ThenTheBrowsers(string? said, string named, string page)
    {
        var refused = new RefusedForm(named, "no");

        await FillAsync(Row, refused, said is null ? [] : [(RefusedForm.PageField, said)]);

        Assert.Equal(page, refused.Page);
    }

    private static async Task<(TypedFields Typed, IHtmlDocument Page)> FillAsync(
        string body, RefusedForm refused, params (string Name, string Value)[] posted)
    {
        var http = new DefaultHttpContext();
        (http.Request.Path, http.Request.Host) = ("/act", new HostString("here"));
        http.Request.Headers.Referer = "http://here/from";
        http.Request.ContentType = "application/x-www-form-urlencoded";
        http.Request.Form = new FormCollection(posted.ToDictionary(p => p.Name, p => new StringValues(p.Value)));
        await refused.ExecuteResultAsync(new ActionContext(http, new RouteData(), new ActionDescriptor()));
        var typed = TypedFields.Of(http, new HtmlString(body)) ?? throw new InvalidOperationException("Nothing was refused.");
        using var writer = new StringWriter();
        typed.Page.WriteTo(writer, System.Text.Encodings.Web.HtmlEncoder.Default);
        return (typed, Html.Parse(writer.ToString()));
    }
}
