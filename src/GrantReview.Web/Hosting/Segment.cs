using System.Buffers.Text;
using System.Text;

namespace GrantReview.Web.Hosting;

/// <summary>
/// An id of the data as one part of an address; files may use any text as an id. Letters, digits, hyphens and underscores stand as they
/// are; of anything else (a slash, two dots and the name of a page would lead elsewhere) the bytes stand in base64url behind a tilde.
/// </summary>
public static class Segment
{
    private const char Mark = '~';

    public static string Of(ApplicationId id) => Of(id.Value);

    public static string Of(string id) => id.All(c => char.IsLetterOrDigit(c) || c is '-' or '_') ? Uri.EscapeDataString(id)
        : Mark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(id));

    /// <summary>The id that an address names; one that somebody wrote by hand is taken as it is.</summary>
    public static string Read(string segment) => segment.StartsWith(Mark) && Base64Url.IsValid(segment.AsSpan(1))
        ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(segment.AsSpan(1))) : segment;
}
