using System.Xml;

namespace GrantReview.Files.Rounds;

/// <summary>How files that offices hand in are opened, whatever program wrote them: none is trusted.</summary>
internal static class OfficeFile
{
    private const int HighestRatio = 200;
    private const long AlwaysFine = 1_000_000;

    /// <summary>It unpacks to more than it may, or to far more than what it is packed in.</summary>
    public static bool IsBomb(long unpacked, byte[] packed, long largest) =>
        unpacked > largest || unpacked > AlwaysFine + (HighestRatio * (long)packed.Length);

    /// <summary>Its parts name no other file, and end.</summary>
    public static XmlReaderSettings Reading(long mostCharacters) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = mostCharacters,
    };

    /// <summary>The file is not what it says that it is.</summary>
    public static bool IsBroken(Exception failure) =>
        failure is InvalidDataException or XmlException or FormatException or OverflowException;
}
