using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace GrantReview.Web.Hosting;

/// <summary>
/// The answer to every form that cannot be done: its page again, with all that was typed, and why. It is the page that a GET gives, read
/// anew after the refused act; <see cref="TypedFields"/> puts what was typed back into it.
/// </summary>
/// <param name="page">Where the form stands, if it does not say so itself; blank = where the browser comes from.</param>
public sealed class RefusedForm(string page, string why, int status = StatusCodes.Status409Conflict) : IActionResult
{
    /// <summary>The field by which a form says where it stands.</summary>
    public const string PageField = "_page";

    /// <summary>Sentences, one a line.</summary>
    public string Why { get; } = why;

    /// <summary>Name of a field → what is wrong with it; what the page itself asks of its fields is said without.</summary>
    public IReadOnlyDictionary<string, string> Mistakes { get; init; } = new Dictionary<string, string>();

    /// <summary>The page that an act has made already, with all that was typed, where no GET gives it; null = one does.</summary>
    public IActionResult? Shown { get; private init; }

    /// <summary>The act says that another was there first: the form takes what stands now as seen.</summary>
    public bool IsChanged { get; private init; }

    /// <summary>The act is over, and the request asks for a page again: it is let through, and nothing asks it twice.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>Where the form was posted to.</summary>
    public string Action { get; private set; } = "";

    /// <summary>The page that gives the form back.</summary>
    public string Page { get; private set; } = "";

    public IFormCollection Typed { get; private set; } = FormCollection.Empty;

    /// <summary>Refused by a life, where the form does not say more.</summary>
    public static RefusedForm Of(string page, Refusal refusal) => new(
        page, RefusalText.Of(refusal), refusal is Refusal.NotThere ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict)
    {
        IsChanged = refusal is Refusal.ChangedMeanwhile,
        Mistakes = refusal is Refusal.NeedsReason ? new Dictionary<string, string> { ["reason"] = RefusalText.Of(refusal) } : [],
    };

    /// <summary>The one field that is wrong.</summary>
    public static RefusedForm At(string page, string field, string mistake) =>
        new(page, mistake, StatusCodes.Status400BadRequest) { Mistakes = new Dictionary<string, string> { [field] = mistake } };

    /// <summary>A page that is itself what was posted: a preview, a draft that is not kept yet.</summary>
    /// <param name="why">Blank = the page says it.</param>
    public static RefusedForm Showing(ViewResult page, string why = "") =>
        new("", why, StatusCodes.Status400BadRequest) { Shown = page };

    public Task ExecuteResultAsync(ActionContext context)
    {
        var request = context.HttpContext.Request;
        Action = request.Path + request.QueryString;
        Typed = request.HasFormContentType ? request.Form : FormCollection.Empty;
        Page = SaidBy(request) ?? (page.Length > 0 ? page : PageOf(request) ?? "");
        context.HttpContext.Response.StatusCode = status;
        context.HttpContext.Features.Set(this);
        return Shown?.ExecuteResultAsync(context) ?? Task.CompletedTask;
    }

    /// <summary>The request is the second one, for the page of a form that was refused.</summary>
    public static bool IsShownIn(HttpContext context) => context.Features.Get<RefusedForm>() is { IsAsked: true };

    /// <summary>Where a form was posted from; null = nothing says so.</summary>
    public static string? PageOf(HttpRequest request) => SaidBy(request)
        ?? (Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == request.Host.Value
            ? from.PathAndQuery : null);

    private static string? SaidBy(HttpRequest request) =>
        request.HasFormContentType && request.Form[PageField] is [{ } said]
            && said.StartsWith('/') && !said.StartsWith("//", StringComparison.Ordinal) ? said : null;

