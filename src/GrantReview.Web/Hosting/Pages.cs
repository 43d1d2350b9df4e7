using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.WebEncoders;

namespace GrantReview.Web.Hosting;

/// <summary>MVC in feature folders, both languages, a token on every post, and a limit on what is uploaded.</summary>
public static class Pages
{
    public const int LargestUpload = 20 * 1024 * 1024;

    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddControllersWithViews(options =>
        {
            options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
            options.Filters.Add(new UnreadableForm());
            options.Conventions.Add(new AddressFirst());
        })
            .AddJsonOptions(options =>
                options.JsonSerializerOptions.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter()))
            .AddMvcOptions(options => SayInvalid(options.ModelBindingMessageProvider));
        services.AddAntiforgery(options => options.Cookie.Name = "grantreview-form");
        services.AddLocalization();
        services.AddScoped<Text>();
        services.Configure<RazorViewEngineOptions>(options =>
        {
            options.ViewLocationExpanders.Add(new FeatureFolders());
        });
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.Configure<FormOptions>(options => options.MultipartBodyLengthLimit = LargestUpload);
        services.Configure<RequestLocalizationOptions>(options =>
        {
            CultureInfo[] cultures = [new("zh-CN"), new("en")];
            (options.SupportedCultures, options.SupportedUICultures) = (cultures, cultures);
            options.DefaultRequestCulture = new RequestCulture("zh-CN");
            options.RequestCultureProviders = [new QueryStringRequestCultureProvider(), new CookieRequestCultureProvider(),
                new AcceptLanguageHeaderRequestCultureProvider()];
        });
        return services;
    }

    private static void SayInvalid(DefaultModelBindingMessageProvider words)
    {
        words.SetValueIsInvalidAccessor(_ => Text.Of("Form.Invalid"));
        words.SetAttemptedValueIsInvalidAccessor((_, _) => Text.Of("Form.Invalid"));
        words.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => Text.Of("Form.Invalid"));
        words.SetUnknownValueIsInvalidAccessor(_ => Text.Of("Form.Invalid"));
        words.SetNonPropertyUnknownValueIsInvalidAccessor(() => Text.Of("Form.Invalid"));
        words.SetValueMustBeANumberAccessor(_ => Text.Of("Form.Invalid"));
        words.SetNonPropertyValueMustBeANumberAccessor(() => Text.Of("Form.Invalid"));
    }

    /// <summary>What the address names is read from the address alone: no field of a form of the same name can say otherwise.</summary>
    private sealed class AddressFirst : IParameterModelConvention
    {
        public void Apply(ParameterModel parameter)
        {
            var templates = parameter.Action.Selectors.Select(s => s.AttributeRouteModel?.Template ?? "");
            if (parameter.BindingInfo is null && templates.Any(t => RoutePatternFactory.Parse(t).GetParameter(parameter.Name) is not null))
            {
                parameter.BindingInfo = new BindingInfo { BindingSource = BindingSource.Path };
            }
        }
    }

    /// <summary>A controller's views stand beside it: Features/Calls/CallsController.cs, Features/Calls/Index.cshtml.</summary>
    private sealed class FeatureFolders : IViewLocationExpander
    {
        public void PopulateValues(ViewLocationExpanderContext context) =>
            context.Values["feature"] =
                (context.ActionContext.ActionDescriptor as ControllerActionDescriptor)?.ControllerTypeInfo.Namespace?.Split('.')[^1];

        public IEnumerable<string> ExpandViewLocations(ViewLocationExpanderContext context, IEnumerable<string> viewLocations) =>
            [$"/Features/{context.Values["feature"]}/{{0}}.cshtml", "/Features/Shared/{0}.cshtml"];
    }
}
