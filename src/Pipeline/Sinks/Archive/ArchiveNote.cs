using System.Globalization;

namespace GridFlow.Sinks.Archive;

/// <summary>
/// What is committed beside a partition's position before its next roll is uploaded: where that roll ends. Whoever has to build the roll again, because the process
/// died between its upload and the next position, ends it there too, so the same files are written over and nothing is in two of them.
/// </summary>
internal static class ArchiveNote
{
    private const string Start = "roll_to=";

    /// <summary>Nothing is being uploaded.</summary>
    public const string None = "";

    /// <summary>The note for a roll that ends in front of an offset.</summary>
    public static string Of(long rollTo) => Start + rollTo.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where the announced roll ends; null when none is announced.</summary>
    public static long? Read(string note) =>
        note.StartsWith(Start, StringComparison.Ordinal) && long.TryParse(note.AsSpan(Start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var to) ? to : null;
}