    public static void Use(WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.Features.Get<RefusedForm>() is { Shown: null, IsAsked: false } refused && !context.Response.HasStarted)
        {
            await refused.ShowAsync(context, next);
        }
    });

    /// <summary>The page from which it was posted; where no GET gives that, the page that the act names.</summary>
    private async Task ShowAsync(HttpContext context, RequestDelegate next)
    {
        IsAsked = true;
        foreach (var at in new[] { Page, page }.Where(p => p.Length > 0).Distinct())
        {
            Page = at;
            await ShowAsync(context, next, new Uri(new Uri("http://here"), at));
            if (context.Response.ContentType is not null || context.Response.StatusCode is not
                (StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed))
            {
                return;
            }
        }
        context.Response.StatusCode = status;
    }

    /// <summary>The page as its GET gives it to whoever it is now, by services that know nothing of the act.</summary>
    private async Task ShowAsync(HttpContext context, RequestDelegate next, Uri at)
    {
        var request = context.Request;
        var services = context.RequestServices;
        await using var scope = services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        context.SetEndpoint(null);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        context.Features.Set<IAuthenticateResultFeature>(null);
        context.Features.Set<HeldCapacities>(null);
        request.RouteValues = [];
        request.Method = HttpMethods.Get;
        (request.Path, request.QueryString) = (PathString.FromUriComponent(at), QueryString.FromUriComponent(at));
        context.Features.Set<IFormFeature>(new FormFeature(FormCollection.Empty));
        context.Response.StatusCode = status;
        try
        {
            await next(context);
            if (context.Response.StatusCode is >= StatusCodes.Status300MultipleChoices and < StatusCodes.Status400BadRequest)
            {
                // The page leads elsewhere now: why goes with it.
                var kept = services.GetRequiredService<ITempDataDictionaryFactory>().GetTempData(context);
                kept["Refused"] = Why;
                kept.Save();
            }
        }
        finally
        {
            context.RequestServices = services;
        }
    }
}

/// <summary>What no form of the site is, or says something that cannot be read or kept, is refused before it does anything.</summary>
public sealed class UnreadableForm : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
        var (request, parameters) = (context.HttpContext.Request, context.ActionDescriptor.Parameters);
        if (!IsAct(context))
        {
            return;
        }
        if ((request.ContentType is not null || request.ContentLength > 0) && !request.HasFormContentType && !parameters.Any(ReadsBody))
        {
            context.Result = new UnsupportedMediaTypeResult();
        }
        else if (request.HasFormContentType && Unreadable(context.ModelState) is { Count: > 0 } mistakes)
        {
            context.Result = RefusedForm.PageOf(request) is not { } page ? new BadRequestResult()
                : new RefusedForm(page, Text.Of("Form.Unreadable"), StatusCodes.Status400BadRequest) { Mistakes = mistakes };
        }
        else if (parameters.Count > 0 && context.ActionArguments.Count == 0 && !context.ModelState.IsValid)
        {
            context.Result = new BadRequestResult();
        }
    }

    /// <summary>An act that ends in a status or cannot keep what was typed is answered by the page of its form.</summary>
    public void OnActionExecuted(ActionExecutedContext context)
    {
        var request = context.HttpContext.Request;
        if (!IsAct(context) || !request.HasFormContentType || RefusedForm.PageOf(request) is not { } page)
        {
            return;
        }
        if (context.Exception is { } failure && ErrorPages.StatusOf(failure) == StatusCodes.Status400BadRequest)
        {
            context.ExceptionHandled = true;
            context.Result = new RefusedForm(page, Text.Of("Error.WhatInput"), StatusCodes.Status400BadRequest);
        }
        else if (context.Result is NotFoundResult)
        {
            context.Result = new RefusedForm(page, Text.Of("Refusal.NotThere"), StatusCodes.Status404NotFound);
        }
        else if (context.Result is BadRequestResult)
        {
            context.Result = new RefusedForm(page, Text.Of("Form.Unreadable"), StatusCodes.Status400BadRequest);
        }
    }

    /// <summary>Fields whose text is no number, day, choice or id as the act needs it.</summary>
    private static Dictionary<string, string> Unreadable(ModelStateDictionary state) => state
        .Where(s => s.Value is { ValidationState: ModelValidationState.Invalid } entry
            && entry.Errors.Any(e => e.ErrorMessage == Text.Of("Form.Invalid")))
        .ToDictionary(s => s.Key, _ => Text.Of("Form.Invalid"));

    /// <summary>The page of an error is shown for a post, and is none.</summary>
    private static bool IsAct(FilterContext context) =>
        context.ActionDescriptor.EndpointMetadata.OfType<HttpPostAttribute>().Any();

    private static bool ReadsBody(Microsoft.AspNetCore.Mvc.Abstractions.ParameterDescriptor parameter) =>
        parameter is Microsoft.AspNetCore.Mvc.Controllers.ControllerParameterDescriptor { ParameterInfo: var info }
            && info.IsDefined(typeof(FromBodyAttribute), inherit: false);
}
