using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GrantReview.Web.Hosting;

/// <summary>Puts the anti-forgery token into every form that is posted; MVC's own helper leaves it out where an address is given.</summary>
[HtmlTargetElement("form", Attributes = "[method=post]")]
public sealed class FormToken(IHtmlGenerator generator) : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        output.PostContent.AppendHtml(generator.GenerateAntiforgery(ViewContext));
}
