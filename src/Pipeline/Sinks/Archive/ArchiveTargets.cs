namespace GridFlow.Sinks.Archive;

/// <summary>Makes the target that section <c>Archive</c> names.</summary>
internal static class ArchiveTargets
{
    /// <summary>Opens the target; nothing is asked of it yet. Null when there is to be none.</summary>
    public static IArchiveTarget? Open(ArchiveOptions options, TimeProvider time) => throw new NotImplementedException($"{options} {time}");

    /// <summary>What is wrong with the settings, as the end of a sentence; null when nothing is.</summary>
    public static string? Fault(ArchiveOptions options) => null;
}
