using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GrantReview.Web.Hosting;

/// <summary>
/// Puts into every form that is posted the anti-forgery token, which MVC's own helper leaves out where an address is given, and the page
/// that it stands on, which gives it back where it is refused.
/// </summary>
[HtmlTargetElement("form", Attributes = "[method=post]")]
public sealed class FormToken(IHtmlGenerator generator) : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.PostContent.AppendHtml(generator.GenerateAntiforgery(ViewContext));
        var request = ViewContext.HttpContext.Request;
        if (HttpMethods.IsGet(request.Method))
        {
            var page = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
            page.Attributes["type"] = "hidden";
            page.Attributes["name"] = RefusedForm.PageField;
            page.Attributes["value"] = request.Path + request.QueryString;
            output.PostContent.AppendHtml(page);
        }
    }
}
