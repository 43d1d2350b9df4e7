using GrantReview.Files.Rounds;
using GrantReview.Web.Localisation;

namespace GrantReview.Web.Tests.Templates;

public class ChoiceTextTests
{
    [Fact]
    public void EveryChoiceOfATemplate_HasWords()
    {
        var keys = TemplateFolder.Shipped.CallNames.SelectMany(name => TemplateFolder.Shipped.Call(name)?["choices"]?.AsArray() ?? []).Select(c => $"{c?["key"]}").ToList();

        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.NotEqual(key, ChoiceText.Of(key)));
    }
}
